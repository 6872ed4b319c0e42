# A training in bf16 goes on in bf16, where there is an engine for it.
need jq
make_text >text.txt
small=(-q --hidden 8 --layers 1 --batch 4 --seq 16)
said=$(try rnn train "${small[@]}" -m half --precision bf16 --epochs 20 text.txt)
if [[ $said == '64 rnn: '*'no matrix engine'* || $said == '64 rnn: '*'cannot train in bf16'* ]]; then
	echo 'needs a matrix engine that trains in bf16' >&2
	exit 99
fi
echo "$said"
rnn train -q -m half --resume --epochs 21 text.txt
jq -r 'select(.event == "start").precision' half/train.ndjson | uniq -c | sed 's/^ *//'
rnn info -m half --json | jq -r .training.engine | grep -o bf16 | head -n 1
