# --resume without a text takes the files that the model names, and gives the same bytes.
need jq
make_text >text.txt
head -n 30 text.txt >'part a'
tail -n +31 text.txt >part-b
fast=(-q --hidden 8 --layers 1 --batch 4 --seq 16 --valid 0 --precision f32)
rnn train -m whole "${fast[@]}" --steps 20 'part a' part-b
rnn train -m whole -q --resume --steps 30 'part a' part-b
rnn train -m parts "${fast[@]}" --steps 20 'part a' part-b
rnn train -m parts --resume --steps 30 2>&1 | grep note
cmp whole/weights-*.safetensors parts/weights-*.safetensors
jq -r .training.texts parts/model.json
# Without -m it is the newest model, whatever else $RNN_MODEL names.
try rnn train --resume
rnn train "${fast[@]}" --steps 5 text.txt
RNN_MODEL=parts rnn train --resume --steps 6 2>&1 | grep -e note -e 'the model is'
jq .training.step models/text/model.json
rnn train -q -m models/latest --resume --steps 7
# Another place: the text is named from where the program runs; where it is not, the error says so.
mkdir else
(cd else && try rnn train --resume -m ../models/text)
(cd else && rnn train -q --resume -m ../models/text --steps 8 ../text.txt)
jq -r .training.texts models/text/model.json
rnn train -q --resume -m models/text --steps 9 text.txt
mv text.txt moved.txt
try rnn train --resume
rnn train -q --resume -m models/text --steps 10 moved.txt
rnn train -q --resume --steps 11
jq -r .training.texts models/text/model.json
echo more >>moved.txt
try rnn train -q --resume
rm part-b
try rnn train --resume -m parts
mkdir part-b
try rnn train --resume -m parts
# Standard input, names that are not UTF-8, and models that name one file or none.
make_text | rnn train "${fast[@]}" -m piped --steps 5 -
try rnn train --resume -m piped
make_text | rnn train --resume -q -m piped --steps 6 -
make_text >$'caf\xe9'
rnn train "${fast[@]}" -m latin --steps 5 $'caf\xe9'
jq .training.texts latin/model.json
try rnn train --resume -m latin | LC_ALL=C tr -d '\351'
edit() { jq "del(.crc32) | $1" "$2/model.json" >new && mv new "$2/model.json"; }
edit 'del(.training.texts)' models/text
truncate -s -5 moved.txt
make_text >text.txt
rnn train --resume -m models/text --steps 12 2>&1 | grep note
edit 'del(.training.texts, .training.corpus)' models/text
try rnn train --resume -m models/text
edit '.training.texts = "a '\''b"' models/text
try rnn train --resume -m models/text
edit '.training.texts = ""' models/text
try rnn train --resume -m models/text
try rnn train
try rnn train --resume -m none
try rnn train --resume -m ''
