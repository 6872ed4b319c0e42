# A model that knows its text by heart is too sure of itself elsewhere: validation tempers it, what is
# saved is tempered, and a training goes on from what was not.
make_text >text.txt
tr 'a-m' 'b-na' <text.txt | tac | head -n 20 >other.txt
need jq
rnn train -q -m m --precision f32 --hidden 24 --batch 4 --seq 16 --lr 0.02 --dropout 0 --steps 150 \
	--valid-file other.txt --unit byte text.txt
by=$(jq .training.temperature m/model.json)
jq -n --argjson by "$by" '$by > 1.01'
rnn info -m m | grep -o 'logits divided by'
rnn eval -m m --json other.txt | jq --slurpfile m m/model.json \
	'(.nats - $m[0].training.best_loss) | fabs < 0.001'
jq -c 'select(.event == "valid") | has("temperature")' m/train.ndjson | sort -u
# In two parts: the same bytes, so the calibration is no part of what is learnt.
rnn train -q -m p --precision f32 --hidden 24 --batch 4 --seq 16 --lr 0.02 --dropout 0 --steps 150 \
	--valid-file other.txt --unit byte --save-every 0 --json text.txt | while read -r line; do
	[[ $line != *'"event":"save","step":7'* ]] || break
done || true
rnn train -q -m p --resume text.txt
cmp m/weights-*.safetensors p/weights-*.safetensors && echo same
