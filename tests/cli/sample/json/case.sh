need jq
make_model m
rnn sample -m m -n 30 --seed 5 --count 3 --json --prime 'the "cat' --unknown skip -q >j
jq -r -c 'keys_unsorted | join(",")' j
jq -r '.seed' j
jq -r '.stop' j
jq -r '(.nats > 0) and (.text | startswith("the \"cat"))' j
for k in 0 1 2; do
	rnn sample -m m -n 30 --seed $((5 + k)) --prime 'the cat' --no-prime >a
	rnn sample -q -m m -n 30 --seed 5 --count 3 --json --prime 'the cat' --no-prime |
		sed -n $((k + 1))p | jq -j .text | cmp - a
done
# Random seeds are told, and give the same text again.
rnn sample -m m -n 30 --json >j
rnn sample -m m -n 30 --json --seed "$(jq .seed j)" | cmp - j
