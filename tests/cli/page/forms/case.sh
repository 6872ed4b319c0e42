# What the page is made of: options, texts of any length, the log, the model's settings.
need jq
make_model m
data() { rnn page -q -m m --json "$@"; }
rnn page -q -m m >page.html
head -n 1 page.html
grep -c '</html>' page.html
data | jq -c 'keys_unsorted, (.model | del(.vocab, .tensors)), .sampling, .start, .prime, .talk, .texts, .memory, .directory, .command, .name'
data | jq -c '.model.tensors[] | [.name, .rows, .cols, .at, .scale]'
data | jq -c '(.log | keys_unsorted), .log.start.event, (.log.steps | length > 0), (.log.steps[-1] | length), (.log.valid[-1] | length),
	.log.events[0][1], (.log.command | test("^rnn train --cell gru .* text.txt$")), .log.command == .card.command,
	(.card | keys_unsorted)'
# A log of many lines is thinned; the last line stays.
for ((i = 1; i <= 3001; i++)); do
	printf '{"event":"step","step":%d,"chars":%d,"loss":1.5,"lr":0.01,"grad_norm":2,"elapsed_s":%d}\n' $i $((i * 64)) $i
done >m/train.ndjson
data | jq -c '.log | [.start, (.steps | length), .steps[0], .steps[1], .steps[-1], .valid]'
rm m/train.ndjson
data | jq -c .log
# Options and texts.
head -n 9 text.txt >some.txt
data --name 'A & B' --prime 'a mat' --distance 0 some.txt | jq -c '.name, .prime, .memory, .command, .texts[0].shown'
data --distance 9 some.txt | jq -c '(.memory | del(.k, .gradient, .bits)), (.memory.gradient | length), .memory.k[-1], .memory.bits[-1][0], .prime'
data some.txt | jq -c '.memory.k[-1] < 512'
data --distance 9 some.txt - <text.txt | jq -c '[.texts[].name], [.texts[].bytes]'
data --text-length 5 --distance 0 some.txt | jq -c '.texts[0].text'
data --text-length 0 some.txt | jq -c '.texts[0].text, .prime'
rnn memory -q -m m --distance 9 --positions 1024 --json some.txt >memory
data --distance 9 some.txt | jq -c --slurpfile m memory '.memory.gradient == $m[0].gradient, .memory.tenth.bits == $m[0].bits_tenth,
	([.memory.bits, [$m[0].bits[] | [.k, .bits]]] | transpose | all(.[0][0] == .[1][0] and (.[0][1] - .[1][1] | fabs) < 1e-6))'
: >empty
printf a >one
data empty one | jq -c '.texts, .memory'
printf 'A title\n\nthe cat sat on a mat and the cat sat on a mat\nthe end\n' >title
data title | jq -c '.prime'
printf '\xef\xbb\xbfthe cat' >mark
data mark | jq -c '.texts[0].text, .prime'
printf 'THE cat' >unknown
rnn page -m m --json unknown | jq -c '.prime, .texts[0].text'
rnn page -q -m m --distance 9 some.txt | wc -c | awk '{ print $1 < 200000 }'
# The first matrix of a model without embedding is in float32, unless the model is stored in int8.
for storage in f32 int8; do
	make_model $storage --hidden 128 --steps 1 --storage $storage
	rnn page -q -m $storage --json | jq -c '.model | .bytes - .params, [.tensors[0] | .rows, .cols, .scale == null]'
	rnn page -q -m $storage | wc -c | awk '{ print $1 < 1.34 * 59000 + 160 * 1024 }'
done
# No absolute path gets into the page.
rnn train -q --force -m "$PWD/away" --layers 1 --hidden 4 --steps 2 --batch 2 --seq 8 --precision f32 --init none "$PWD/text.txt"
rnn page -q -m "$PWD/away" "$PWD/some.txt" | grep -F -c "$PWD" || true
rnn page -q -m "$PWD/away" --json "$PWD/some.txt" | jq -c '.command, .directory, .texts[0].name, .card.texts, .log.command'
# A model of bytes with speakers, an embedding and a cell state.
make_model bytes --unit byte --cell lstm --embed 3 --chat-user 'A: ' --chat-model 'B: '
rnn page -q -m bytes --json --distance 5 some.txt | jq -c '.model.unit, .model.embed, .talk, (.memory.cell | length)'
# Errors.
need python3
python3 -c 'import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)' "$RNN" page -m m | tr -d '\r' || true
python3 -c 'import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)' "$RNN" page -m m --json | wc -l
try rnn page -q -m m none
try rnn page -q -m none
try rnn page -q -m m - - </dev/null
try rnn page -q -m m --prime X
try rnn page -q -m m --distance 4097
rnn page -q -m m some.txt 2>&1 >/dev/full || echo "status $?"
