# Symbols that some programs stumble over are learnt, written and scored like any others.
need jq
need python3
fast=(-q --force --hidden 4 --layers 1 --steps 2)
# NUL, noncharacters, private use, a byte order mark inside, both forms of an accent, lone CR
# and LF, separators, a bidirectional override, the last code point.
printf 'a\0b\xef\xbf\xbe\xef\xbf\xbf\xee\x80\x80x\xef\xbb\xbfy\xc3\xa9e\xcc\x81\r\n\r\xe2\x80\xa8\xe2\x80\xae\xf4\x8f\xbf\xbf%.0s' {1..40} >odd
rnn train "${fast[@]}" -m m odd
rnn info -m m --json >j
jq -c .vocab j
rnn eval -m m odd | grep -o '[0-9,]* scored.*'
rnn sample -q -m m --prime-file odd -n 100 >s
head -c "$(wc -c <odd)" s | cmp - odd
rnn sample -q -m m -n 3000 >s
tr -d '\0' <s | wc -c | grep -q . && rnn eval -m m s | grep -o '0 unknown'
rnn sample -m m --json --prime-file odd -n 10 >j
jq -r '.text | length > 500' j
# A byte order mark is dropped at the beginning of each file, and only there.
printf '\xef\xbb\xbfabab\xef\xbb\xbfab' >bom
rnn train -m b --force --hidden 4 --layers 1 --steps 2 bom 2>&1 | grep warning | head -n 1
rnn info -m b | grep alphabet
# What is no UTF-8, and where.
while read -r name bytes; do
	printf 'line\n\n%bz\n' "$bytes" >bad
	printf '%s: ' "$name"
	try rnn train "${fast[@]}" -m x bad
	try rnn eval -m m bad | sed 's/.*bad: //'
done <<'END'
latin1 caf\xe9
overlong2 \xc0\xaf
overlong3 \xe0\x80\xaf
overlong4 \xf0\x80\x80\xaf
surrogate \xed\xa0\x80
beyond \xf4\x90\x80\x80
five \xf8\x88\x80\x80\x80
lone ab\x80
cut \xe2\x82
END
printf 'the end \xe2\x82' >cut
try rnn train "${fast[@]}" -m x cut
# Long lines, only newlines.
head -c 3000000 /dev/zero | tr '\0' 'a' >line
echo >>line
rnn train "${fast[@]}" -m l line
rnn eval -m l --per-line line | cut -f 2
printf '\n%.0s' {1..3000} >newlines
rnn train "${fast[@]}" -m l newlines
rnn sample -q -m l -n 3 | wc -l
# Without newline and blank in the alphabet a sample starts from the start state.
printf 'abcab%.0s' {1..50} >abc
rnn train "${fast[@]}" -m l abc
rnn sample -q -m l -n 5 --seed 1 | wc -c
# Alphabets: large, the largest, too large.
python3 - <<'END'
def text(n):
    symbols = [c for c in range(0x20, 0x20000) if not 0xd800 <= c <= 0xdfff][:n]
    return "".join(map(chr, symbols))
for n in 257, 65000, 65001:
    open(str(n), "w", encoding="utf-8", newline="").write(text(n) * 2)
END
rnn train "${fast[@]}" -m v 257
rnn train "${fast[@]}" -m w --valid-file 257 257
rnn eval -m v 257 | grep -o '[0-9,]* scored.*'
rnn train "${fast[@]}" -m v --batch 1 --seq 8 --valid 0 65000
rnn sample -m v -n 10 --seed 1 | LC_ALL=C.UTF-8 wc -m
try rnn train "${fast[@]}" -m v 65001
