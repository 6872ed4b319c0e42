# Processes that mpirun starts share the files, or the parts of one file, and print what one process prints.
need_mpi
need jq
make_model m
head -n 5 text.txt >a
sed -n 6,14p text.txt >b
sed -n 15,18p text.txt | sed 's/dog/dög/' >c
printf 'the\xffcat' >bad
: >empty

# same RANKS OPTION-OR-FILE...: output, messages and exit status are those of one process.
same() {
	local status=0 one=0
	rnn eval -m m --engine native --threads 1 "${@:2}" >want 2>want.err || one=$?
	ranks "$1" eval -m m --engine native --threads 1 "${@:2}" >got 2>all.err || status=$?
	grep '^rnn: ' all.err | grep -vE '^rnn: ([0-9]+ ranks on|note: rank 0)' >got.err || true
	cmp want got
	cmp want.err got.err
	[[ $status == "$one" ]]
	echo "$*: $(wc -l <got) lines, exit status $status, $(grep -c 'note: rank 0' all.err) notes"
}
same 2 a none b bad c empty
same 4 --json --adapt a b c
same 2 --per-char a c
same 4 --precision int8 --batch 6 --warm 20 --json text.txt
same 2 --batch 3 --per-char c
same 2 --batch 2 bad
same 2 a
cat a | mpirun -n 2 --oversubscribe --bind-to none "$RNN" eval -q -m m --engine native --threads 1 - b c | cmp - <(rnn eval -m m --engine native --threads 1 - b c <a)

# Without --warm the parts have no context; with it they have nearly that of one stream.
for options in '' '--batch 4' '--batch 4 --warm 200'; do
	rnn eval -m m --engine native --json $options text.txt | jq .nats
done | awk '{ x[NR] = $1 } function apart(a, b) { return a > b ? a - b : b - a }
	END { print (apart(x[1], x[2]) > 1e-4), (apart(x[1], x[3]) < 1e-5) }'

# Rank 1 does its share: with another option, its files get other figures. Another model is refused.
pair() {
	(mpirun --oversubscribe --bind-to none -n 1 "$RNN" eval -q -m m --threads 1 a b : -n 1 "$RNN" eval -q --threads 1 "$@" 2>&1 || true) |
		sed -n 's/^\(rnn: rank 1 on\) [^ :]*/\1 HOST/; /^rnn\|^[ab]:\|^total/p'
}
pair -m m a b | cmp - <(rnn eval -q -m m a b)
pair -m m --window 5 a b | cmp -s - <(rnn eval -q -m m a b) || echo 'other figures'
rnn train -q -m other --hidden 8 --layers 1 --steps 1 --batch 4 --seq 16 text.txt
pair -m other a b
pair -m m a
