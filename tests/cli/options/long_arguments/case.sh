# No argument is too long. (-q: a slow machine would say how much of the prime it has read.)
make_model m
a=$(head -c 120000 /dev/zero | tr '\0' a)
rnn sample -q -m m --prime "$a" -n 1 --seed 1 | wc -c
rnn sample -q -m m --stop "$a" --stop "${a}b" -n 10 --seed 1 | wc -m
rnn sample -m m --temperatura"$a" 2>&1 | wc -l || true
try rnn eval -m m "$a" | sed 's/a\{100,\}/a.../'
files=()
for ((i = 0; i < 2000; i++)); do files+=(text.txt); done
rnn eval -m m --window 3 text.txt >/dev/null
rnn train -q -m n --hidden 4 --layers 1 --steps 2 --valid 0 "${files[@]}"
rnn info -m n | grep 'trained on'
