# The forms of eval agree with each other.
need jq
make_model m
rnn eval -m m --json text.txt >j
jq -r -c 'keys_unsorted | join(",")' j
jq -r '[.file, .chars, .scored, .unknown] | join(" ")' j
jq -r '(.bpc - .nats / 0.6931471805599453 | fabs) < 1e-9 and (.perplexity - (.nats | exp) | fabs) < 1e-9' j
# Characters: one row each, the bits sum to the total.
rnn eval -m m --per-char text.txt >c
wc -l <c
head -n 3 c | cut -f 1,2
grep -m 1 U+00E9 c | cut -f 1,2
total=$(jq '.bpc * .scored' j)
awk -v t="$total" '{ s += $3 } END { d = s - t; print (d < 1e-3 && d > -1e-3) ? "sums up" : s " " t }' c
# Standard input is the same, in any form.
rnn eval -m m --json <text.txt | sed 's/"-"/"text.txt"/' | cmp - j
rnn eval -m m --json - <text.txt | sed 's/"-"/"text.txt"/' | cmp - j
cat text.txt | rnn eval -m m --json | sed 's/"-"/"text.txt"/' | cmp - j
# Several files, one object each and one for all.
rnn eval -m m --json text.txt text.txt | uniq -c | awk '{ print $1 }'
# Lines: each alone, after a newline and with the newline that ends it.
printf 'the cat\n\na\nno newline' >lines
rnn eval -q -m m --per-line lines | cut -f 2-4
printf '\nthe cat\n' | rnn eval -m m --json | jq '.bits_total * 1000 | round' >x
rnn eval -q -m m --per-line lines | awk 'NR == 1 { printf "%.0f\n", $1 * 1000 }' | cmp - x
# Windows and parts score as many characters.
for o in '--window 7' '--batch 5' '--window 1 --batch 3'; do
	# shellcheck disable=SC2086
	rnn eval -m m --json $o text.txt | jq .scored
done
