# --color on a terminal: the text in the colours of eval --color; elsewhere, and with NO_COLOR, the plain text.
make_model m
rnn sample -m m -n 60 --seed 1 --prime 'the cat' >plain
rnn sample -m m -n 60 --seed 1 --prime 'the cat' --color | cmp - plain
export TERM=xterm
unset NO_COLOR
terminal env RNN="$RNN" "$RNN" sample -m m -n 60 --seed 1 --prime 'the cat' --color >colored
sed 's/\x1b\[[0-9;]*m//g' colored | sed 's/ *$//' >text
head -n -1 text | cmp - <(awk '{ sub(/ *$/, ""); print }' plain)
tail -n 1 text
grep -o $'\033\[[^m]*m' colored | grep -vE $'^\033\[(0|38;5;16;48;5;(229|222|215|209|203|183))m$' || echo 'no others'
# The prime has no colour, and the legend comes once.
head -c 7 colored
echo
terminal "$RNN" sample -m m -n 20 --seed 1 --count 3 --color >three
grep -c '^bits:' three
NO_COLOR=1 terminal "$RNN" sample -m m -n 60 --seed 1 --color | grep -c $'\033' || true
NO_COLOR='' terminal "$RNN" sample -m m -n 60 --seed 1 --color | grep -c '^bits:'
# The colours are those of eval, which scores the same text after the same prime.
rnn sample -m m --precision f32 -n 60 --seed 1 --prime 'the cat' --no-prime >rest
rnn eval -q -m m --prime 'the cat' --color rest | head -n -2 >want
terminal "$RNN" sample -m m --precision f32 -n 60 --seed 1 --prime 'the cat' --no-prime --color | head -n -1 | cmp - want
try rnn sample -m m --color --json
try rnn sample -m m --color -n -1
