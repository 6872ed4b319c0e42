# A training that was cut in two gives the same bytes as one in one piece.
make_text >text.txt
fast=(-q --hidden 8 --layers 1 --batch 4 --seq 16 --seed 5)
rnn train -m whole "${fast[@]}" --epochs 30 text.txt
rnn train -m parts "${fast[@]}" --epochs 30 --save-every 0 --json text.txt | while read -r line; do
	[[ $line == *'"event":"save"'* ]] && break
done || true
rnn train -q -m parts --resume text.txt
cmp whole/weights-*.safetensors parts/weights-*.safetensors
# Finished: nothing to do, unless it is made longer.
rnn train -m parts --resume text.txt 2>&1 | grep warning
rnn train -q -m parts --resume --epochs 31 text.txt
rnn info -m parts | grep -o -e '--epochs 31'
try rnn train -m parts --resume --epochs 5 text.txt
# Only with the same text.
echo more >>text.txt
try rnn train -m parts --resume text.txt
