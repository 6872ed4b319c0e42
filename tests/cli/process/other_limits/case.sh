# Few file descriptors, small stacks, small files, a small disk: a result, or a status that says so.
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
