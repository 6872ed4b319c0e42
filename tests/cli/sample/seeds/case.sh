# The seed decides everything; sample k of many is sample 1 of seed + k; threads change nothing.
make_model m
sample() { rnn sample -m m -n 40 "$@"; }
sample --seed 7 >a
sample --seed 7 | cmp - a
sample --seed 7 --threads 1 | cmp - a
sample --seed 8 | cmp -s - a && echo 'seeds 7 and 8 give the same'
sample --seed 7 --count 3 --separator '|' >many
sample --seed 7 >parts
printf '|' >>parts
sample --seed 8 >>parts
printf '|' >>parts
sample --seed 9 >>parts
printf '|' >>parts
cmp many parts
# Without a seed two samples differ.
sample -q >x
sample -q >y
cmp -s x y && echo 'no seed gives the same'
# -n counts what is drawn, not the prime.
sample --seed 7 --prime 'the cat' | LC_ALL=C.UTF-8 wc -m
sample --seed 7 --prime 'the cat' --no-prime | LC_ALL=C.UTF-8 wc -m
rnn sample -m m -n 0 --prime 'the cat'
echo '|'
# Temperature 0 needs no seed.
sample -t 0 >x
sample -t 0 --seed 3 | cmp - x
sample -q --top-k 1 | cmp - x
sample -q --min-p 1 | cmp - x
# A random seed is told, and gives the same text again; not with -q, and not where it changes nothing.
sample >x 2>told
sed -E 's/[0-9]+/N/g' told
sample --seed "$(grep -oE '[0-9]+$' told)" | cmp - x
sample --count 2 >x 2>told
sample --count 2 --seed "$(grep -oE '[0-9]+$' told)" | cmp - x
sample -q >x
sample -n 0
sample -t 0 >x
sample --seed 4 >x
sample --json >x
# It is told before a text whose reader may leave, and before one without end.
(rnn sample -m m -n 1000000 | head -n 1 >x) 2>told || true
grep -c '^rnn: seed' told
(rnn sample -m m -n -1 | head -n 1 >x) 2>told || true
grep -c '^rnn: seed' told
