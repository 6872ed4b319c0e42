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
try rnn eval -m m --novelty text.txt --per-line t
try rnn eval -m m --novelty - - <t
