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
