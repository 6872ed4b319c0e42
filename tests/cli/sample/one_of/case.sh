# --one-of: each sample is a line of a file.
make_model m
printf '%s\n' 'the cat' 'the cat sat' 'the dog' 'on a mat' 'the dog' '' 'a mat' >list
draw() { rnn sample -q -m m --seed 1 --count 300 --one-of "$@"; }
draw list | sort -u
draw list --exact | sort -u
draw list --exact -t 0 | sort -u | wc -l
draw list -t 0 | sort -u | wc -l
draw - --without o <list | sort -u
draw list -n 7 | sort -u
draw list --prime 'the cat sat on ' --no-prime -n 5 | sort -u
# Lines of Windows, a last line without an end, lines that cannot be drawn.
printf 'cat\r\ndog\r\nthe zebra\r\nran' >odd
try rnn sample -m m --seed 1 --count 40 --one-of odd && sort -u out
try rnn sample -m m --seed 1 --count 40 --one-of odd --only 'a-t' && sort -u out
need jq
draw list --json -n 8 | jq -r '"\(.text == "the cat" or .text == "the dog" or .text == "on a mat" or .text == "a mat") \(.stop)"' | sort -u
# No line is left, no file, and what excludes each other.
try rnn sample -m m --one-of odd -n 2
try rnn sample -m m --one-of /dev/null
try rnn sample -m m --one-of missing
printf 'cat\ncaf\xff\n' >bad
try rnn sample -m m --one-of bad
try rnn sample -m m --one-of list --match a
try rnn sample -m m --one-of list --stop a
# 20,000 lines.
for ((i = 0; i < 20000; i++)); do echo "the $((i * 7919 % 20011))"; done | tr 0-9 acdehnorst >many
draw many -n 20 | sort -u >some
(($(wc -l <some) > 50)) && grep -cvxFf many some || true
# With --exact --unique no text is drawn twice, so that all of the list can be drawn, and what --novel refuses is left out.
printf '%s\n' 'the cat' 'the dog' 'on a mat' 'a mat' 'a cat' >five
draw5() { rnn sample -q -m m --seed 1 -t 1 --one-of five --exact --unique "$@"; }
draw5 --count 4 -n 7 >out || echo "status $?"
sort out
draw5 --count 5 --only 'a-z ' | sort
printf 'the dog\na mat\n' >known
draw5 --count 3 --novel known | sort
try rnn sample -m m --seed 1 -t 1 --one-of five --exact --unique --count 6
try rnn sample -m m --seed 1 -t 1 --one-of five --exact --unique --count 5 --novel known
try rnn sample -m m --seed 1 -t 0.02 --one-of five --unique --count 5 --tries 2
# Filters that are off are no filters.
draw5 --count 1 --top-k 0 --min-p 0 --repeat 0 | wc -l
try rnn sample -m m --one-of five --exact --top-k 3
try rnn sample -m m --one-of five --exact --repeat 1
