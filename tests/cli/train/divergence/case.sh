# A rate far too high ends with 65 and advice, and whatever is saved meanwhile is no worse than what
# was there: a good model stays as it is.
make_text >text.txt
make_model m --steps 60
cp -r m good
diverge() {
	rm -rf m
	cp -r good m
	try rnn train -q -m m --force --lr 1e6 --warmup 0 "$@" text.txt |
		sed -E 's/(step|loss|norm) [^ ,)]+/\1 X/g'
	cmp m/model.json good/model.json
	cmp m/weights-*.safetensors good/weights-*.safetensors
}
diverge --steps 50
diverge --steps 50 --save-every 0
diverge --steps 50 --valid 0.2 --save-every 0
diverge --steps 1
diverge --time 60
diverge --steps 50 --clip 0 --cell lstm --layers 2
# What was rolled back is told, and in the log.
rnn train -m m --force --lr 1e6 --warmup 0 --steps 9 text.txt 2>&1 | grep -c 'warning: diverged' || true
jq -r 'select(.event == "warning") | .text' m/train.ndjson | grep -c 'back to step 0 with the learning rate halved'
