# What needs too much memory says what would need less.
need_plain_build
make_model m
(
	ulimit -v 250000
	try rnn memory -q -m m --distance 4096 --positions 1000000 --threads 1 text.txt
) | sed -E 's/\(.*\)/(...)/; s/[0-9]+ MiB/N MiB/g'
