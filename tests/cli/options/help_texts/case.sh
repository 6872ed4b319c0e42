# The whole help: the overview, and that of each command.
rnn help
for c in $(commands); do
	printf '\n==== rnn help %s ====\n\n' "$c"
	rnn help "$c"
done
