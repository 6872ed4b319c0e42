# --beam: deterministic, greedy with width 1, never worse when wider; the likeliest texts first.
need jq
make_model m --hidden 16 --steps 300
beam() { rnn sample -m m --precision f32 "$@"; }
beam -n 40 --beam 1 | cmp - <(rnn sample -m m --precision f32 -n 40 -t 0)
beam -n 40 --beam 8 >x
beam -n 40 --beam 8 --threads 1 | cmp - x
for width in 1 4 16 64; do
	beam -n 40 --beam $width --json
done | jq -s -c 'map(.nats_total) as $n | $n == ($n | sort | reverse)'
beam -n 4 --beam 1 --json | jq -c '[.seed, .chars, .scored, .stop]'
# All texts of two characters: the width covers the space.
beam -n 2 --beam 900 --count 30 --json >all
jq -s -c 'length == 30 and (map(.nats) as $n | $n == ($n | sort)) and (map(.text) | unique | length == 30)' all
sed -n 1p all | jq -c .text >first
rnn sample -m m --precision f32 -n 2 --count 20000 --seed 1 --json | jq -c .text | sort | uniq -c | sort -rn | sed -nE '1s/^ *[0-9]+ //p' | cmp - first
# Up to a stop string, which is cut off; not before the least length.
beam -n 40 --stop . --beam 16 --prime 'the cat sat' --json | jq -c '[.stop, .scored - .chars, (.text | startswith("the cat sat") and (contains(".") | not))]'
beam -n 40 --stop-after . --beam 16 --min-length 30 --prime 'the cat sat' --no-prime | wc -m | awk '{ print ($1 >= 30) }'
# A beam of one text that stops is complete before the length is reached.
beam -n 1000000 --stop . --beam 2 | wc -l
# Where every symbol would complete a stop string too early, the text ends.
beam -n 5 --beam 2 --only ab --stop a --stop b --min-length 3 --prime the --json | jq -c '[.text, .scored]'
beam -n 5 --beam 2 --only a --stop aa --min-length 3 --json | jq -c '[.text, .scored]'
try beam -n 5 --beam 4 --count 5
try beam -n 5 --beam 4 -t 0.5
try beam -n 5 --beam 4 --top-k 3
try beam -n -1 --beam 4 --stop .
try beam -n 5 --beam 4 --seed 1
try beam -n 5 --beam 1025
