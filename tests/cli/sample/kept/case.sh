# --unique, --best-of and --rank: what they keep, in which order, and that threads change nothing.
need jq
make_model m --hidden 16 --steps 300
sample() { rnn sample -m m "$@"; }
# All samples are different, those before a repeated one are what they are without it, and more of them begin alike.
sample -n 2 --count 60 --seed 1 >plain
sample -n 2 --count 60 --seed 1 --unique --json | jq -r '.text | rtrimstr(" ") | ltrimstr(" ") | @json' | sort | uniq -d | wc -l
sample -n 2 --count 60 --seed 1 --unique --json >u60
sample -n 2 --count 20 --seed 1 --unique --json | cmp - <(head -n 20 u60)
sample -n 2 --count 60 --seed 1 --unique --json --threads 1 | cmp - u60
cmp -s plain <(jq -r .text u60) && echo 'nothing was repeated'
# The best of N draws is never less likely than the first of them, and N = 1 is that.
sample -n 30 --count 20 --seed 1 --json >one
sample -n 30 --count 20 --seed 1 --json --best-of 1 | cmp - one
sample -n 30 --count 20 --seed 1 --json --best-of 8 >eight
sample -n 30 --count 20 --seed 1 --json --best-of 8 --threads 1 | cmp - eight
paste -d '\n' one eight | jq -s -c '[range(0; length; 2) as $i | .[$i + 1].nats <= .[$i].nats] | all'
paste -d '\n' one eight | jq -s -c '[range(0; length; 2) as $i | .[$i + 1].nats < .[$i].nats] | any'
jq -s -c 'map(.seed) == [range(1; 21)]' eight
# A sample is the same alone.
sample -n 30 --seed 5 --json --best-of 8 | cmp - <(sed -n 5p eight)
# The rank is that of the bits per character, and changes only the order.
sample -n 30 --count 20 --seed 1 --json --rank >ranked
jq -s -c 'map(.nats) as $n | $n == ($n | sort)' ranked
sort ranked | cmp - <(sort one)
sample -n 30 --count 20 --seed 1 --rank --separator '|' | cmp - <(jq -j '.text + "|"' ranked)
# With stop strings, the mean is over the characters drawn.
sample -n -1 --stop o --count 20 --seed 1 --rank --json | jq -s -c 'map(.nats_total / .scored) as $n | $n == ($n | sort)'
# Prime and separator are those of other samples.
sample -n 5 --prime 'the ' --count 2 --seed 1 --rank --separator '|' | tr -d '\n' | grep -o 'the \||' | tr -d '\n'
echo
sample -n 5 --prime 'the ' --no-prime --seed 1 --best-of 2 | grep -c the || true
# Given up: samples that were found are written, in order or ranked.
make_text >text.txt
try sample -n 1 --count 100 --seed 1 --unique --tries 200 | sed -E 's/sample [0-9]+/sample N/'
sort out | uniq -d | wc -l
try sample -n 1 --count 100 --seed 1 --unique --tries 200 --rank --json | sed -E 's/sample [0-9]+/sample N/'
jq -s -c 'map(.nats) as $n | length > 5 and $n == ($n | sort)' out
try sample -n 5 -t 0 --count 2 --unique
# Nothing is drawn.
sample -n 0 --best-of 3 --prime a
echo
