# Samples during a training: those that were asked for, the same in every run, and no change to the training.
need jq
make_text >text.txt
small=(--hidden 16 --layers 1 --batch 4 --seq 16 --valid 0.2 --lr 0.02)
learn() { rnn train "${small[@]}" --steps 30 "$@" text.txt; }
samples() { jq -r 'select(.event == "sample") | [.step, (.text | length)] | join(" ")' "$@"; }
losses() { jq -c 'select(.event == "valid") | [.step, .loss, .temperature]' "$1"/train.ndjson; }

learn -q -m a
learn -q -m b --sample-every 8 --json >j
cmp a/weights-* b/weights-*
cmp <(losses a) <(losses b)
cmp j b/train.ndjson
samples j
jq -c 'select(.event == "sample") | keys_unsorted' j | uniq
echo '# one line each, before the last line, and none with -q'
learn -m c --sample-every 10 2>err
grep -E '^ *[0-9]+%  sample: ' err | cut -c 1-14
grep '%  sample: ' err | jq -R length
samples c/train.ndjson
grep -q 'rnn train .*--sample-every 10 ' err
cmp <(jq -r 'select(.event == "sample" and .step == 30) | .text' c/train.ndjson) \
	<(jq -r 'select(.event == "sample" and .step == 30) | .text' j)
echo '# what rnn sample writes with the same seed'
rnn train -q "${small[@]}" --valid 0 --steps 30 --seed 5 --engine native --precision f32 --sample-every 30 -m g text.txt
cmp <(jq -rj 'select(.event == "sample") | .text' g/train.ndjson) <(rnn sample -q -m g --engine native --precision f32 --seed 5 -n 200)
echo '# resumed: no change either, and no sample of a training that was complete'
learn -q -m d --steps 20
cp -r d f
rnn train -q -m d --resume --steps 30
rnn train -q -m f --resume --steps 30 --sample-every 8
cmp d/weights-* f/weights-*
samples f/train.ndjson
rnn train -q -m f --resume --sample-every 8
samples f/train.ndjson | wc -l
echo '# within a time, a tenth of it'
rnn train -q -m e "${small[@]}" --time 1 --sample-every 1 text.txt
jq -s '(map(select(.event == "sample")) | length) as $n | 0 < $n and 2 * $n < .[-1].step' e/train.ndjson
try rnn train --sample-every 0 text.txt
try rnn train --sample-every 1.5 text.txt
