# --min-count leaves out the characters that occur fewer times in the text.
need jq
make_text >text.txt
printf 'QQ ZZZ \xe2\x82\xac\n' >>text.txt
fast=(--hidden 8 --layers 1 --steps 10 --batch 4 --seq 16 --precision f32)
grep -v -e Q text.txt >plain.txt
printf ' ZZZ \n' >>plain.txt
rnn train "${fast[@]}" -m m --min-count 3 text.txt 2>&1 | grep -e note
rnn info -m m | grep alphabet
# It is the text without them.
rnn train -q "${fast[@]}" -m plain plain.txt
cmp m/weights-*.safetensors plain/weights-*.safetensors
# It is recorded, and a resumed training reads the same text.
jq -r .training.options m/model.json | grep -o -e '--min-count 3'
rnn train -q -m plain --resume --steps 20
rnn train -m m --resume --steps 20 2>&1 | grep 'left out'
cmp m/weights-*.safetensors plain/weights-*.safetensors
try rnn train -q -m m --resume --min-count 4 text.txt
# 1 keeps all, as without the option, which leaves no trace.
rnn train -q "${fast[@]}" -m one --min-count 1 text.txt
rnn train -q "${fast[@]}" -m none text.txt
cmp one/weights-*.safetensors none/weights-*.safetensors
grep -c min-count none/model.json || true
# A character of the validation file that is not learnt is left out there, too; bytes; the newline.
printf 'QZ\xe2\x82\xac the cat\n' >valid.txt
rnn train "${fast[@]}" -m v --min-count 3 --valid-file valid.txt text.txt 2>&1 | grep 'left out'
rnn train "${fast[@]}" -m b --min-count 3 --unit byte text.txt 2>&1 | grep 'left out'
printf 'abab' >x.txt
printf 'baba' >y.txt
rnn train "${fast[@]}" -m nl --min-count 2 x.txt y.txt 2>&1 | grep -e note
rnn train -q -m nl --resume --steps 11
try rnn train -q "${fast[@]}" -m x --min-count 1000000 text.txt
try rnn train -q "${fast[@]}" -m x --min-count 0 text.txt
try rnn train -q "${fast[@]}" -m x --min-count -1 text.txt
try rnn train -q "${fast[@]}" -m x --min-count 1.5 text.txt
try rnn train -q --steps 2 -m x --init m --min-count 2 text.txt
