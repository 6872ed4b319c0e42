# Fine-tuning keeps alphabet and shape.
make_model m
printf 'the dog sat\n%.0s' {1..30} >small.txt
rnn train -q --init m -m tuned --steps 3 small.txt
rnn info -m m >a
rnn info -m tuned >b
for row in network parameters alphabet; do
	grep "^$row" a >x
	grep "^$row" b | cmp - x
done
# With the rate at next to nothing it is the same model.
rnn train -q --init m -m same --steps 3 --lr 1e-9 small.txt
rnn eval -m m text.txt >x
rnn eval -m same text.txt | cmp - x
echo 'XYZ the dog' >>small.txt
try rnn train -q --init m -m more --steps 3 small.txt
tr -d YZ <small.txt >one.txt
try rnn train -q --init m -m more --steps 3 one.txt
rnn train --init m -m more --steps 3 --unknown skip small.txt 2>&1 | grep 'warning.*unknown'
