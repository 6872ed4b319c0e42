# With no prime, each line of standard input is one, and is answered before the next is written.
need jq
need python3
make_model m
printf 'the cat\n\na mat \ndon' >lines
rnn next -m m --json <lines >all
jq -c .prime all
rnn next -m m --json --prime 'a mat ' | cmp - <(sed -n 3p all)
rnn next -m m --json --prime '' | cmp - <(sed -n 2p all)
rnn next -m m <lines | cut -f 1 | uniq -c | sed 's/^ *//'
one_by_one "$RNN" next -q -m m --json <lines | cmp - all && echo answered
# An error names the place in the whole input; the lines before it are answered.
printf 'the cat\r\n' | try rnn next -m m
printf 'the cat\nthe C\nthe\n' | try rnn next -m m --json
jq -c .prime out
printf 'the cat\nthe \xff\n' | try rnn next -m m --json
jq -c .prime out
printf 'the cat\nthe C\nthe\n' | try rnn next -m m --json --unknown skip
jq -c .prime out
: | rnn next -m m | wc -c
# Lines longer than a read, in pieces.
{ printf 'o%.0s' {1..100000}; sleep 0.1; printf 'o%.0s' {1..50000}; printf '\nthe cat\n'; } |
	rnn next -m m --json | jq -c '.prime | length'
# A reader that leaves ends the program by SIGPIPE.
yes 'the cat' | rnn next -q -m m 2>err | head -n 2 | cut -f 1 || echo "${PIPESTATUS[*]}"
cat err
try rnn next -m m </dev/zero
