# --min-length: a stop string cannot leave fewer characters; what would complete it is not drawn.
need jq
make_model m
shortest() { jq -s -c 'map(.chars) | [min, length]'; }
for n in 0 1 5 20; do
	rnn sample -m m --seed 1 --count 200 --json --stop ' ' --stop a --min-length $n | shortest
	rnn sample -m m --seed 1 --count 200 --json --stop 'the' --stop-after e --min-length $n | shortest
done
# Nothing of a stop string is in the text, and without --stop every length is least.
rnn sample -m m --seed 1 --count 200 --json --stop ' ' --stop a --min-length 9 | jq .text | grep -c '[ a]' || true
rnn sample -m m --seed 1 --count 3 -n 9 --json --min-length 9 | shortest
# Filters and temperature 0 choose among what is left.
for how in '-t 0' '--top-k 1' '--top-p 0.01' '--min-p 1' '-t 1000'; do
	rnn sample -q -m m --seed 1 --count 20 -n 30 --json $how --stop ' ' --stop e --min-length 12 | shortest
done
# The figures are the model's, whatever was forbidden.
rnn sample -m m --seed 1 -n 60 --json --stop e --min-length 50 --prime 't' | jq -c '.nats > 0 and .nats_total > .nats'
# 0 changes nothing.
rnn sample -m m --seed 1 --stop e >a
rnn sample -m m --seed 1 --stop e --min-length 0 | cmp - a
# A model without another symbol ends early.
printf 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' >a.txt
rnn train -q -m one --hidden 2 --layers 1 --steps 1 --valid 0 a.txt
rnn sample -m one -n -1 --stop a --min-length 5 --seed 1 | wc -c
rnn sample -m one -n -1 --stop-after aa --min-length 5 --seed 1 | wc -c
try rnn sample --min-length 501
try rnn sample -n 5 --min-length 6 --stop x
try rnn sample -m m -n 5 --min-length 5 --stop x --seed 1 -q
rnn sample -q -m m -n -1 --min-length 600 --stop e --seed 2 | wc -m >n
(($(<n) >= 600)) && echo long
try rnn sample --min-length -1
