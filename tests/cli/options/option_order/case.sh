# Options may stand anywhere before --, whatever POSIXLY_CORRECT says; the last of a kind counts.
make_model m
rnn eval -m m text.txt --json >a
rnn eval --json -m m text.txt | cmp - a
rnn eval text.txt --prime x --json -m m --prime '' | cmp - a
POSIXLY_CORRECT=1 rnn eval text.txt -m m --json | cmp - a
cp text.txt -- --json
rnn eval -m m -- --json | grep -o '^--json: '
rnn eval -qm m --json -- --json | grep -o '"file":"[^"]*"'
cp text.txt - && rnn eval -m m ./- | grep -o '^[^ ]*'
rnn sample -m m -n 5 -n 3 --seed 1 --no-prime >b
rnn sample -m m -n3 --seed=1 | cmp - b
# A value that looks like an option is taken, with a warning unless it is attached.
try rnn sample -m m --prime --seed --unknown skip -n 0
try rnn sample -q -m m --prime=--seed --unknown skip -n 1
try rnn eval -m --json text.txt
try rnn eval -qm--json text.txt
try rnn sample -m m --prime --seed --unknown skip -n 1 -q
