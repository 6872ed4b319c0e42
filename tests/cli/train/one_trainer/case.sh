# A second training in a directory is told the process of the first; readers come and go; the lock
# goes with the process, however that ends.
make_text >text.txt
"$RNN" train -q -m n --hidden 8 --layers 1 --time 60 --save-every 0 --json text.txt >log &
pid=$!
until grep -qs '"save"' log; do sleep 0.02; done
for how in --force --resume; do
	try rnn train -q -m n $how text.txt | sed "s/process $pid)/process of the first)/"
done
rnn eval -q -m n text.txt >/dev/null && rnn info -m n >/dev/null && rnn sample -q -m n -n 3 >/dev/null
{ # bash may tell of the death on standard error as soon as it happens
	kill -9 $pid
	wait $pid || echo "killed: $?"
} 2>/dev/null
rnn train -q -m n --force --hidden 8 --layers 1 --steps 3 text.txt
rnn info -m n --json | jq .training.step
