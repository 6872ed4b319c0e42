# A file that does not end with a newline gets one before the next file begins.
need jq
printf 'one two three four five six seven' >a
printf 'eight nine ten eleven twelve' >b
printf 'thirteen fourteen fifteen sixteen\n' >c
printf '%s\n' "$(<a)" "$(<b)" "$(<c)" >abc
: >empty
fast=(--hidden 8 --layers 1 --steps 10 --batch 2 --seq 8 --precision f32)
for unit in char byte; do
	rnn train -q "${fast[@]}" -m "$unit" --unit $unit abc
	rnn train "${fast[@]}" -m "$unit-parts" --unit $unit a empty b c 2>&1 | grep note
	cmp $unit/weights-*.safetensors $unit-parts/weights-*.safetensors
	jq -c '[.training.bytes, .training.newlines]' $unit/model.json $unit-parts/model.json
done
cmp <(jq .training.crc32 char/model.json) <(jq .training.crc32 char-parts/model.json)
# Resumed, it is joined in the same way, also when one file holds it all.
rnn train -q -m char --resume --steps 14 abc
rnn train -q -m char-parts --resume --steps 14
cmp char/weights-*.safetensors char-parts/weights-*.safetensors
rnn train -q -m char-parts --resume --steps 15 abc
# Standard input is a file like the others; files that end with a newline are joined as they are.
rnn train -q "${fast[@]}" --steps 14 -m piped a - c <b
cmp <(rnn info -m piped --json | jq .training.crc32) <(jq .training.crc32 char/model.json)
rnn train "${fast[@]}" -m plain c c abc 2>&1 | grep note
# A training that began before newlines were added goes on with the text that it had.
printf '%s%s%s\n' "$(<a)" "$(<b)" "$(<c)" >together
rnn train -q "${fast[@]}" -m old together
jq 'del(.crc32, .training.newlines, .training.texts)' old/model.json >new
mv new old/model.json
cp -r old old2
rnn train -q -m old --resume --steps 20 together
rnn train -q -m old2 --resume --steps 20 a b c
cmp old/weights-*.safetensors old2/weights-*.safetensors
# A model whose alphabet has no newline learns the files as they are.
printf 'onetwothreefourfivesixseven' >x
rnn train -q "${fast[@]}" -m none x
rnn train -q "${fast[@]}" -m rnn --force x
rnn train -q --init ./none -m tuned --steps 3 x x
jq .training.newlines tuned/model.json
rnn train -q --resume -m tuned --steps 4
