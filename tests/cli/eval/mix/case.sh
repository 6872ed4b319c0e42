# Several models, n-gram counts and a cache predict together.
need jq
make_model a --engine native --precision f32
make_model b --engine native --precision f32 --seed 2 --steps 40
sed 's/é/ü/; s/dog/fox/' text.txt >other.txt
mkdir o
(cd o && cp ../other.txt text.txt && make_model c --engine native --precision f32)
mv text.txt a.txt
models='-m a -m b --engine native'
# shellcheck disable=SC2086
mix() { rnn eval $models "$@"; }
# The sum of the weights does not matter for the mean; a weight of 0 leaves a member out.
mix --mix 0.7,0.3 --json a.txt >m
mix --mix 7,3 --json a.txt | cmp - m
rnn eval --engine native -m a --json a.txt | jq '.nats * 1000 | round' >alone
mix --mix 1,0 --json a.txt | jq '.nats * 1000 | round' | cmp - alone
mix --mix log:1,0 --json a.txt | jq '.nats * 1000 | round' | cmp - alone
jq '.mix.members[0].nats * 1000 | round' m | cmp - alone
# Models with other alphabets: a symbol that one of them lacks is known to the mixture.
rnn eval -m a -m o/c --mix 1,1 --json a.txt other.txt | jq -s -c '.[:2][] | [.unknown, .scored]'
rnn eval -m a --json other.txt | jq -c '[.unknown, .scored]'
rnn eval --engine native -m a -m o/c --mix 1,0 --json a.txt | jq '.nats * 1000 | round' | cmp - alone
# The mean, from the rows of each model.
for m in a b; do rnn eval --engine native -m $m --per-char a.txt | cut -f 1,3 >$m.rows; done
cut -f 1 a.rows | cmp - <(cut -f 1 b.rows)
paste a.rows b.rows | awk '{ b -= log(.7 * 2 ^ -$2 + .3 * 2 ^ -$4) / log(2) } END { printf "%.2f\n", b }' >want
mix --mix 0.7,0.3 --per-char a.txt | awk '{ b += $3 } END { printf "%.2f\n", b }' | cmp - want
# What is printed.
mix --mix 0.7,0.3 a.txt | sed -E 's/[0-9]\.[0-9]{3,4} (bits|per|\+|nats)/N \1/g; s/perplexity [0-9.]+/perplexity N/; s/\+- [0-9.]+ nats/+- N nats/'
mix --mix-ngram other.txt --cache --json a.txt | jq -c '.mix | [.form, .learned], [.members[].name]'
# Weights that are learned, that were fitted, and equal ones.
nats() { mix --mix-ngram other.txt --cache "$@" --json a.txt | jq .nats; }
w=$(mix -q --mix-ngram other.txt --cache --mix log --fit-mix a.txt)
v=$(mix -q --mix-ngram other.txt --cache --mix linear --fit-mix a.txt)
echo "${w%%:*} $(tr , '\n' <<<"$w" | wc -l) $(tr , '\n' <<<"$v" | wc -l)"
jq -n -c "$(nats --mix "$w") < $(nats), $(nats) < $(nats --mix log:1,1,1,1), $(nats --mix "$v") < $(nats --mix linear)"
mix --mix-ngram other.txt --mix linear --fit-mix a.txt --json -q | jq -c '[.file, .scored, (.mix | split(",") | length), (.members | length)]'
# Models that learn as well.
mix --cache --adapt --json a.txt | jq -c '.adapted.nats != .nats'
mix --cache --adapt --per-char a.txt | awk -F '\t' '{ n += NF == 4 } END { print n }'
mix --cache --json a.txt a.txt | jq -s -c '[.[0] == .[1], .[2].mix.members[1].nats == .[0].mix.members[1].nats]'
mix --prime 'the cat' --cache --json - < <(printf ' sat') | jq -c '[.scored, .chars]'
# Lines: those bits that a text of that line has after the same context.
printf 'the cat sat\na dog\n' >lines
three() { mix --mix-ngram other.txt -q "$@"; }
for w in 1,2,1 log:0.5,0.2,0.4; do
	three --mix $w --per-line lines | cut -f 1 | while read -r bits; do
		IFS= read -r line <&3
		printf '%s\n' "$line" >one
		echo "$bits $(three --mix $w --prime $'\n' --json one | jq .bits_total)" | awk '{ d = $1 - $2; print (d * d < 1e-6) }'
	done 3<lines
done
three --mix log:0.5,0.2,0.4 --choose lines | cut -f 3
three --min 0 lines | cmp - lines
# What it does not go with.
for o in '--batch 2' '--window 3' '--cache --per-line' --baselines '--cache --max 3' '--choose --fit-mix a.txt' '--mix 1' '--mix x' '--mix log:' '--mix 1,,1' \
	'--mix 0,0' '--mix 1001,1' '--mix -1,1' '--mix 1,1,' '--mix nan,1' '--mix-ngram none'; do
	# shellcheck disable=SC2086
	try rnn eval $models $o a.txt
done
try rnn eval -m a --mix 1 a.txt
try rnn eval -m a --fit-mix a.txt
try mix --fit-mix a.txt b.txt
try mix -q --fit-mix /dev/null
try rnn eval -m a -m none a.txt
try rnn eval -m a --mix-ngram /dev/null a.txt
cp a.txt text.txt
make_model d --unit byte
try rnn eval -m a -m d a.txt
