# The models of every released format version load for ever, score as they did, and go on training.
for model in "$(dirname "${BASH_SOURCE[0]}")"/../../../golden/version-*; do
	rm -rf m
	cp -r "$model" m
	printf '%s %.4f\n' "$(basename "$model")" "$(rnn eval --json -m m m/text.txt | jq .nats)"
	rnn info -m m --json | jq -c '[.version, .config.cell, .weights.file, .training.step]'
	rnn train -q -m m --resume --epochs 61 m/text.txt
	rnn info -m m --json | jq .training.best_loss | grep -c .
	# Copies of today's program are of the newest version.
	rnn info -m m --json | jq .version
done
