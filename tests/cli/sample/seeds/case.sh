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
cmp many parts
# Without a seed two samples differ.
sample >x
sample >y
cmp -s x y && echo 'no seed gives the same'
# -n counts what is drawn, not the prime.
sample --seed 7 --prime 'the cat' | LC_ALL=C.UTF-8 wc -m
sample --seed 7 --prime 'the cat' --no-prime | LC_ALL=C.UTF-8 wc -m
rnn sample -m m -n 0 --prime 'the cat'
echo '|'
# Temperature 0 needs no seed.
sample -t 0 >x
sample -t 0 --seed 3 | cmp - x
sample --top-k 1 | cmp - x
sample --min-p 1 | cmp - x
