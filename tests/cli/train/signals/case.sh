# Signals save and stop.
make_text >text.txt
start() {
	rm -rf m log
	"$@" "$RNN" train -q -m m --hidden 8 --layers 1 --time 50 --json text.txt >log &
	pid=$!
	until grep -s step log >/dev/null; do sleep 0.02; done
}
for signal in INT TERM HUP; do
	start env
	kill -$signal $pid
	wait $pid || echo "$signal $?"
	rnn info -m m | grep resumable
done
start env
kill -USR1 $pid
until grep -s save log >/dev/null; do sleep 0.02; done
rnn info -m m | grep resumable
# No thread is interrupted by a handler: kernels of oneDNN would lose memory to its frame.
for mask in $(sed -n 's/^SigCgt:\s*//p' /proc/$pid/task/*/status); do
	((0x$mask & 0x5203)) && echo "handlers: $mask" # 1, 2, 10, 13, 15
done || true
# Stopped for a while, it goes on; a change of the window's size is nothing.
kill -TSTP $pid
sleep 0.1
lines=$(wc -l <log)
kill -CONT $pid
kill -WINCH $pid
until (($(wc -l <log) > lines)); do sleep 0.02; done
# A second training in the same place is refused.
try rnn train -q -m m --force text.txt | sed 's/[0-9]\{3,\}/PID/'
kill -TERM $pid
wait $pid || echo "TERM $?"
# A second signal does not wait for the save: here both come at the same instant.
start env
kill -STOP $pid
kill -INT $pid
kill -TERM $pid
kill -CONT $pid
s=0
wait $pid || s=$?
((s == 130 || s == 143)) || echo "two signals: $s"
[[ ! -e m/model.json ]] || echo 'saved all the same'
# Under nohup the end of the session is no end.
start nohup
kill -HUP $pid
sleep 0.2
kill -0 $pid && echo 'goes on'
kill -TERM $pid
wait $pid || echo "TERM $?"
# A killed one leaves the directory to the next.
{
	start env
	kill -KILL $pid
	wait $pid
} 2>/dev/null || echo "KILL $?"
rnn train -q -m m --force --hidden 8 --layers 1 --steps 2 text.txt
# The others end by the signal itself.
for signal in INT TERM HUP; do
	timeout --signal=$signal --preserve-status 0.3 "$RNN" sample -q -m m -n -1 >/dev/null || echo "$signal $?"
done
