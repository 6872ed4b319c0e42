# A text in colours: escapes as asked for, everywhere; the text without them is the text.
make_model m
printf 'the\033[31m cat #\nzé' >t
rnn eval -q -m m --color t >out
sed 's/\x1b\[[0-9;]*m//g' out | sed -E 's/[0-9]+\.[0-9]{3,}/N/g'
# Only our own colours get through, and every one is reset before the line ends.
grep -o $'\033\[[^m]*m' out | grep -vE $'^\033\[(0|38;5;16;48;5;(229|222|215|209|203|183))m$' || echo 'no others'
awk '{ on = 0; n = split($0, part, "\033\\["); for (i = 2; i <= n; i++) on = part[i] !~ /^0m/; if (on) print "colour goes on after line " NR }' out
# The first character has no colour; an unknown one has its own.
head -c 1 out
grep -c $'48;5;183m#' out
rnn eval -q -m m t | cat -v | grep -c '\^\[' || true
# The scores are those of --per-char: two tokens of the same bits have the same colour.
printf 'aaaa' | rnn eval -m m --color | sed -n 1p | wc -l
# A character of a byte model has one colour for all of its bytes.
make_model b --unit byte
printf 'the café' | rnn eval -q -m b --color | sed -n 1p | grep -c 'é'
printf 'the \xe9' | rnn eval -q -m b --color | sed -n 1p | grep -c '\\xe9'
printf '\xef\xbb\xbfthe' | rnn eval -q -m m --color | sed -n 1p | sed 's/\x1b\[[0-9;]*m//g'
try rnn eval -m m --color --per-line t
try rnn eval -m m --color --per-char t
try rnn eval -m m --color --json t
