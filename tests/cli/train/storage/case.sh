# --storage int8 stores the weights of the float32 training as models/README.md says: a program of its own, in
# Python, makes the same bytes, and of them float32 weights with the same scores and samples.
need jq
need python3
int8=$(dirname "${BASH_SOURCE[0]}")/../../../golden/int8.py
make_text >text.txt
fast=(-q --layers 2 --hidden 12 --batch 4 --seq 16 --steps 60 --valid 0.2 --precision f32)
for more in '--cell gru' '--cell lstm --embed 5' '--cell rnn --unit byte'; do
	rm -rf f32 int8 stored loaded
	# shellcheck disable=SC2086
	rnn train "${fast[@]}" $more -m f32 text.txt
	# shellcheck disable=SC2086
	rnn train "${fast[@]}" $more -m int8 --storage int8 text.txt
	python3 "$int8" store f32 stored
	python3 "$int8" load int8 loaded
	cmp int8/weights-* stored/weights-* && echo "$more: the same bytes"
	for precision in f32 int8; do
		for m in int8 stored loaded; do
			rnn eval -m $m --precision $precision --per-char text.txt >$m-bits
			rnn sample -m $m --precision $precision --seed 1 -n 500 >$m-text
		done
		cmp int8-bits stored-bits
		cmp int8-bits loaded-bits
		cmp int8-text stored-text
		cmp int8-text loaded-text
	done
	grep -c storage f32/model.json || true
	rnn info -m f32 --json | jq -c '[.storage, .weights.storage]'
	rnn info -m int8 --json | jq -c '[.storage, .weights.storage]'
done
rnn info -m int8 | grep -e '^weights' -e '^options' | sed 's/-[0-9]*\.safe/-N.safe/; s/--cell.*--unknown/... --unknown/'
rnn info -m f32 | grep '^weights' | sed 's/-[0-9]*\.safe/-N.safe/'
# The equivalent command names the storage.
rnn train --hidden 4 --layers 1 --steps 2 -m named --storage int8 text.txt 2>&1 | grep -o -e '--storage int8'
# A training that was cut in two ends with the bytes of one in one piece, also when it goes on from int8 weights.
for valid in 0 0.2; do
	rm -rf whole parts
	fast=(-q --hidden 8 --layers 1 --batch 4 --seq 16 --seed 5 --steps 300 --valid "$valid" --storage int8)
	rnn train -m whole "${fast[@]}" text.txt
	rnn train -m parts "${fast[@]}" --save-every 0 --json text.txt | while read -r line; do
		[[ $line == *'"step":30,'*'"file"'* ]] && break
	done || true
	tail -n 1 parts/train.ndjson | jq -c '[.event, .step < 300, .best_loss != null]'
	rnn train -q -m parts --resume text.txt
	cmp whole/weights-*.safetensors parts/weights-*.safetensors
	for m in whole parts; do
		rnn train -q -m $m --resume --steps 320 text.txt
		rnn info -m $m --json | jq -c '[.storage, .training.best_loss != null]'
	done
	cmp whole/weights-*.safetensors parts/weights-*.safetensors
done
# It stays with the training; a model that is fine-tuned is stored as the new training says.
try rnn train -q -m whole --resume --storage f32 text.txt
try rnn train -q -m other --storage int4 text.txt
try rnn train -q -m other --storage bf16 text.txt
rnn train -q --init whole -m tuned --steps 2 text.txt
rnn info -m tuned --json | jq -r .storage
rnn train -q --init f32 -m tuned --force --steps 2 --storage int8 text.txt
rnn info -m tuned --json | jq -r .storage
