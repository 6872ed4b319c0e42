# The figures of a byte model are called bytes and bits per byte, in messages, JSON and info.
need jq
make_text >text.txt
fast=(--unit byte --hidden 8 --layers 1 --batch 4 --seq 16 --steps 20)
rnn train "${fast[@]}" --valid 0.2 -m m text.txt 2>told
grep -oE '[a-z/]*(char|byte)[a-z/]*' told | sort -u
rnn train "${fast[@]}" --valid 0.2 -m m --force --json text.txt 2>told | jq -c 'select(.event == "valid") | keys' | sort -u
rnn info -m m | grep -oE '(best loss|trained for) .*' | sed -E 's/[0-9.,]+/N/g'
# Warnings and errors, too.
printf 'Zat the cat\n' >odd.txt
try rnn train "${fast[@]}" -q -m n --min-count 100000 text.txt
printf "ab\n" >z
try rnn train "${fast[@]}" -q -m n --valid 0.9 z
try rnn eval -m m --prime Z odd.txt
printf Z >z
try rnn eval -m m z
try rnn sample -m m -n 0 --prime Z --unknown skip
rnn train "${fast[@]}" --valid-file odd.txt -m n text.txt 2>&1 | grep unknown
# A model of characters keeps its names.
rnn train "${fast[@]}" --unit char --valid 0.2 -m m --force --json text.txt 2>told | jq -c 'select(.event == "valid") | keys' | sort -u
grep -oE '[a-z/]*(char|byte)[a-z/]*' told | sort -u
