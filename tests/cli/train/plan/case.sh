# What is not said is chosen, told as a command line, and that command line trains the same model.
make_text >text.txt
head -c 3000 text.txt >'a short text.txt'
rnn train --init none --steps 120 -m a 'a short text.txt' 2>err
grep -c '^about [0-9:]* to read [0-9,]* characters ([0-9.]* passes)$' err
grep -o '^equivalent command: rnn train --hidden' err
sed -n 's/^equivalent command: rnn train //p' err >again
grep -c -e --time -e --quick again || true
sed 's/ --model a / --model b /' again | xargs "$RNN" train -q
cmp a/weights-*.safetensors b/weights-*.safetensors
diff <(jq -c .training.options a/model.json) <(jq -c .training.options b/model.json)

# The efforts: a budget each, that fits a short text; a given size stays.
for effort in --quick --best; do
	head -n 1 < <(rnn train $effort --hidden 20 --batch 9 --dropout 0.35 -m "c$effort" --json \
		'a short text.txt' 2>/dev/null) |
		jq -c '.train | [.hidden, .batch, .dropout, .epochs]'
done
try rnn train --quick --best x
try rnn train --quick --time 3 x
try rnn train --steps 3 --best x
try rnn train --resume --best x
# A name that looks like an option; a text so short that passes alone would never end.
printf ab >-x.txt
for effort in --quick --best; do
	rnn train $effort -m "d$effort" -- -x.txt 2>&1 | grep -o 'rnn train .*' |
		sed 's/ --precision [a-z0-9]*//'
	jq -r .training.step "d$effort/model.json"
	# The time that these passes may take at most, in seconds as a hexadecimal number.
	grep -ao '"limit": *"[^"]*"' "d$effort"/state-*.safetensors
done
# Going on, and fine-tuning, keep to the model's own.
rnn train -q --resume --steps 130 -m a 'a short text.txt'
rnn train --init a --steps 5 -m e 'a short text.txt' 2>&1 | grep -c '^equivalent command: .* --init a --force --model e '
# The plan counts the cores that the process may use, as the training does.
need taskset
seq 60000 >numbers.txt
threads() {
	"$@" train -q --json --time 60 -m "$(mktemp -d -p .)" numbers.txt | head -n 1 | grep -o '"threads":[0-9]*' || true
}
core=$(taskset -cp $$ | sed 's/.*: //; s/[-,].*//')
[[ $(threads taskset -c "$core" "$RNN") == '"threads":1' ]] || echo "other cores are counted"
# A time chooses sizes for the speed of this machine; the command line pins them.
rnn train --init none --time 1 -m f numbers.txt 2>&1 | grep -o '^equivalent command: .*' |
	sed -E 's/(--(hidden|batch|seq)) [0-9]+/\1 N/g' | grep -o '^.*--seq N'
