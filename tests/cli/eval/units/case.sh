# Bits per character and per byte of the same text compare models of characters and of bytes.
need jq
make_model c
make_model b --unit byte
printf 'the café and the cat ran.\né cat café\n' >t
for m in c b; do
	rnn eval -m $m --json t >$m.json
	jq -c '[.unit, .chars, .bytes, .words, .scored]' $m.json
	jq -c --arg m $m '(if $m == "c" then .bpc else .bpb end) as $own |
		($own * .scored - .bits_total | fabs) < 1e-9' $m.json
done
# The first character is context: 37 characters in 40 bytes are left.
jq -c '[.bits_total / .bpc, .bits_total / .bpb | . * 1000 | round / 1000]' c.json b.json
rnn eval -m c t | sed -E 's/[0-9]+\.[0-9]+/N/g'
rnn eval -m b t | sed -E 's/[0-9]+\.[0-9]+/N/g'
# In ASCII both are one figure.
printf 'the cat ran' | rnn eval -m b --json | jq '.bpc == .bpb'
# A text of a byte model that is not UTF-8 has no characters.
printf 'the caf\xe9 and' >latin
rnn eval -q -m b --json latin | jq -c '[.chars, .bpc, .bpc_charged, .bytes, .bpb != null]'
rnn eval -q -m b latin | sed -E 's/[0-9]+\.[0-9]+/N/g' | sed -n 1p
rnn eval -q -m b --baselines latin | grep -c 'bits per byte$' >/dev/null
rnn eval -q -m b --json t latin | jq -c '[.total, .chars, .bpc != null]'
# One scored character has no standard error.
printf 'at' | rnn eval -m c | sed -E 's/[0-9]+\.[0-9]+/N/g'
printf 'at' | rnn eval -m c --json | jq -c .stderr_nats
printf 'the' | rnn eval -m c --json | jq -c '.stderr_nats > 0'
# Rows as objects have the character itself.
rnn eval -m c --per-char --json t >rows
sed -n 7p rows | jq -c '[keys_unsorted, .file, .offset, .char, .code]'
rnn eval -m c --per-char t | cut -f 3 | awk '{ printf "%.6f\n", $1 }' | cmp - <(jq .bits rows | awk '{ printf "%.6f\n", $1 }')
jq -r .char rows | sed -n 1,5p | paste -s -d ' '
rnn eval -m b --per-char --json t | sed -n '7,8p' | jq -c '[.offset, .char, .code]'
rnn eval -m c --per-char --adapt --json t | sed -n 1p | jq -c 'keys_unsorted'
