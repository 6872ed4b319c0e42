# Text drawn from several models at once.
need jq
make_model a --engine native --precision f32 --steps 60
make_model b --engine native --precision f32 --seed 2 --steps 40
mixed() { local command=$1; shift; rnn "$command" --engine native --precision f32 -m a -m b --mix-ngram text.txt "$@"; }
# The nats of a sample are those of rnn eval, in both forms.
for w in 0.5,0.3,0.2 log:0.5,0.4,0.3; do
	mixed sample --mix $w --prime 'the cat' --seed 1 -n 80 --json >s
	jq -j .text s | tail -c +8 >text
	echo "$(jq .nats_total s) $(mixed eval --mix $w --prime 'the cat' --json text | jq .nats_total)" |
		awk '{ d = $1 - $2; print ($1 > 0 && d * d < 1e-6) }'
done
# Side by side as alone.
mixed sample --mix log:1,1,1 --count 3 --seed 5 -n 60 --no-prime >three
for i in 5 6 7; do mixed sample --mix log:1,1,1 --count 1 --seed $i -n 60 --no-prime; done | cmp - three
# A weight of 0 leaves a member out; a single model without options is what it was.
rnn sample --engine native --precision f32 -m a --seed 3 -n 100 >alone
mixed sample --mix log:1,0,0 --seed 3 -n 100 | cmp - alone
rnn sample --engine native --precision f32 -m b --seed 3 -n 100 >other
mixed sample --mix 0,1,0 --seed 3 -n 100 | cmp - other
# Learned from the prime.
mixed sample --seed 1 -n 40 --json --prime-file text.txt --no-prime | jq .scored
sed 's/dog/fox/' text.txt >x && mv x text.txt
make_model c
try rnn sample -m a -m c -n 5
try rnn sample -m a --mix 1,1 -n 5
try rnn sample -m a -m b --mix 1,1,1 -n 5
try rnn sample -m a --mix-ngram none -n 5
