# Few file descriptors, small stacks, no threads, small files, a small disk: a result, or a status
# that says so.
need_gnu_openmp
need_plain_build
make_text >text.txt
make_model m
fast=(-q --hidden 8 --layers 1 --steps 2)
commands=('--help' '--version' 'info -m m' 'sample -m m -n 3' 'eval -m m text.txt' 'eval -m m text.txt text.txt text.txt'
	"train ${fast[*]} -m n --force text.txt")
# check WHAT LIMITS STATUSES: all commands under ulimit's LIMITS.
check() {
	local c status
	for c in "${commands[@]}"; do
		status=0
		# Only the three: who starts the tests may have others open.
		# shellcheck disable=SC2086
		timeout -s KILL 20 bash -c "exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-; ulimit $1; exec \"\$@\"" \
			- "$RNN" $c >out 2>err </dev/null || status=$?
		[[ " $2 " == *" $status "* ]] || echo "ulimit $1, $c: $status $(head -n 2 err)"
		(($(wc -l <err) <= 1)) || echo "ulimit $1, $c: says $(cat err)"
	done
}
for n in 4 5 6 7 8 9 10 11 12; do check "-n $n" '0 71'; done
rnn info -m m >/dev/null
for s in 64 100 256; do check "-s $s" 0; done
# Threads: as many as there may be, for a user of whom there is no other process.
user=$((20000 + RANDOM))
if ((EUID == 0)) && command -v setpriv >/dev/null && setpriv --reuid=$user --clear-groups "$RNN" --help >/dev/null 2>&1; then
	chmod -R a+rwX .
	for u in 1 2 3; do
		setpriv --reuid=$user --clear-groups bash -c "ulimit -u $u; exec \"\$@\"" - \
			"$RNN" train --threads 4 --hidden 8 --layers 1 --steps 2 -m n --force text.txt 2>err >out || echo "status $?"
		# One of them waits for signals.
		grep -q "only $((u > 1 ? u - 1 : 1)) of 4 threads can be started" err || cat err
	done
	# Threads beyond the streams at hand, a text to validate that is a single stream, several samples.
	head -c 20000 text.txt >short.txt
	for u in 2 3 4 5; do
		for c in 'train -q --threads 4 --hidden 8 --layers 1 --steps 100 -m n --force short.txt' \
			'sample -m m -q --threads 4 --count 5 -n 9' 'eval -m m -q --threads 4 --batch 4 short.txt'; do
			# shellcheck disable=SC2086
			setpriv --reuid=$user --clear-groups bash -c "ulimit -u $u; exec \"\$@\"" - \
				"$RNN" $c >out 2>err || echo "ulimit -u $u, $c: status $? $(cat err)"
		done
	done
fi
# Files: a save that does not fit fails, and the model that was there stays.
rnn train "${fast[@]}" -m f text.txt
cp -r f before
s=0
(ulimit -f 4; rnn train -q --hidden 64 --layers 1 --steps 3 -m f --force text.txt 2>err) || s=$?
echo "$s $(sed 's/weights-0*[0-9]*/weights/' err)"
diff <(rnn info -m f --json) <(rnn info -m before --json)
cmp f/weights-*1.safetensors before/weights-*1.safetensors
s=0
(ulimit -f 1; rnn sample -m m -n 5000 >big 2>err) || s=$?
echo "$s $(cat err)"
s=0
(ulimit -f 1; rnn help man >big 2>err) || s=$?
echo "$s $(cat err)"
