# Lines: each is scored alone, with the newline that ends it; unknown characters cost 20.09 bits.
need jq
make_model m
printf 'the cat\n\nthe c#t\n#\nthe cat' >lines
rnn eval -m m --per-line lines >rows
cut -f 2- rows
# The last line lacks its newline, and has the same score; lines do not depend on their neighbours.
[[ $(sed -n 1p rows) == "$(sed -n 5p rows)" ]]
tac rows | cut -f 4 | rnn eval -q -m m --per-line | tac | cmp - rows
printf 'the cat\n' | rnn eval -m m --per-line | cmp - <(sed -n 1p rows)
# An unknown character costs log2(0x110000) bits, and the state passes over it.
printf 'the ct\n\n' | rnn eval -m m --per-line | cut -f 1 >known
sed -n '3,4p' rows | cut -f 1 | paste - known | awk '{ printf "%.4f\n", $1 - $2 }'
rnn eval -q -m m --per-line lines | sort -g | head -n 1 | cut -f 4
# The carriage return of a line end costs nothing, and the line is printed as it is; another one is a character.
printf 'the cat\r\n' | rnn eval -m m --per-line | cut -f 2-4 | od -An -c
printf 'the cat\r\nthe cat\r' | rnn eval -m m --per-line | cut -f 1 | cmp - <(sed -n '1p;5p' rows | cut -f 1)
printf 'the\rcat\r\r\n' | rnn eval -q -m m --per-line | cut -f 2-3
printf 'the cat\r\n' | rnn eval -m m --per-line --json | jq -c '[.line, .chars, .bytes, .scored, .unknown, .bpc == .bpc_charged]'
# A model that knows carriage returns learned them from its lines, and reads them.
sed 's/$/\r/' text.txt >dos.txt
rnn train -q -m dos --hidden 8 --layers 1 --steps 20 --batch 4 --seq 16 dos.txt 2>/dev/null
printf 'the cat\r\nthe cat\n' | rnn eval -m dos --per-line | cut -f 2-3
# JSON says the same; means and totals have names of their own.
rnn eval -q -m m --per-line --json lines >json
head -n 1 json | jq -c keys_unsorted
jq -c '[.file, .number, .line, .chars, .scored, .unknown, .words, .bytes]' json
jq -r .bits json | awk '{ printf "%.5f\n", $1 }' | cmp - <(awk '{ printf "%.5f\n", $1 }' rows)
jq -c '(.bits - .bits_charged | fabs) < 1e-9 and (.nats * .scored - .nats_total | fabs) < 1e-9 and
	(.bits_total - .bpc * .scored | fabs) < 1e-9' json | uniq
jq -c '[.stderr_nats == null, .scored]' json | sed -n 2p
printf 'a\xff\tb\n' | rnn eval -q -m m --per-line --json --invalid skip | jq -c '[.line, .chars, .unknown]'
# Many lines of many lengths: blocks of a file, what is in a pipe, and one by one are the same.
for ((i = 0; i < 9000; i++)); do printf '%s\n' "${i//[0-4]/the }${i//[5-9]/ a}"; done >many
printf '%0.sthe cat ' {1..3000} >>many
rnn eval -q -m m --per-line many >a
cat many | rnn eval -q -m m --per-line | cmp - a
head -n 300 many | while IFS= read -r line; do printf '%s\n' "$line"; sleep 0.0001; done | rnn eval -q -m m --per-line | cmp - <(head -n 300 a)
rnn eval -q -m m --per-line --threads 3 many | cmp - a
tail -n 1 many | rnn eval -q -m m --per-line | cmp - <(tail -n 1 a)
cut -f 4 a | cmp - <(sed -e '$a\' many)
# Invalid text: the lines before it are answered first.
printf 'the cat\na\xffb\nthe\n' >bad
try rnn eval -m m --per-line bad
cut -f 2- out
try eval 'cat bad | rnn eval -m m --per-line'
cut -f 2- out
# A window resets the state within a line.
rnn eval -m m --per-line --window 3 lines >w 2>/dev/null
cut -f 2- w | cmp - <(cut -f 2- rows)
! cmp -s w rows
# In a model of bytes, an unknown byte costs 8 bits.
make_model b --unit byte
printf 'the c#t\nthe ct\n' | rnn eval -q -m b --per-line | cut -f 1-3 | awk '{ x[NR] = $1; print $2, $3 } END { printf "%.4f\n", x[1] - x[2] }'
# A model that does not know the newline does not score it.
tr '\n' ' ' <text.txt >one.txt
rnn train -q -m n --hidden 8 --layers 1 --steps 20 --batch 4 --seq 16 one.txt
printf 'the cat\n\nthe cat' | rnn eval -m n --per-line | cut -f 2-
printf 'the\n' | rnn eval -m m --per-line --window 1 | cut -f 2-
