# --only and --without: which characters may be drawn.
make_model m
draw() { rnn sample -q -m m --seed 1 -n 400 "$@"; }
draw --only a-e | tr -d a-e | wc -c
draw --only 'a-c\n' | tr -d 'a-c\n' | wc -c
draw --without 'aeou ' | grep -c '[aeou ]' || true
draw --only a-t --only '. ' --without e | tr -d 'a-df-t. ' | wc -c
draw --only é | sed 's/é//g' | wc -c
# A hyphen at an end or behind a backslash is one; X-Z are not in the alphabet, which is no fault of --without.
draw --without 'X-Z-' | cmp - <(draw)
try rnn sample -m m --seed 1 -n 8 --without 'XQ' && cat out && echo
try rnn sample -m m --seed 1 -n 8 --only 'aXQ' && cat out && echo
try rnn sample -m m --seed 1 -n 8 --only 'aX' && cat out && echo
# One that is left is drawn, by any filter.
for how in '-t 0' '-t 1000' '--top-k 1' '--top-p 0' '--typical 0' '--min-p 1'; do
	draw --only x-zt $how | tr -d t | wc -c
done
# The figures are the model's own: seldom what is drawn is likely.
need jq
draw --json --only z --only c | jq -c '.chars == 400 and .nats > 1 and .stop == null'
# --min-length gives way, but not to what is excluded.
draw -n 9 --only te --stop e --stop t --min-length 5 | wc -c
# Nothing is left, before anything is drawn.
try rnn sample -m m --prime 'the ' --only XYZ
try rnn sample -m m --without 'a-z .é\n'
try rnn sample -m m --only abc --without a-f
try rnn sample -m m --only z-a
try rnn sample -m m --only $'\xff'
try rnn sample -m m --only ''
# Bytes: a character that has two is two of them.
rnn train -q -m b --unit byte --hidden 4 --layers 1 --steps 5 --batch 4 --seq 16 text.txt
rnn sample -q -m b --seed 1 -n 50 --only é | LC_ALL=C tr -d '\303\251' | wc -c
