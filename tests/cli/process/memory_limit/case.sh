# Under a limit on address space every command gives its result, or 71 and one line; the matrix
# libraries alone would crash, or try for ever.
need_plain_build
make_model m
check() {
	local limit=$1 status=0 lines
	shift
	(ulimit -v $((limit << 10)); timeout -s KILL 20 "$RNN" "$@" >out 2>err) 2>/dev/null || status=$?
	lines=$(wc -l <err)
	((status == 0 && lines == 0)) || { ((status == 71 && lines == 1)) && grep -q '^rnn: .*memory\|^rnn: no matrix library' err; } ||
		echo "$limit MiB, $*: $status $(head -n 3 err)"
	results[status]=yes
}
results=()
for limit in 40 70 100 200 320 1000; do
	check $limit --help
	check $limit --version
	check $limit info -m m
	for threads in 1 2; do
		check $limit sample -q -m m -n 3 --threads $threads
		check $limit eval -m m --threads $threads text.txt
		check $limit memory -q -m m --distance 8 --threads $threads text.txt
		check $limit train -q -m n --force --steps 1 --threads $threads text.txt
		check $limit train -q -m n --force --steps 1 --hidden 700 --threads $threads text.txt
	done
done
echo "${!results[@]}"
# Help needs next to nothing.
(ulimit -v 20000; rnn --help | sed -n 1p)
# What can never fit is refused by its size, before any of it is touched.
for o in '--hidden 16384 --layers 64' '--hidden 16384 --embed 16384'; do
	# shellcheck disable=SC2086
	try rnn train -m huge $o text.txt | sed 's/[0-9]\+ MiB/N MiB/g'
done
ls -d huge 2>/dev/null || true
# Endless input fills no more than the limit.
for c in 'train -q -m x -' 'eval -m m' 'memory -m m' 'sample -m m --prime-file -'; do
	s=0
	# shellcheck disable=SC2086
	(ulimit -v 600000; yes 2>/dev/null | rnn $c >out 2>err) || s=$?
	echo "$s $(sed 's/(.*//' err)"
done
