# Help goes to standard output with status 0; without a command to standard error with 64.
for c in $(commands); do
	rnn $c --help >a
	rnn $c -h >b
	rnn help $c >c
	cmp a b
	cmp a c
	head -n 1 a
	grep -c '^  rnn ' a
done
rnn --help >a
rnn -h | cmp - a
rnn help | cmp - a
rnn 2>b || echo "status $?"
cmp a b
# Help wins over what follows it, and over missing operands.
rnn train --help --bogus >a
head -n 1 a
