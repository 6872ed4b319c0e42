try rnn train --resume --hidden 3 x
try rnn train --hidden 3 --resume x
try rnn train --resume --force x
try rnn train --resume --init d x
try rnn train --resume --seed 1 x
try rnn train --epochs 1 --time 3 x
try rnn train --steps 1 --time 3 x
try rnn train --epochs 1 --steps 3 x
try rnn train --init d --hidden 3 x
try rnn train --init d --unit byte x
try rnn train --valid 0.1 --valid-file f x
try rnn train --unknown skip x
try rnn train --init d --min-count 2 x
try rnn train --resume --min-count 2
try rnn train --resume --force
try rnn sample --prime a --prime-file b
try rnn sample -n -1 --count 2
try rnn sample -n -1 --json
try rnn sample -n 5 --min-length 6
try rnn sample --match a --one-of b
try rnn sample --match a --stop b
try rnn sample --match a --stop-after b
try rnn sample --match a --min-length 3
try rnn sample --one-of a --stop b
try rnn sample --one-of a --stop-after b
try rnn sample --one-of a --min-length 3
try rnn eval --per-char --per-line
try rnn eval --prime-file x --batch 2
try rnn eval --per-line --batch 2
