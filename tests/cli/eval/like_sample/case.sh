# A line has the score that sample reports for the same text, to the last digit.
need jq
unset RNN_ENGINE # each line names its engine, or uses formats that some engines lack

# compare MODEL PRECISION SAMPLE-OPTIONS...: draw lines, and score them.
compare() {
	local model=$1 precision=$2
	shift 2
	rnn sample -m "$model" --precision "$precision" --stop $'\n' --no-prime --count 30 --seed 1 -n 400 --json "$@" |
		jq -c 'select(.stop != null)' >drawn
	[[ $(wc -l <drawn) -ge 10 ]] || echo "$model $precision $*: only $(wc -l <drawn) lines"
	jq -r .text drawn >text
	jq '.nats_total // .nats' drawn >want
	[[ -n ${prime-} ]] && set -- --prime "$prime" || set --
	for form in file pipe; do
		if [[ $form == file ]]; then
			rnn eval -m "$model" --precision "$precision" --per-line --json "$@" text >got
		else
			# shellcheck disable=SC2002
			cat text | rnn eval -m "$model" --precision "$precision" --per-line --json "$@" >got
		fi
		jq .nats_total got | cmp - want || echo "$model $precision $form: differs"
		jq -r .line got | cmp - text
	done
	# The first column is the same in bits, to nine digits.
	rnn eval -m "$model" --precision "$precision" --per-line "$@" text | cut -f 1 >bits
	awk '{ printf "%.9g\n", $1 / log(2) }' want >want_bits
	paste bits want_bits | awk '{ d = $1 - $2; if (d * d > 1e-14 * $1 * $1) print "bits: " $0 }'
}

for cell in rnn gru lstm; do
	make_model $cell --cell $cell --layers 2 --embed $(($(wc -c <<<$cell) % 2 * 5))
	for precision in f32 bf16 int8; do
		compare $cell $precision -t 1
	done
	compare $cell int8 -t 0.8 --top-k 7
	prime='the cat' compare $cell f32 -t 1 --prime 'the cat'
done
# An engine whose rows depend on each other, if the build has it.
rnn --version >version
! grep -qF 'openblas (' version || export RNN_ENGINE=openblas
compare gru f32 -t 1
prime='a mat' compare lstm f32 -t 1.2 --prime 'a mat'
unset RNN_ENGINE
# A model of bytes; its samples are not always UTF-8, so their bytes are taken as they are.
make_model bytes --unit byte
for seed in {1..12}; do
	o=(-m bytes --precision int8 --stop $'\n' --no-prime -n 400 --seed $seed)
	rnn sample "${o[@]}" --json | jq -r 'select(.stop != null) | .nats_total // .nats' >want
	[[ -s want ]] || continue
	rnn sample "${o[@]}" >text
	[[ -s text ]] || continue # an empty line without its newline is no line
	rnn eval -q -m bytes --precision int8 --per-line --json text | jq .nats_total >got
	cmp got want && echo same
done | sort | uniq -c | awk '{ print ($1 > 5 ? "many" : $1), $2 }'
# A model without a newline: lines begin after a blank, as samples do.
tr '\n' '.' <text.txt >one.txt
rnn train -q -m blank --hidden 8 --layers 1 --steps 20 --batch 4 --seq 16 one.txt
rnn sample -m blank --precision f32 -t 1 -n 30 --seed 4 --json >drawn
jq -r .text drawn | rnn eval -m blank --per-line --json >got
jq -c '[.scored, .unknown]' got
jq .nats_total got | cmp - <(jq '.nats_total // .nats' drawn)
