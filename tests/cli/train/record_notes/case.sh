# Notes for people in a model: recorded, kept by --resume, passed on by --init, shown by info and page.
need jq
make_text >text.txt
train() { rnn train -q --init none --hidden 4 --layers 1 --batch 2 --seq 8 --precision f32 "$@" text.txt; }
notes() { jq -c .training.notes "$1/model.json"; }
train -m a --steps 2 --notes $'Texts of my own: MIT\n\xc3\xa9 \e[1m<b>'
notes a
rnn info -m a | grep -A 1 '^notes'
rnn info -m a --json | jq -c .training.notes
rnn page -q -m a --json | jq -c .card.notes
rnn train -q --resume -m a --steps 4 2>/dev/null
notes a
train -m none --steps 2
notes none
rnn page -q -m none --json | jq -c .card.notes
rnn train -q -m b --init a --steps 2 text.txt
notes b
rnn train -q -m c --init a --steps 2 --notes 'And letters.' text.txt
notes c
rnn train -q -m d --init none --steps 2 --notes '' text.txt
notes d
try rnn train -q --resume -m a --notes x
try rnn train -q -m e --notes $'\xff' text.txt
ls
