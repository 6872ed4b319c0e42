# Without a prime, sampling starts after the text that the manifest names; it is not printed. Fine-tuning drops it,
# because it belongs to the old text.
need jq
make_model m --steps 100
rename_start() { jq "del(.crc32) | .sampling.start = $1" m/model.json >new && mv new m/model.json; }
rnn sample -m m -n 60 --seed 2 >plain
rnn sample -m m -n 60 --seed 2 --prime $'\n' --no-prime | cmp plain -

rename_start '"cat\nthe "'
rnn info -m m | grep -e '^sampling' -e '^start'
rnn info -m m --json | jq -c .sampling.start
rnn sample -m m -n 60 --seed 2 >started
rnn sample -m m -n 60 --seed 2 --prime $'cat\nthe ' --no-prime | cmp started -
cmp -s plain started || echo it matters
# A prime of one's own, even a newline, takes its place.
rnn sample -m m -n 60 --seed 2 --prime $'\n' --no-prime | cmp plain -
rnn train -q -m tuned --init m --steps 1 --valid 0 text.txt
jq -c .sampling.start tuned/model.json
# One that the model does not know, or an empty one, is as none.
for start in '"cat \u4e00"' '""'; do
	rename_start "$start"
	rnn sample -m m -n 60 --seed 2 | cmp plain -
done
rename_start 7
try rnn sample -m m
