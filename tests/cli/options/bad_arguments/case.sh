try rnn sample --prime
try rnn sample -n
try rnn train --cell
try rnn train --cell gru2 x
try rnn train --cell '' x
try rnn sample --json=yes
try rnn sample text
try rnn info -- x
try rnn train
try rnn train --
try rnn sample --stop ''
try rnn train -m '' x
try rnn eval - -
try rnn train - -
