# A resumed training finds its validation text under a new name; another text is refused.
make_text >text.txt
sed s/cat/cow/ text.txt | tr -d w >valid.txt
fast=(-q --hidden 8 --layers 1 --batch 4 --seq 16 --precision f32)
rnn train "${fast[@]}" -m whole --valid-file valid.txt --steps 20 text.txt
cp -r whole parts
rnn train -q --resume -m whole --steps 30
mv valid.txt 'new name.txt'
try rnn train --resume -m parts --steps 30
rnn train -q --resume -m parts --steps 30 --valid-file 'new name.txt'
cmp whole/weights-*.safetensors parts/weights-*.safetensors
rnn train -q --resume -m parts --steps 40
try rnn train -q --resume -m parts --steps 50 --valid-file text.txt
try rnn train -q --resume -m parts --steps 50 --valid-file nosuch
rnn train "${fast[@]}" -m split --valid 0.2 --steps 20 text.txt
try rnn train -q --resume -m split --steps 30 --valid-file 'new name.txt'
try rnn train -q --resume -m split --steps 30 --valid 0.2
# A text that has got new characters is another text, whatever they are.
echo 'XYZ' >>text.txt
try rnn train -q --resume -m split --steps 30
try rnn train -q --resume -m parts --steps 50 text.txt
# The command that is advised runs for any name of a directory.
rnn train "${fast[@]}" --model=-d --valid 0 --steps 5 text.txt
mv text.txt moved.txt
try rnn train --resume --model=-d
