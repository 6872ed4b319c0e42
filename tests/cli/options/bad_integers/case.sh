# Numbers are read whole and in range; the message names option, value and range.
for v in 12abc -1 0 1000000001 nan inf 1e3 1.5 ' 5' '5 ' +5 0x10 1,5 '' - 99999999999999999999; do
	try rnn sample --count "$v"
done
try rnn train --layers 0 x
try rnn train --layers 65 x
try rnn train --hidden -3 x
try rnn train --batch 1e3 x
try rnn sample -n -2
try rnn sample --length=-x
try rnn sample --seed -1
try rnn sample --seed 18446744073709551616
try rnn eval --window -1
try rnn eval --batch 0
try rnn info --threads 0
