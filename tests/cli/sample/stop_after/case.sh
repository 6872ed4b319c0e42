# --stop-after keeps the string that ends the sample.
make_model m
rnn sample -m m -n 300 --seed 3 >text
for stop in a 'e ' o at ' '; do
	rnn sample -m m -n 300 --seed 3 --stop-after "$stop" >got
	# the same by cutting the whole text
	awk -v s="$stop" 'BEGIN { RS = "\001" } { i = index($0, s); printf "%s", i ? substr($0, 1, i + length(s) - 1) : $0 }' \
		text | cmp - got || echo "differs for '$stop'"
done
# With --stop, the first to end counts; where both end together, nothing of --stop's string is written.
need jq
got() { rnn sample -m m -t 0 -n 9 --no-prime --prime 'the ca' --json "$@" | jq -c "[(.text | length), .chars, .scored, .stop == ${what-null}]"; }
next=$(rnn sample -m m -t 0 -n 1 --prime 'the ca' --json | jq -r '.text[6:]')
got
what=\"$next\"
got --stop-after "$next"
got --stop-after "a$next" --stop "$next"
got --stop-after "$next" --stop-after "$next"
what=\"a$next\"
got --stop-after "$next" --stop "a$next"
got --stop-after "$next" --stop-after "a$next"
try rnn sample --stop-after ''
try rnn sample -m m -n 3 --stop-after $'\xff'
try rnn sample -m m -n -1 --stop-after XYZ --json
rnn sample -m m -n -1 --stop-after e --json --seed 1 | grep -c '"stop":"e"'
