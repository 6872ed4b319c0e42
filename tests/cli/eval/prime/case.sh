# A context is read and not scored.
need jq
make_model m
printf 'the cat sat' >whole
printf ' sat' >rest
rnn eval -m m --per-char whole | tail -n 4 | cut -f 2,3 >want
rnn eval -m m --prime 'the cat' --per-char rest >got
cut -f 1 got | paste -s -d ' '
cut -f 2,3 got | cmp - want
rnn eval -m m --prime 'the cat' --json rest | jq -c '[.chars, .scored, .unknown, .bytes]'
rnn eval -m m --prime 'the cat' --json rest | jq .bits_total | awk '{ printf "%.4f\n", $1 }' |
	cmp - <(awk '{ s += $2 } END { printf "%.4f\n", s }' want)
# From a file, from standard input; one character is enough to score.
printf 'the cat' >p
rnn eval -m m --prime-file p --per-char rest | cmp - got
rnn eval -m m --prime-file - --per-char rest <p | cmp - got
rnn eval -m m --prime-file <(cat p) --per-char - <rest | cmp - got
printf 's' | rnn eval -m m --prime 'the cat ' --json | jq -c '[.scored, .stderr_nats]'
rnn eval -m m --prime 'the cat' --json rest rest | jq -s -c '[.[0] == .[1], .[2].scored]'
# Without effect if it is empty or unknown.
rnn eval -m m --json whole >plain
rnn eval -m m --prime '' --json whole | cmp - plain
try rnn eval -m m --prime '##' --json whole
cmp out plain
# Before each line.
printf ' sat\n mat\n' >lines
rnn eval -m m --prime 'the cat' --per-line lines >rows
cut -f 2- rows
rnn eval -m m --prime-file p --per-line lines | cmp - rows
printf ' sat\n' | rnn eval -m m --prime 'the cat' --json | jq .bits_total | awk '{ printf "%.4f\n", $1 }' | cmp - <(head -n 1 rows | awk '{ printf "%.4f\n", $1 }')
rnn eval -m m --prime $'\n' --per-line lines | cmp - <(rnn eval -m m --per-line lines)
# What it does not go with.
for o in --adapt --baselines '--window 3' '--batch 2' '--prime-file p'; do
	# shellcheck disable=SC2086
	try rnn eval -m m --prime x $o rest
done
try rnn eval -m m --prime-file none rest
try rnn eval -m m --prime-file - - <p
try rnn eval -m m --prime $'\xff' rest
printf 'X' | try rnn eval -m m --prime 'the'
