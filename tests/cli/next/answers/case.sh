# What follows a prime: rows, JSON, and a table on a terminal. The probabilities depend on the model,
# so only what must hold for all models is printed.
need jq
need python3
make_model m --steps 300 --hidden 24
answer() { rnn next -m m --precision f32 "$@"; }
answer -k 3 --chars 2 --prime 'the cat sat on a' >rows
cut -f 1 rows
# A word is that of the text, after the blank that the model writes.
grep -c $'^word\t.*\tmat\t mat$' rows
awk -F '\t' '$1 != "char" { sum += $2 } END { print (sum > 0.999 && sum < 1.001) }' rows
answer --json -k 3 --prime 'the cat sat on a' >json
jq -c 'keys, (.words[0] | keys), (.chars[0] | keys), (.words | length), .certain' json
jq -c '[.words[].p] | . == (sort | reverse)' json
jq -c '([.words[].p] | add) + .none + .other + .open | . > 0.999999 and . < 1.000001' json
# A prime that ends inside a word is completed, the word is shown whole.
answer --json -k 1 --prime 'the cat sa' | jq -c '.words[0] | [.word, .text, .completes]'
answer --json -k 1 --prime 'the caf' | jq -c '.words[0] | [.word, .text, .completes]'
answer --json -k 1 --prime 'the cat sat on a ' | jq -c '.words[0] | [.word, .text, .completes]'
# The first character is the one that sample takes at temperature 0, its bits are those of eval.
first=$(answer --json --chars 1 --prime 'the cat sat on a m' | jq -r '.chars[0].char')
[[ $first == "$(rnn sample -m m --precision f32 --no-prime -t 0 -n 1 --prime 'the cat sat on a m')" ]] && echo same
printf %s "$first" | rnn eval -m m --json --prime 'the cat sat on a m' - | jq .nats_total >nats
answer --json --chars 1 --prime 'the cat sat on a m' | jq --argjson nats "$(<nats)" \
	'.chars[0].p | log + $nats | . < 1e-5 and . > -1e-5'
# Temperature 0 leaves one way; above 1 the first word is less likely.
answer -t 0 -k 9 --chars 9 --json --prime 'the cat sa' | jq -c '[.chars[] | .p], [.words[] | .p], .open'
answer -t 2 --json --prime 'the cat sa' | jq --slurpfile plain <(answer --json --prime 'the cat sa') \
	'.words[0].p < $plain[0].words[0].p'
# Nothing to show is not an error. The prime is a file, or standard input.
answer -k 0 --chars 0 --prime 'the' | cut -f 1
printf 'the cat sa' >prime
answer --prime-file prime | cmp - <(answer --prime 'the cat sa')
answer --prime-file - <prime | cmp - <(answer --prime 'the cat sa')
# The threads do not change the answer.
answer --threads 1 --json -k 9 --prime 'the c' | cmp - <(answer --threads 2 --json -k 9 --prime 'the c')
# On a terminal it is a table with bars.
terminal "$RNN" next -m m -k 1 --chars 3 --prime 'the cat sat on a' | sed -E 's/[0-9.]{6} +#*/P/g; s/[0-9]\.[0-9]{4}/P/g; s/ +$//' | sed -E "3,4s/'.*'/'x'/"
# On a terminal, no prime means the start of a text.
terminal "$RNN" next -q -m m -k 1 --chars 1 --json | jq -c .prime
# In the table for a line, the line is the title; control characters do not reach the terminal.
terminal sh -c 'printf "the cat\n\033\n" | "$0" next --unknown skip -q -m m -k 0 --chars 0' "$RNN" |
	sed -E 's/[0-9]\.[0-9]{4}/P/g'
# The words stand in one column, however wide the characters are.
printf 'x\364\217\277\277y\342\200\213 b%.0s' {1..30} >wide.txt
rnn train -q -m w --init none --hidden 4 --layers 1 --steps 2 --batch 1 --seq 8 wide.txt
terminal "$RNN" next -m w --chars 6 -k 3 --prime x | LC_ALL=C.UTF-8 awk '/word$/ { at = length($0) - 3 }
	at && NR <= 4 { print substr($0, at, 1) ~ /[a-z]/ && substr($0, at - 2, 2) == "  " }'
