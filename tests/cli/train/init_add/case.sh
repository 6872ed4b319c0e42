# --unknown add: characters that the model of --init lacks are added to its alphabet.
need jq
make_model m
base=$(rnn info -m m --json | jq -c .vocab)
fast=(-q --init m --steps 4 --batch 4 --seq 16 --precision f32)
vocab() { rnn info -m "$1" --json | jq -r '.vocab | map([.] | implode) | join("")' | tr '\n' '~'; }
{
	printf 'die katze, ääöß “so” — 17 мыши и 😀😀 сыр\n%.0s' {1..30}
	printf 'Жαw\n'
} >new.txt
rnn train "${fast[@]}" -m new --unknown add new.txt
vocab new && echo
rnn train --init m -m said --steps 1 --unknown add new.txt 2>&1 | grep -e note -e 'equivalent command' -e different |
	sed -E 's/(--(batch|seq)) [0-9]+/\1 N/g; s/; gru.*//; s/ --precision [a-z0-9]*//'
# What it does not know is predicted at once, not with the probability 0; what it knows, nearly as before.
bits() { rnn eval -m "$1" --json "$2" | jq .bpc; }
printf 'katze, ääöß “so” — 17 мыши\n%.0s' {1..20} >part.txt
rnn train -q --init m -m start --steps 1 --lr 1e-9 --valid 0 --unknown add new.txt
jq -n "$(bits start part.txt) < 7 and $(bits start text.txt) < $(bits m text.txt) + 1"
# It learns them; a resumed training is exact, also from standard input.
rnn train "${fast[@]}" -m new --force --steps 200 --unknown add new.txt
jq -n "$(bits new part.txt) < $(bits start part.txt) - 1"
for how in '' '--embed 3 --cell lstm' '--unit byte' '--cell rnn --layers 2'; do
	# shellcheck disable=SC2086
	rnn train -q -m old --force --hidden 8 --layers 1 --steps 9 --batch 4 --seq 16 $how text.txt
	rnn train "${fast[@]}" --init old -m whole --force --unknown add --steps 60 new.txt
	rnn train "${fast[@]}" --init old -m parts --force --unknown add --steps 60 --save-every 0 --json new.txt |
		while read -r line; do
			[[ $line == *'"event":"save"'* ]] && break
		done || true
	cp -r parts parts2
	rnn train -q -m parts --resume
	rnn train -q -m parts2 --resume - <new.txt
	cmp whole/weights-*.safetensors parts/weights-*.safetensors
	cmp whole/weights-*.safetensors parts2/weights-*.safetensors
	jq -r .training.options parts/model.json | grep -o -e '--unknown [a-z]*'
	jq '.vocab | length' parts/model.json
	rnn sample -q -m parts -n 30 --seed 1 | wc -l | sed 's/.*/sampled/'
	rm -r parts2
done
# The text that is kept for validation counts; the characters of a validation file do not.
{
	for _ in {1..30}; do cat text.txt; done
	printf 'ЖЖ\n'
} >long.txt
rnn train "${fast[@]}" -m kept --unknown add long.txt
vocab kept && echo
printf 'the cat Ω\n' >valid.txt
rnn train --init m -m file --steps 1 --unknown add --valid-file valid.txt new.txt 2>&1 | grep 'left out'
# Nothing to add: as with error.
tr -d '\351' <text.txt >same.txt
for how in error skip add; do rnn train "${fast[@]}" -m $how --unknown $how same.txt; done
cmp error/weights-*.safetensors add/weights-*.safetensors
cmp error/weights-*.safetensors skip/weights-*.safetensors
[[ $(rnn info -m add --json | jq -c .vocab) == "$base" ]]
# --min-count: only those that are frequent enough; one that the model knows stays, however rare.
printf '%s\n' é >>new.txt
rnn train --init m -m often --steps 2 --unknown add --min-count 40 new.txt 2>&1 | grep note
vocab often && echo
rnn train -q -m often --resume --steps 5
jq -r .training.options often/model.json | grep -o -e '--unknown [a-z]* --min-count [0-9]*'
try rnn train -q --init m -m x --min-count 2 new.txt
try rnn train -q --init m -m x --min-count 2 --unknown skip new.txt
# The other choices, and what the error says.
try rnn train -q --init m -m x --steps 2 new.txt
rnn train --init m -m x --steps 2 --unknown skip new.txt 2>&1 | grep 'unknown to'
vocab x && echo
try rnn train -q --init m -m x --force --unknown learn new.txt
try rnn train -q --unknown add new.txt
try rnn train -q --init none --unknown add new.txt
try rnn sample -m m --unknown add
printf 'caf\351 au lait\n' >bad.txt
try rnn train -q --init m -m x --force --unknown add bad.txt
printf 'ab' >short.txt
try rnn train -q --init m -m x --force --min-count 9 --unknown add short.txt
printf 'XX' >short.txt
try rnn train -q --init m -m x --force --min-count 9 --unknown add short.txt
