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
# Made longer, it validates on as often as one that was as long from the start.
rnn train -m longer "${fast[@]}" --steps 40 --valid 0.2 text.txt
rnn train -m longer -q --resume --steps 400 text.txt
count=$(grep -c '"event":"valid"' longer/train.ndjson)
((count >= 18 + 20 && count <= 42)) || echo "$count validations"
# Only with the same text, also that to validate on.
tail -n 20 text.txt >valid.txt
rnn train -m strict "${fast[@]}" --steps 5 --valid-file valid.txt text.txt
echo more >>valid.txt
try rnn train -m strict --resume --steps 6 text.txt
echo more >>text.txt
try rnn train -m parts --resume text.txt
