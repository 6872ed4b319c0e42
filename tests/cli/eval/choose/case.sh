# Candidates for one place, on lines: their probabilities among them.
need jq
make_model m --engine native --precision f32 --steps 100
printf 'the cat sat\nthe cot sat\nteh cat sat\nthe c\xc3\xa4t sat\nthe cat sat\n' >c
rnn eval -m m --choose -q c | cut -f 3
rnn eval -m m --choose -q c | awk -F '\t' '{ p += $1 } END { printf "%.5f\n", p }'
rnn eval -m m --choose --json -q c | jq -c '[.file, .rank, .number, .line]'
rnn eval -m m --choose --json -q c | jq -s '[.[].p] | add | . * 1e12 | round'
# p is proportional to 2^-bits, and the bits are those of the line.
rnn eval -m m --choose --json -q c | jq -s -c '(.[0].p / .[4].p | log2) - (.[4].bits - .[0].bits) | . * . < 1e-15'
rnn eval -m m --per-line -q c | cut -f 1,4 | sort | cmp - <(rnn eval -m m --choose -q c | cut -f 2,3 | sort)
# After a context, of several files, of one line, of none.
rnn eval -m m --prime 'the c' --choose -q <<<$'at sat on a mat\not sat on a mat' | cut -f 3
rnn eval -m m --choose --json -q c c | jq -s -c '[length, .[5].rank, .[5].p == .[0].p]'
printf 'xx' | rnn eval -m m --choose -q | cut -f 1
printf '' | rnn eval -m m --choose
# Line ends of Windows cost nothing.
sed 's/$/\r/' c | rnn eval -m m --choose -q | tr -d '\r' | cmp - <(rnn eval -m m --choose -q c)
# An empty line is no candidate.
printf 'the cat\n\n\r\n' | rnn eval -m m --choose -q | cut -f 1,3
for o in --per-line '--max 3' --per-char --adapt; do
	# shellcheck disable=SC2086
	try rnn eval -m m --choose $o c
done
