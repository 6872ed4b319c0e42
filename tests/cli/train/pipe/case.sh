# Standard input, a pipe and several files are the same text.
make_text >text.txt
head -n 20 text.txt >a
tail -n +21 text.txt >b
fast=(-q --hidden 4 --layers 1 --steps 5)
rnn train -m one "${fast[@]}" text.txt
rnn train -m two "${fast[@]}" a b
cat text.txt | rnn train -m three "${fast[@]}" -
rnn train -m four "${fast[@]}" <(cat text.txt)
for m in two three four; do
	cmp one/weights-000001.safetensors $m/weights-000001.safetensors
done
rnn train -m five "${fast[@]}" a - <b
cmp one/weights-000001.safetensors five/weights-000001.safetensors
rnn train -m six "${fast[@]}" --threads 1 text.txt
cmp one/weights-000001.safetensors six/weights-000001.safetensors
rnn info -m two | grep 'trained on'
