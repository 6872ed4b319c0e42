# Number formats: samples are the same alone and together in each; engines refuse what they cannot.
make_model m --cell lstm --steps 60
for p in f32 bf16 int8 auto; do
	rnn sample -m m --precision $p --seed 3 -n 60 --count 70 --separator '' >together
	for ((seed = 3; seed < 73; seed++)); do
		rnn sample -m m --precision $p --seed $seed -n 60
	done >alone
	cmp together alone && echo "$p: same"
done
# Stop strings end samples at different times; each text waits for its turn.
rnn sample -m m --seed 3 -n 400 --count 70 --stop ' ' --stop 'o' --separator '|' >together
for ((seed = 3; seed < 73; seed++)); do
	rnn sample -m m --seed $seed -n 400 --stop ' ' --stop 'o'
	((seed == 72)) || printf '|'
done | cmp - together && echo 'stops: same'
# What a format costs is told.
need jq
for p in f32 bf16 int8; do
	rnn eval -m m --precision $p --json text.txt |
		jq -r --arg p $p '(.bpc_f32 // .bpc) as $f | "\($p) \(.precision) \((.bpc - $f) | fabs < 0.02)"'
done
rnn eval -m m --precision int8 text.txt | sed -E 's/[-+ ][0-9]+\.[0-9]+/ X/g'
rnn eval -m m --adapt --precision int8 text.txt | sed -E 's/[-+ ][0-9]+\.[0-9]+/ X/g'
try env RNN_ENGINE=openblas "$RNN" sample -m m --precision int8 -n 9
RNN_ENGINE=openblas rnn sample -m m -n 60 --count 2 >/dev/null && echo read
try env RNN_ENGINE=openblas "$RNN" train -q -m n --precision bf16 --steps 2 text.txt
try env RNN_ENGINE=native "$RNN" train -q -m n --precision bf16 --steps 2 text.txt
try rnn train -q -m n --precision int8 --steps 2 text.txt
[[ ! -e n ]] && echo 'nothing made'
