# Every word of every help.
rnn --help
for c in $(commands); do
	echo
	rnn "$c" --help
done
