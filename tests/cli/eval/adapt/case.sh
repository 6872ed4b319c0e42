# Adaptive scoring stands beside the plain score and changes nothing else.
need jq
make_model m
sha256sum m/* >before
rnn eval -m m --json text.txt >plain
rnn eval -m m --adapt --json text.txt >j
jq -c 'keys_unsorted' j
jq -c '.adapted | keys_unsorted' j
jq -c '[.adapted.segment, .adapted.rate, .adapted.decay]' j
jq -c 'del(.adapted)' j | cmp - <(jq -c . plain)
jq '.adapted.nats < .nats and .adapted.bpc < .bpc and .adapted.perplexity < .perplexity' j
jq -c '.adapted | (.bpc - .nats / 0.6931471805599453 | fabs) < 1e-9 and (.perplexity - (.nats | exp) | fabs) < 1e-9' j
# For people: the plain line as without it, and one more.
rnn eval -m m text.txt >a
rnn eval -m m --adapt text.txt >b
head -n 1 b | cmp - a
printf '%.4f\n' "$(jq .adapted.bpc j)" | cmp - <(sed -n 's/^  adapted: \([0-9.]*\) bits per character, .* nats$/\1/p' b)
wc -l <b
# A rate of 0 learns nothing.
rnn eval -m m --adapt --adapt-rate 0 --json text.txt | jq '(.adapted.nats - .nats | fabs) < 1e-6'
# Characters: the third column as ever, the fourth adapted.
rnn eval -m m --per-char text.txt >c
rnn eval -m m --adapt --per-char text.txt >d
cut -f 1-3 d | cmp - c
total=$(jq '.adapted.bpc * .scored' j)
awk -v t="$total" '{ s += $4 } END { d = s - t; print (d < 1e-3 && d > -1e-3) ? "sums up" : s " " t }' d
# Each file starts again; threads do not matter; standard input is the same.
rnn eval -m m --adapt --json text.txt text.txt | sed 3d | uniq -c | awk '{ print $1 }'
rnn eval -m m --adapt --json --threads 3 text.txt | cmp - j
rnn eval -m m --adapt --json <text.txt | sed 's/"-"/"text.txt"/' | cmp - j
rnn eval -q -m m --adapt text.txt | cmp - b
# A wide model learns in shorter steps, unless told otherwise.
rnn train --valid 0 --cell rnn --layers 1 --hidden 800 --batch 1 --seq 8 --steps 1 -q -m wide text.txt
head -n 5 text.txt >short.txt
rnn eval -m wide --adapt --json short.txt >w
jq .adapted.rate w
rnn eval -m wide --adapt --adapt-rate 0.000125 --json short.txt | cmp - w
# Other values are taken, and told.
rnn eval -m m --adapt --adapt-rate 0.01 --adapt-decay 0.5 --json text.txt >k
jq -c '[.adapted.rate, .adapted.decay]' k
jq -e --argjson x "$(jq .adapted.nats j)" '.adapted.nats != $x' k
# Unknown characters are left out of both, short texts are as ever.
printf 'the cat #saw# the dog' | rnn eval -m m --adapt --json | jq -c '[.chars, .scored, .unknown]'
printf 't' | try rnn eval -m m --adapt
sha256sum m/* | cmp - before
# What it does not go with.
try rnn eval -m m --adapt --per-line text.txt
try rnn eval -m m --adapt --batch 2 text.txt
try rnn eval -m m --adapt --window 5 text.txt
try rnn eval -m m --adapt-rate 0.1 text.txt
try rnn eval -m m --adapt-decay 0.1 text.txt
try rnn eval -m m --adapt --adapt-rate -1 text.txt
try rnn eval -m m --adapt --adapt-decay 2 text.txt
