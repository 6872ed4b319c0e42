# --init base is the model in models/default; where it pays, it is taken unasked. The base model of
# this case has no training state, as those that ship.
need jq
# A copy of the program, so that no base model beside the tested one is found.
mkdir -p program/bin
cp "$RNN" program/bin/rnn
RNN=$PWD/program/bin/rnn
# words NUMBER SEED: words in random order.
words() {
	local w=(the cat sat on a mat and dog ran to red tree hat hen rat egg net ten nod not ton one toe tea eat ate art
		ear toad goat moon room road read dream team great green three those these some more store stone horse
		moth month north east coat star start heart earth made same game done gone home) i x=$2
	for ((i = 0; i < $1; i++)); do
		x=$(((x * 1103515245 + 12345) & 0x7fffffff))
		printf '%s ' "${w[(x >> 16) % ${#w[@]}]}"
	done
	echo
}
words 6000 0 >old.txt
words 400 5 >text.txt
rnn train -q -m made --hidden 24 --layers 1 --steps 300 --batch 16 --seq 32 --lr 0.02 --precision f32 old.txt
mkdir -p work/models
stateless() { mkdir "$2" && cp "$1"/weights-* "$2" && jq 'del(.crc32) | .state = null' "$1/model.json" >"$2/model.json"; }
stateless made work/models/default
cp text.txt old.txt work
cp -r made work/made
cd work
fast=(--steps 3 --precision f32)
shape() { rnn info -m "$1" --json | jq -c '.config | [.cell, .layers, .hidden]'; }

# Unasked; the command line that is printed says it, and gives the same weights.
rnn train "${fast[@]}" -m a text.txt 2>err
grep -e 'starting from' -e equivalent err | sed -E 's/(--(batch|seq)) [0-9]+/\1 N/g'
shape a
sed -n 's/^equivalent command: rnn train //; T; s/--model a/--model b/; p' err | xargs "$RNN" train -q
rnn train -q "${fast[@]}" --init base -m c text.txt
cmp a/weights-*.safetensors b/weights-*.safetensors
cmp a/weights-*.safetensors c/weights-*.safetensors
rnn train -q "${fast[@]}" --init models/default -m d text.txt
cmp a/weights-*.safetensors d/weights-*.safetensors
jq -r .training.options a/model.json | grep -o -e '--unknown [a-z]*'
# New characters are added, unless told otherwise.
{ cat text.txt; echo 'Ein schöner Zug'; } >more.txt
rnn train "${fast[@]}" -m e more.txt 2>&1 | grep note
rnn train -q "${fast[@]}" -m f --init base more.txt
cmp e/weights-*.safetensors f/weights-*.safetensors
try rnn train -q "${fast[@]}" -m g --init base --unknown error more.txt | sed 's/alphabet: .*;/alphabet: ...;/'
rnn train "${fast[@]}" -m g --init base --unknown skip more.txt 2>&1 | grep 'left out'
rnn train -q "${fast[@]}" -m h --init base --min-count 2 more.txt
rnn info -m h | grep '^alphabet'
# Resumed, it does not start from the base model again.
rnn train --resume -m e --steps 6 2>&1 | grep -e 'starting from' -e different | sed 's/; gru.*//'
# From standard input; quietly; as JSON.
rnn train "${fast[@]}" -m j - <text.txt 2>&1 | grep -c 'starting from'
cmp a/weights-*.safetensors j/weights-*.safetensors
rnn train -q "${fast[@]}" -m k text.txt
cmp a/weights-*.safetensors k/weights-*.safetensors
rnn train -q --json "${fast[@]}" -m l text.txt |
	jq -c 'select(.event == "start") | [.config.hidden, .train.unknown]'

# Fine-tuning keeps text for validation from 5,000 characters on; without it, it makes few passes.
words 1500 9 >longer.txt
plan() { rnn train --json "$@" --force -m n 2>/dev/null | jq -c 'select(.event == "start") | .train | [.valid, .epochs]'; }
plan --steps 2 longer.txt
plan --steps 2 --init none longer.txt
plan text.txt
plan --valid 0 longer.txt
plan --init made text.txt --unknown add

# From nothing: asked for, by an option of the shape, or where it does not pay.
nothing() { rnn train "${fast[@]}" "$@" -m n --force 2>err && ! grep -q 'starting from' err || echo "from the base model: $*"; }
nothing --init none text.txt
grep -o -e '--init none' err | sort -u
rnn train -q "${fast[@]}" --init none --cell lstm --hidden 9 -m n --force text.txt
shape n
nothing --hidden 24 text.txt
nothing --layers 1 text.txt
nothing --cell gru text.txt
nothing --embed 4 text.txt
nothing --unit byte text.txt
nothing --unit char text.txt
nothing --min-count 2 text.txt
seq 2000 | tr '0-9' 'tacheosnmd' >other.txt # known letters, but not this language
nothing other.txt
printf 'мама мыла раму, а кошка спала. %.0s' {1..60} >cyrillic.txt
nothing cyrillic.txt
head -c 300 text.txt >short.txt
nothing short.txt
for i in {1..20}; do cat old.txt; done >long.txt
nothing long.txt
# Not from itself, nor from a model that was trained here on a text of that name.
cp -r models/default kept
rnn train -q "${fast[@]}" --force -m models/default text.txt
shape models/default | grep -c ',24]' || true
rm -r models/default
cp -r made models/default
rnn train "${fast[@]}" -m n --force text.txt 2>&1 | grep -c 'starting from' || true
rm -r models/default
# Damaged: a warning, and from nothing; an error if it was asked for.
cp -r kept models/default
truncate -s -4 models/default/weights-*
rnn train "${fast[@]}" -m n --force text.txt 2>&1 | grep warning
try rnn train -q "${fast[@]}" -m n --force --init base text.txt
rm -r models/default
# Beside the program, as models/default.
rm -r models
mkdir -p tree/models tree/build elsewhere
mv ../made tree/made
stateless tree/made tree/models/default
cp "$RNN" tree/build/rnn
(cd elsewhere && ../tree/build/rnn train "${fast[@]}" -m p ../text.txt 2>&1 | grep 'starting from' | sed 's/(.*tree/(.../')
cmp a/weights-*.safetensors elsewhere/p/weights-*.safetensors
# The words name no directories.
mv made base
cp -r base none
for dir in base none; do
	rnn train -q "${fast[@]}" --init ./$dir -m q --force text.txt
	cmp a/weights-*.safetensors q/weights-*.safetensors
	tree/build/rnn train "${fast[@]}" --init $dir -m r --force text.txt 2>&1 | grep 'of that name'
done
try rnn train --resume --init base text.txt
try rnn train --resume --init none text.txt
try rnn train --init base --hidden 3 text.txt
try rnn train --init base --unit byte text.txt
try rnn train --init bass text.txt
