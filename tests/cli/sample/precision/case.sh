# Number formats: samples are the same alone and together in each; engines refuse what they cannot.
need_engine openblas
unset RNN_ENGINE # each line names its engine
make_model m --cell lstm --steps 60
# Some of seventy samples, at both ends and where drawing side by side changes; unit/sample_test compares all.
alone=(1 2 9 31 32 33 63 64 65 66 70)
texts() {
	rnn sample -m m --seed 3 --count 70 --separator '|' "$@" |
		awk -v RS='|' -v ORS='|' -v alone=" ${alone[*]} " 'index(alone, " " NR " ")' >together
	for n in "${alone[@]}"; do
		rnn sample -m m --seed $((n + 2)) "$@"
		printf '|'
	done | cmp - together && echo same
}
for p in f32 bf16 int8 auto; do
	printf '%s: ' $p
	texts --precision $p -n 60
done
# Stop strings end samples at different times; each text waits for its turn.
printf 'stops: '
texts -n 400 --stop ' ' --stop 'o'
# Where an engine cannot do it is said: on this machine, or at the level that RNN_CPU names.
anywhere() { sed -E 's/ (on this machine|with RNN_CPU=[a-z0-9]+);/ HERE;/'; }
# What a format costs is told.
need jq
for p in f32 bf16 int8; do
	rnn eval -m m --precision $p --json text.txt |
		jq -r --arg p $p '(.bpc_f32 // .bpc) as $f | "\($p) \(.precision) \((.bpc - $f) | fabs < 0.02)"'
done
rnn eval -m m --precision int8 text.txt | sed -E 's/[-+ ][0-9]+\.[0-9]+/ X/g'
rnn eval -m m --adapt --precision int8 text.txt | sed -E 's/[-+ ][0-9]+\.[0-9]+/ X/g'
try env RNN_ENGINE=openblas "$RNN" sample -m m --precision int8 -n 9 | anywhere
RNN_ENGINE=openblas rnn sample -q -m m -n 60 --count 2 >/dev/null && echo read
try env RNN_ENGINE=openblas "$RNN" train -q -m n --precision bf16 --steps 2 text.txt | anywhere
try env RNN_ENGINE=native "$RNN" train -q -m n --precision bf16 --steps 2 text.txt | anywhere
try rnn train -q -m n --precision int8 --steps 2 text.txt
[[ ! -e n ]] && echo 'nothing made'
