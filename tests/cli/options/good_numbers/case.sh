# Forms that are fine: the next thing missed is the text, or the model.
for v in 1 0.5 .5 5. 1e-3 1E0 0 007 1e-400; do
	try rnn sample -m none -t "$v"
done
for v in 90s 10m 2h 1.5m 30 0.5s; do
	try rnn train --time "$v" none.txt
done
try rnn sample -m none -n -1 --seed 18446744073709551615
