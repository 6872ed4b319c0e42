# Slow readers and writers: text comes as it is made, and waits without growing.
make_model m --steps 1
# The first line is there before the end.
mkfifo line
rnn sample -m m -n -1 --seed 1 >line &
read -r -t 20 first <line && [[ -n $first ]] && echo 'a line at once'
wait $! || echo $?
# A reader that sleeps stops the writer.
rnn sample -m m -n -1 --seed 1 2>/dev/null | (sleep 0.3; head -c 20 | wc -c) || true
"$RNN" sample -m m -n -1 >line 2>/dev/null &
exec 3<line
head -c 100 <&3 >out # it has started
sleep 0.2
a=$(awk '/VmRSS/ { print $2 }' /proc/$!/status)
sleep 0.5
b=$(awk '/VmRSS/ { print $2 }' /proc/$!/status)
((b - a < 1000)) || echo "grew from $a to $b kB"
exec 3<&-
wait $! || echo $?
# A slow writer: all of it is read.
(head -c 1000 text.txt; sleep 0.3; tail -c +1001 text.txt) | rnn eval -m m --json - | sed 's/"-"/"text.txt"/' >a
rnn eval -m m --json text.txt | cmp - a
try rnn train --valid-file - - <text.txt
