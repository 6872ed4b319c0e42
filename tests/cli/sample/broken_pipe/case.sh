# A reader that leaves ends the program quietly, by SIGPIPE; if that is ignored, by 74.
make_model m
set +o pipefail
rnn sample -m m -n -1 --seed 1 | head -n 1 >/dev/null
echo "${PIPESTATUS[0]}"
rnn sample -m m -n -1 --seed 1 | head -c 100 | wc -c
echo "${PIPESTATUS[0]}"
(trap '' PIPE; rnn sample -m m -n -1 --seed 1 | head -n 1 >/dev/null; echo "${PIPESTATUS[0]}")
for ((i = 0; i < 200; i++)); do cat text.txt; done | rnn eval -m m --per-char - | head -n 1 >/dev/null
echo "${PIPESTATUS[1]}"
# A training whose reader leaves is saved.
rnn train -q -m n --hidden 4 --layers 1 --time 30 --json text.txt | head -n 1 >/dev/null
echo "${PIPESTATUS[0]}"
rnn info -m n >/dev/null && echo saved
