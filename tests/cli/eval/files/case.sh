# Several files: each is its own stream, a bad one does not stop the others, and there is a total.
need jq
make_model m
head -n 5 text.txt >a
sed -n 6,20p text.txt >b
printf 'the\xffcat' >bad
: >empty
try rnn eval -m m --json a none b bad empty
jq -c '[.file, .total, .files, .failed]' out
jq -s -c 'map(select(.total | not)) as $f | (map(select(.total))[0]) as $t |
	($f | map(.chars) | add) == $t.chars, ($f | map(.scored) | add) == $t.scored,
	(($f | map(.bits_total) | add) - $t.bits_total | fabs) < 1e-9,
	($t.bits_total / $t.scored - $t.bpc | fabs) < 1e-12,
	($t.nats_total / $t.scored - $t.nats | fabs) < 1e-12,
	($f | map(.words) | add) == $t.words, ($f | map(.bytes) | add) == $t.bytes' out
jq -s -c '(.[0] | del(.file) | keys) == (.[2] | del(.total, .files, .failed) | keys)' out
# For people.
try rnn eval -m m a none b
sed -E 's/[0-9]+\.[0-9]+/N/g' out
try rnn eval -m m a b
sed -n '$s/[0-9]*\.[0-9]*/N/gp' out
# One file has no total, and none has one if nothing was scored.
rnn eval -m m --json a | wc -l
try rnn eval -m m --json none missing
wc -c <out
# The first failure decides the status: 65 before 66.
try rnn eval -m m -q bad none a
# Lines and characters have no total.
try rnn eval -q -m m --per-line a none b
wc -l <out
cut -f 4- out | cmp - <(cat a b)
try rnn eval -m m --per-char --json empty none a
jq -r .file out | sort -u
# The other scores have totals as well.
rnn eval -m m --adapt --baselines --train text.txt --json a b >j
jq -s -c 'map(.adapted.nats_total) | (.[0] + .[1] - .[2] | fabs) < 1e-9' j
jq -s -c 'map(.baselines.kn7 * .scored) | (.[0] + .[1] - .[2] | fabs) < 1e-9' j
rnn eval -m m --engine native --precision int8 --json a b | jq -s -c 'map(.bpc_f32 * .scored) | (.[0] + .[1] - .[2] | fabs) < 1e-9'
try rnn eval -m m --baselines --json a none b
wc -l <out
