# A training ends with the command that comes next; it works as it is printed.
bin=$(dirname "$RNN")
make_text >text.txt
fast=(--hidden 4 --layers 1 --steps 2)
next() {
	"$RNN" train "$@" 2>err </dev/null
	sed -n 's/^rnn: next: //p' err | tee cmd
	[[ ! -s cmd || -n $(PATH=$bin:$PATH sh ./cmd 2>/dev/null) ]] || echo 'no sample'
}
next "${fast[@]}" text.txt
next "${fast[@]}" --force text.txt
next --quick --hidden 4 --layers 1 -m models/quick text.txt
next "${fast[@]}" -m elsewhere text.txt
next "${fast[@]}" -m "it's a model" text.txt
next "${fast[@]}" -m -m text.txt
next --resume -m elsewhere --steps 3 text.txt
RNN_MODEL=elsewhere next "${fast[@]}" --force text.txt
RNN_MODEL=elsewhere next "${fast[@]}" --force -m elsewhere text.txt
next "${fast[@]}" --force --json text.txt >log
cat cmd
next -q "${fast[@]}" --force text.txt
# Interrupted: how to go on.
stop() {
	rm -f log
	"$RNN" train --hidden 8 --layers 1 --time 50 --json "$@" >log 2>err <&0 &
	pid=$!
	until grep -s '"step"' log >/dev/null; do sleep 0.02; done
	kill -INT $pid
	wait $pid || echo "status $?"
	grep '^rnn: ' err | grep -v -e note -e warning
}
stop --force text.txt
stop -m "a dir" text.txt
stop -m "piped" - <text.txt
cp text.txt ./-x
cp text.txt $'caf\xe9'
stop -m both -- -x text.txt
stop -m latin -- $'caf\xe9' -x text.txt 2>&1 | LC_ALL=C tr -d '\351'
