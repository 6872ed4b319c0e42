need jq
make_model m
rnn sample -m m -n 30 --seed 5 --count 3 --json --prime 'the "cat' --unknown skip -q >j
jq -r -c 'keys_unsorted | join(",")' j
jq -r '.seed' j
jq -r '.stop' j
# chars counts what was drawn and written; scored also what a stop string cut off; nats is the mean.
jq -c '[.chars, .scored, (.nats * .scored - .nats_total | fabs < 1e-9)]' j
rnn sample -m m -n 300 --seed 5 --count 3 --json --prime 'the c' --stop 'at' --stop 'a' --stop-after o |
	jq -c '[.stop, .scored - .chars, (.text | length) - .chars]'
rnn sample -m m -n 0 --json --prime 'the cat' | jq -c 'del(.seed)'
# A seed that a double cannot hold is a string.
for seed in 0 9007199254740992 9007199254740993 18446744073709551615; do
	rnn sample -m m -n 1 --seed $seed --json | grep -o '"seed":[^,]*'
done
jq -r '(.nats > 0) and (.text | startswith("the \"cat"))' j
for k in 0 1 2; do
	rnn sample -m m -n 30 --seed $((5 + k)) --prime 'the cat' --no-prime >a
	rnn sample -q -m m -n 30 --seed 5 --count 3 --json --prime 'the cat' --no-prime |
		sed -n $((k + 1))p | jq -j .text | cmp - a
done
# Random seeds are told, and give the same text again.
rnn sample -m m -n 30 --json >j
rnn sample -m m -n 30 --json --seed "$(jq .seed j)" | cmp - j
