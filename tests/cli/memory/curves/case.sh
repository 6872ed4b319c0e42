# The two curves of each cell. The bits for the last k known characters are those that eval gives to the
# last character of a window of k; the figures follow from the curves.
need jq
printf 'the cat sat on a mat. a dog ran on the mat and the cat sat on a dog.\n' >t
K=16
n=$(wc -c <t)

# Mean bits of the characters from number K on, each at the end of a window of k characters.
by_windows() {
	local k=$1 skip
	for ((skip = 0; skip < k; skip++)); do
		tail -c +$((skip + 1)) t | rnn eval -m m --window "$k" --per-char |
			awk -v k="$k" -v K=$K -v skip=$skip 'NR % k == 0 && NR + skip >= K { print $3 }'
	done | awk '{ sum += $1 } END { print sum / NR, NR }'
}

for cell in rnn gru lstm; do
	make_model m --force --cell "$cell" --layers 2
	echo "$cell"
	rnn memory -q -m m --distance $K --positions 1000 t >rows
	cut -f 1 rows | uniq -c | awk '{ print $1, $2 }'
	rnn memory -q -m m --distance $K --positions 1000 --json t >json
	jq -c 'keys, [.cell, .positions, .chars, .unknown, .distance], (.gradient | length), (.cell_gradient | length)' json
	# Rows and JSON say the same.
	jq -r '(.gradient | to_entries[] | "gradient \(.key + 1) \(.value)"), (.bits[] | "bits \(.k) \(.bits)")' json |
		paste - <(grep -E '^(gradient|bits)' rows) |
		awk '{ d = $3 - $6; if ($1 != $4 || $2 != $5 || d * d > 1e-8 * $3 * $3) print "differ:", $0 }'
	for k in 1 2 4 16; do
		by_windows $k | { read -r bits count
			awk -v n="$n" -v K=$K -v k=$k -v bits="$bits" -v count="$count" '$1 == "bits" && $2 == k {
				d = $3 - bits; print k, count == n - K, (d < 1e-4 && d > -1e-4) }' rows; }
	done
	jq -c '.gradient_tenth == ([.gradient | to_entries[] | select(.value <= 0.1) | .key + 1][0]),
		.bits_tenth == (.bits[-1].bits as $last | (.bits[0].bits - $last) as $gain |
			if $gain > 0 then [.bits[] | select(.bits - $last <= $gain / 10) | .k][0] else null end),
		.cell_tenth == ([.cell_gradient // [] | to_entries[] | select(.value <= 0.1) | .key + 1][0]),
		(.gradient_nats > 0), .gradient[0]' json | paste -s -d ' '
done
# With a window of 512 characters, the longest context of the default.
for ((i = 0; i < 8; i++)); do cat t; done | head -c 513 >long
rnn memory -q -m m long | awk '$1 == "bits" && $2 == 512 { print $3 }' >got
rnn eval -m m --window 512 --per-char long | tail -n 1 | cut -f 3 >want
paste got want | awk '{ d = $1 - $2; print (d < 1e-4 && d > -1e-4) }'
# The curve of the gradient does not depend on the longest distance, the seed chooses the positions, the threads
# change nothing.
rnn memory -q -m m --positions 1000 --distance 4 long | grep -E $'^gradient\t[1-4]\t' >short
rnn memory -q -m m --positions 1000 --distance 8 long | grep -E $'^gradient\t[1-4]\t' | paste short - |
	awk '{ d = $3 / $6 - 1; print (d < 0.1 && d > -0.1) }'
rnn memory -q -m m --positions 9 --distance 4 --seed 1 long >one
rnn memory -q -m m --positions 9 --distance 4 long | cmp - one && echo 'seed 1'
rnn memory -q -m m --positions 9 --distance 4 --seed 2 long | cmp -s - one || echo 'another seed'
rnn memory -q -m m --positions 9 --distance 4 --threads 3 - <long | cmp - one && echo 'same with threads'
