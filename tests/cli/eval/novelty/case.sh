# How much of a text is copied from another one.
need jq
make_model m --engine native --precision f32
printf 'on a mat the cat sat on a mat and the dog\n' >t
novel() { rnn eval -m m -q --novelty "$@"; }
novel text.txt t | sed 1d
novel text.txt --json t | jq -c '.novelty'
novel text.txt text.txt | sed 1d
novel /dev/null t | sed 1d
printf 'at' | novel text.txt | sed 1d
novel text.txt t <(printf 'sat') t --json | jq -c '[.total, .novelty.longest, .novelty.seen["4"]]'
# What the model does not know ends a run, in either text.
printf 'the#cat#sat#on' >broken
novel text.txt broken | sed 1d
novel broken t | sed 1d
novel broken broken | sed 1d
# Not the text of the context.
novel text.txt --prime 'the cat ' <(printf 'tac tac tac') | sed 1d
novel - t <text.txt | sed 1d | head -n 1
make_model b --unit byte --engine native --precision f32
rnn eval -m b --novelty text.txt <(printf 'the caf\xc3\xa9 d') | sed 1d | head -n 1
try rnn eval -m m --novelty none t
# Line by line: longest run, shares of 4-, 8-, 16- and 32-grams; the other columns stay. What is unknown ends a run.
printf '%s\n' 'on a mat the cat sat on a mat and the dog' 'the cat' 'sat' '' 'the#cat#sat#on' ' mat and the zzz' >lines
printf 'the cat\r\nthe dog ran' >>lines
by_line() { rnn eval -m m -q --per-line --novelty "$@"; }
by_line text.txt lines | cut -f 2- | tr -d '\r'
by_line text.txt lines | cut -f 1-3,9- | cmp - <(rnn eval -m m -q --per-line lines)
by_line text.txt --json lines | jq -c '.novelty' | head -n 4
# The same as of a file with this line, also of a line too long for the index.
cat text.txt text.txt text.txt | tr '\n' ' ' | cut -c 1-6000 | sed 's/cat/tac/140' >long
for file in t long; do
	jq -n --slurpfile a <(by_line text.txt --json $file) --slurpfile b <(printf %s "$(<$file)" | novel text.txt --json) '$a[0].novelty == $b[0].novelty'
done
by_line /dev/null lines | cut -f 4-8 | sort -u
# Each line of a pipe is answered at once; the filter passes fewer of them.
one_by_one "$RNN" eval -m m -q --per-line --novelty text.txt <<<$'the cat\nsat' | cut -f 4-9
by_line text.txt --min 5 lines | cut -f 4,9
rnn eval -m m -q --novelty text.txt --min 5 --json lines | jq -c '[.number, .novelty.longest]'
try rnn eval -m m --novelty text.txt --min 5 lines
try rnn eval -m m --novelty text.txt --choose lines
try rnn eval -m m --novelty - - <t
