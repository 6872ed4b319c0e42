# Nothing of a stop string is written, and everything before it is.
make_model m
rnn sample -m m -n 300 --seed 3 >text
for stop in a 'e ' 'o' 'at' ' '; do
	rnn sample -m m -n 300 --seed 3 --stop "$stop" >got
	# the same by cutting the whole text
	awk -v s="$stop" 'BEGIN { RS = "\001" } { i = index($0, s); printf "%s", i ? substr($0, 1, i - 1) : $0 }' \
		text | cmp - got || echo "differs for '$stop'"
done
# Of several the first to end counts.
rnn sample -m m -n 300 --seed 3 --stop a --stop o --stop e >got
awk 'BEGIN { RS = "\001" } { match($0, /[aoe]/); printf "%s", substr($0, 1, RSTART - 1) }' text | cmp - got
# A stop string may begin in the prime: with temperature 0 the next character is known.
next=$(rnn sample -m m -t 0 -n 1 --no-prime --prime 'the ca'; printf .)
next=${next%.}
rnn sample -m m -t 0 -n 5 --prime 'the ca' --stop "a$next"
echo '|'
# But one that lies in the prime does not count.
rnn sample -m m -t 0 -n 3 --prime 'the ca' --stop 'the' --no-prime | wc -c
try rnn sample -m m -n 1 --stop XYZ --seed 1
try rnn sample -m m -n 1 --stop-after XYZ --seed 1
try rnn sample -m m -n 1 --stop '\n' --seed 1
# -n -1 with a stop string ends.
rnn sample -m m -n -1 --stop e --json --seed 1 | grep -c '"stop":"e"'
# But not with one that cannot occur, and an object needs an end.
try rnn sample -m m -n -1 --stop XYZ --json
try rnn sample -m m -n -1 --stop XYZ --count 2
try rnn sample -m m -n 1 --stop $'\xff' --invalid replace
# A byte order mark is a character like others.
try rnn sample -m m -n 3 --stop $'\xef\xbb\xbf' --seed 1
try rnn sample -m m -n 3 --stop $'\xef\xbb\xbfe' --seed 1
