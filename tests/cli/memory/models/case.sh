# Several models side by side, and which model is read.
need jq
make_text >text.txt
tr -d 'z' <text.txt | head -n 20 >t
make_model a --cell rnn
make_model b --cell lstm
rnn memory -q -m a --distance 8 t >a.rows
rnn memory -q -m b --distance 8 t >b.rows
rnn memory -q -m a -m b --model=a --distance 8 t >rows
head -n 1 rows
# The columns are those of each model alone; only an LSTM has a cell state.
for curve in gradient bits 'tenth.gradient' 'tenth.bits'; do
	paste <(grep "^$curve" a.rows) <(grep "^$curve" b.rows | cut -f 3) <(grep "^$curve" a.rows | cut -f 3) |
		cmp - <(grep "^$curve" rows) && echo "$curve"
done
grep '^tenth.cell' rows | cut -f 3,5
grep '^tenth.cell' b.rows | cut -f 3 | cmp - <(grep '^tenth.cell' rows | cut -f 4) && echo 'tenth.cell'
grep '^cell' rows | cut -f 3,5 | sort -u
grep '^cell' rows | cut -f 4 | cmp - <(grep '^cell' b.rows | cut -f 3) && echo cell
rnn memory -q -m a -m b --distance 8 --json t | jq -c '[.model, .cell, .parameters, (.cell_gradient == null)]'
# Without -m the model is that of the environment, else the newest.
RNN_MODEL=b rnn memory -q --distance 8 t | cmp - b.rows && echo environment
rnn train -q --hidden 8 --layers 1 --steps 5 --batch 4 --seq 16 text.txt
rnn memory -q --distance 8 t | head -n 1
# All models read the same text: what one does not know is left out for all.
tr -d o <text.txt >fewer.txt
rnn train -q -m c --hidden 8 --layers 1 --steps 20 --batch 4 --seq 16 fewer.txt
rnn memory -m a -m c --positions 20 --distance 8 --json t 2>err | jq -c '[.chars, .unknown]'
cat err
tr -d o <t >without
rnn memory -q -m a -m c --distance 8 t 2>/dev/null | cmp - <(rnn memory -q -m a -m c --distance 8 without) && echo 'the same text'
rnn memory -q -m c -m a --distance 8 t 2>/dev/null | awk -F '\t' '{ print $1, $2, $4, $3 }' |
	cmp - <(rnn memory -q -m a -m c --distance 8 t 2>/dev/null | awk -F '\t' '{ print $1, $2, $3, $4 }') && echo 'in any order'
# A distance in bytes is not one in characters.
rnn train -q -m bytes --unit byte --hidden 8 --layers 1 --steps 20 --batch 4 --seq 16 text.txt
try rnn memory -m a -m bytes t
rnn memory -q -m bytes --distance 8 --json t | jq -c '[.unit, .chars, .unknown]'
try rnn memory -m a -m none t
try rnn memory -m a -m '' t
