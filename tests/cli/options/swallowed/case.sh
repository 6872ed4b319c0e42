# An option in the place of a value is blamed, not what follows it; one line says it.
try rnn sample --stop -n 50
try rnn sample --stop --count 3
try rnn sample --stop-after --count=3 4
try rnn sample --prime -t 0.5
try rnn sample -q --prime -qn 50
try rnn sample --prime --temp 0.5
try rnn sample --prime -- x
try rnn sample --count --seed 3
try rnn sample -n -t 0.5
try rnn train --cell --hidden x
try rnn eval -m --json
try rnn eval --window -q
try rnn info -m -q x
# The value may be meant: attached it is, alone it gives a warning.
make_model m
try rnn sample -m m -n 0 --stop=-n --prime=-t --unknown skip -q
try rnn sample -m m -n 0 --prime -t --unknown skip
try rnn sample -m m -n 0 --prime -mine --unknown skip
try rnn sample -m m -n 0 --separator -- --seed 1
