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
try rnn sample --novel-run 9
try rnn sample --rank
try rnn sample --per-char
try rnn sample --tries 9
try rnn sample --color --json
try rnn sample --beam 4 --best-of 4
try rnn sample --beam 4 --seed 4
try rnn sample --beam 4 --unique
try rnn sample --beam 4 --novel f
try rnn sample --beam 4 --then a
try rnn sample --beam 4 --min-p 0.1
try rnn sample --beam 4 -n -1
try rnn sample --then a --stop b
try rnn sample --then a --stop-after b
try rnn sample --then a --best-of 4
try rnn sample --then a --novel f --novel-run 9
try rnn sample --then a -n -1
try rnn sample --best-of 4 -n -1
try rnn sample --novel - --prime-file -
try rnn sample --novel - --one-of -
try rnn sample --mix-ngram - --prime-file -
try rnn sample --exact --one-of f --json --per-char
try rnn sample --match a --one-of b
try rnn sample --match a --stop b
try rnn sample --match a --stop-after b
try rnn sample --match a --min-length 3
try rnn sample --one-of a --stop b
try rnn sample --one-of a --stop-after b
try rnn sample --one-of a --min-length 3
try rnn sample --beam 4 --match a
try rnn sample --beam 4 --repeat 1
try rnn sample --one-of f --exact --top-k 3
try rnn sample --one-of f --exact --repeat 1
try rnn sample --then a --one-of b
try rnn sample -m a -m b --per-char --json
try rnn sample --mix-ngram a --then b
try rnn eval --per-char --per-line
try rnn eval --min 4 --max 3
try rnn eval --prime-file x --batch 2
try rnn eval --per-line --batch 2
try rnn eval --max 3 --per-char
try rnn eval --choose --per-line
try rnn eval --fit-mix x --adapt
