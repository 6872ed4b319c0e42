# A byte model reads and writes any bytes.
need jq
head -c 3000 /dev/urandom >text.txt
make_model m --unit byte
rnn info -m m | grep -o 'byte values'
rnn eval -m m text.txt | grep -o '[0-9,]* scored.*'
rnn eval -m m --per-char text.txt >rows
head -n 1 rows | cut -f 2 | grep -cE '^0x[0-9A-F]{2}$'
rnn sample -q -m m -n 1000 | wc -c
rnn sample -q -m m -n 5000 --prime-file text.txt >out
head -c 3000 out | cmp - text.txt
rnn sample -m m -n 500 --json | jq -e .text >/dev/null
