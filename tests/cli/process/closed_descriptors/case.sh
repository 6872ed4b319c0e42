# Closed standard descriptors, in all combinations: no file of ours takes their place, and what
# needs a closed one fails. (Bit 1: standard input is closed; 2: output; 4: error.)
make_model m
cp -r m before
shut() {
	local bits=$1
	shift
	case $bits in
	0) "$@" >>out 2>err ;;
	1) "$@" >>out 2>err <&- ;;
	2) "$@" 2>err >&- ;;
	3) "$@" 2>err <&- >&- ;;
	4) "$@" >>out 2>&- ;;
	5) "$@" >>out <&- 2>&- ;;
	6) "$@" >&- 2>&- ;;
	7) "$@" <&- >&- 2>&- ;;
	esac
}
train() { rnn train -m "$1" --hidden 4 --layers 1 --steps 3 text.txt; }
rm -rf t*/
for ((b = 0; b < 8; b++)); do
	line="$b:"
	for c in '--help' '--version' 'help man' 'info -m m' 'info -m m --json' 'sample -m m -n 5' \
		'sample -m m --json' 'sample -m m --prime-file -' 'eval -m m text.txt' 'eval -m m -' \
		'train -q -m x --hidden 4 --layers 1 --steps 1 --force --json text.txt' 'sample -m none' 'bogus'; do
		status=0
		# shellcheck disable=SC2086
		shut $b "$RNN" $c </dev/null || status=$?
		line+=" $status"
	done
	echo "$line"
	shut $b train t$b || echo "train: $?"
	cmp t0/weights-000001.safetensors t$b/weights-000001.safetensors
	rnn info -m t$b | tail -n +2 | grep -v 'trained for' | cksum >sum$b
	cmp sum0 sum$b
done
diff -r m before
# In words.
try rnn eval -m m - <&-
try rnn train -q -m y - <&-
rnn --help 2>&1 >&- || true
