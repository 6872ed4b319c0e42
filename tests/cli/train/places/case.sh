# Where models go, and that none is overwritten.
make_text >my.text.txt
fast=(-q --hidden 4 --layers 1 --steps 2)
rnn train "${fast[@]}" my.text.txt
readlink models/latest
rnn train "${fast[@]}" - <my.text.txt
readlink models/latest
rnn train "${fast[@]}" -m elsewhere my.text.txt
readlink models/latest
rnn train "${fast[@]}" -m models/named my.text.txt
readlink models/latest
ls models
try rnn train my.text.txt
rnn info | grep -e model -e 'trained on'
RNN_MODEL=models/stdin rnn info | grep -e model
RNN_MODEL=models/stdin rnn info -m elsewhere | grep -e model
rnn train "${fast[@]}" --force my.text.txt
readlink models/latest
cp my.text.txt latest.txt
try rnn train latest.txt
mkdir precious
touch precious/letter
try rnn train -m precious my.text.txt
ls precious
