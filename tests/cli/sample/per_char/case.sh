# --per-char: the characters drawn and what else was likely; their bits are the total.
need jq
make_model m
for options in '-n 40' '-n 40 --precision int8' '-n 300 --stop ra --stop e' '-n 40 --best-of 3 -t 0.7 --top-p 0.8' '-n 20 --beam 3' '-n 20 --then cat'; do
	# shellcheck disable=SC2086
	rnn sample -q -m m --prime 'the café' $options --json --per-char >j
	jq -c '[.scored == (.per_char | length),
		([.per_char[].bits] | add - $total | fabs < 1e-9),
		(.text[8:] == ([.per_char[] | select(.cut | not) | .char] | join(""))),
		([.per_char[] | select(.cut) | .char] | join("")) == (.stop // ""), .stop != null,
		([.per_char[] | (.p | log2) + .bits | fabs < 1e-9] | all),
		([.per_char[] | .others | length] | unique),
		([.per_char[] | .others as $o | ($o | map(.p)) == ($o | map(.p) | sort | reverse)] | all),
		([.per_char[] | .code as $c | .others[] | .code == $c] | any)]' \
		--argjson total "$(jq '.nats_total / (2 | log)' j)" j
done
rnn sample -q -m m -n 3 --json --per-char --seed 1 | jq -c '.per_char[0] | [keys_unsorted, (.others[0] | keys_unsorted)]'
# Offsets are bytes of the text.
rnn sample -q -m m --prime 'the café' -n 3 --seed 1 --json --per-char | jq -c '[.per_char[].offset]'
rnn sample -q -m m --prime 'the café' -n 3 --json --per-char --no-prime | jq -c '.per_char[0].offset'
# drawn_p: the model's at temperature 1 without filters; all of it for one symbol.
neutral='-t 1 --top-k 0 --top-p 1 --min-p 0'
rnn sample -q -m m -n 30 $neutral --json --per-char | jq -c '[.per_char[] | . , .others[] | .p - .drawn_p | fabs < 1e-6] | all'
rnn sample -q -m m -n 30 -t 0 --json --per-char | jq -c '[.per_char[] | .drawn_p == 1 and (.others | map(.drawn_p) | add) == 0] | all'
rnn sample -q -m m -n 30 $neutral --top-k 3 --json --per-char | jq -c '[.per_char[] | (.p >= .others[2].p) and (.others | map(select(.drawn_p > 0)) | length) == 2] | all'
rnn sample -q -m m -n 30 $neutral --top-k 3 --json --per-char | jq -c '[.per_char[] | .drawn_p + (.others | map(.drawn_p) | add) - 1 | fabs < 1e-6] | all'
# What may not be drawn has no chance, and the rest has its share: characters, stop strings that come too early, copied runs.
rnn sample -q -m m -n 30 $neutral --only 'a-m ' --seed 1 --json --per-char |
	jq -c '[.per_char[] | .drawn_p > .p and ([.others[] | select(.char | test("[^a-m ]")) | .drawn_p] | all(. == 0))] | all'
rnn sample -q -m m -n 20 $neutral --stop ' ' --min-length 20 --seed 1 --json --per-char |
	jq -c '[.per_char[] | .drawn_p > .p] | all'
rnn sample -q -m m -n 30 $neutral --novel text.txt --novel-run 2 --seed 1 --json --per-char |
	jq -c '[.per_char[1:][] | .others[] | select(.p > .drawn_p and .drawn_p == 0)] | length > 0'
# They are those of rnn next.
rnn sample -m m --precision f32 -q -n 1 $neutral --prime 'the c' --json --per-char --top-k 1 | jq -c '[.per_char[0] | ., .others[] | [.char, (.p * 1000 | round)]] | sort' >a
rnn next -m m --precision f32 --prime 'the c' --chars 6 --json | jq -c '[.chars[] | [.char, (.p * 1000 | round)]] | sort' | cmp - a
# Everything else in the object is as without it.
rnn sample -m m -n 40 --seed 3 --count 3 --json | cmp - <(rnn sample -m m -n 40 --seed 3 --count 3 --json --per-char | jq -c 'del(.per_char)')  && echo same
# Bytes.
make_model b --unit byte
rnn sample -m b -n 300 --prime caf --seed 1 --json --per-char | jq -c '[.per_char[] | select(.code == "0xC3")][0] | .char'
try rnn sample -m m --per-char
