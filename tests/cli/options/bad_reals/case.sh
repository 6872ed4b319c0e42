for v in 12abc -1 nan NAN inf -inf infinity 1e400 1e999 ' 5' '5 ' +5 0x10 0x1p3 1,5 '' - . e5 1e 1e+ 1.2.3; do
	try rnn sample --temperature "$v"
done
try rnn sample --top-p 1.5
try rnn sample --min-p -0.1
try rnn train --dropout 1 x
try rnn train --lr 0 x
try rnn train --valid 1 x
for v in 5x s '' -1s 1e9h 0 nan 10M '1 h' 90ss; do
	try rnn train --time "$v" x
done
