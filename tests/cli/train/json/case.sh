# The events are JSON, one a line, the same as in the log.
need jq
make_text >text.txt
rnn train -q -m m --cell lstm --hidden 8 --layers 1 --steps 20 --batch 4 --seq 16 --valid 0.2 --json text.txt >j
jq -r .event j | sort -u
jq -r .event j | sed -n '1p;$p'
cmp j m/train.ndjson
jq -r 'select(.event == "start") | [.vocab, .config.cell, .config.hidden, .train.steps, .train.valid] | join(" ")' j
jq -r 'select(.event == "valid") | keys_unsorted | join(",")' j | uniq
jq -r 'select(.event == "step") | keys_unsorted | join(",")' j | uniq
jq -r 'select(.event == "done") | keys_unsorted | join(",")' j
rnn train -m m2 --hidden 8 --layers 1 --steps 20 text.txt >out 2>err
wc -c <out
grep -c 'bits/char' err >/dev/null
