# A row for each word. The bits add up to those of the text.
need jq
make_model m --engine native --precision f32
printf ' the cat\n\nsät on, xx\t\xc3\xa9 \n' >t
rnn eval -m m --per-word t | cut -f 1,3-
rnn eval -m m --per-word --json t | jq -c '[.file, .offset, .word, .scored, .unknown]' | head -n 3
total() { rnn eval -m m "$@" --json t | jq .bits_charged; }
words() { rnn eval -m m "$@" --per-word -q t | awk -F '\t' '{ b += $2; n += $3; u += $4 } END { printf "%.9g %d %d\n", b, n, u }'; }
echo "$(words)" "$(total)" | awk '{ d = $1 - $4; print (d * d < 1e-10), $2, $3 }'
echo "$(words --prime 'the cat ')" "$(total --prime 'the cat ')" | awk '{ d = $1 - $4; print (d * d < 1e-10), $2, $3 }'
# Bytes that are no text; a byte model; nothing.
printf 'a \xff\xffb c' | rnn eval -m m --invalid replace --per-word -q | cut -f 1,3-4
printf 'a \xff\xffb c' | rnn eval -m m --invalid skip --per-word -q | cut -f 1,3-4
make_model b --unit byte --engine native --precision f32
rnn eval -m b --per-word t | cut -f 1,3-
printf '' | rnn eval -m m --per-word
try rnn eval -m m --per-word --per-char t
try rnn eval -m m --per-word --color t
# Also of a mixture.
rnn eval -m m --cache --per-word t -q | awk -F '\t' '{ n += $3 } END { print n }'
