# A talk that a signal ends, at any time, leaves the file of --state as it should be, and no other file.
make_talk_model
for ((i = 0; i < 20; i++)); do
	rm -f got
	yes hello | "$RNN" chat -q -m m --best-of 1 --threads $((i % 2 + 1)) --state state.json >got &
	pid=$!
	while kill -0 "$pid" 2>/dev/null && [[ ! -s got ]]; do sleep 0.02; done
	sleep "0.0$((i % 10))"
	kill "$pid"
	wait "$pid" 2>/dev/null || echo "$?"
done | sort -u
ls state*
rnn chat -q -m m --state state.json </dev/null
