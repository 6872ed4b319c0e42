# The page computes what the program computes: log-probabilities to 1e-5, samples to the byte.
need node
need jq
tree=$(realpath "${BASH_SOURCE[0]%/*}/../../../..")
script=$(realpath "${BASH_SOURCE[0]%/*}/agrees.js")
page() { node "$script" "$tree/src/page/net.js" page.html "$@"; }

# scores MODEL TEXT N: make the page, and compare the scores of the first N bytes of a text.
scores() {
	rnn page -q -m "$1" --distance 0 >page.html
	head -c "$3" "$2" >part
	page score part >got
	rnn eval -m "$1" --precision int8 --per-char --json part | jq '.bits * (2 | log)' >want
	paste got want | awk -v n="$1" '{ d = $1 - $2; if (!(d < 1e-5 && d > -1e-5)) wrong++ }
		END { printf "%s: %d scores, %d differ\n", n, NR, wrong }'
}

# samples MODEL SEED N [PRIME]: draw N symbols with the page that was made last, without or with a prime.
samples() {
	local model=$1 seed=$2 n=$3
	shift 3
	page sample "$seed" "$n" "${1-}" >got
	rnn sample -m "$model" --precision int8 --seed "$seed" -n "$n" --no-prime ${1+--prime "$1"} | cmp - got && echo same
}

for cell in rnn gru lstm; do
	make_model $cell --cell $cell --layers 2 --embed $(($(wc -c <<<$cell) % 2 * 5))
	scores $cell text.txt 2001
	samples $cell 18446744073709551615 500
	samples $cell 7 100 'the cat'
done
make_model tiny --hidden 1 --storage int8
scores tiny text.txt 500
samples tiny 3 200
# The settings of the sampler are the model's.
for how in '"temperature": 0' '"temperature": 0.7, "top_k": 4' '"top_p": 0.8' '"temperature": 1.3, "min_p": 0.2' \
	'"top_k": 6, "top_p": 0.9, "min_p": 0.02, "temperature": 0.9' '"temperature": 0.01' '"top_k": 1'; do
	sed "s/\"sampling\": {[^}]*}/\"sampling\": {$how}/" gru/model.json | sed -z 's/,\n  "crc32": "[0-9a-f]*"\n}/\n}/' >model.json
	mv model.json gru/
	rnn page -q -m gru >page.html
	echo "$how"
	samples gru 5 300
done
# Bytes, of which each value occurs.
for ((i = 0, x = 1; i < 3000; i++, x = x * 75 % 65537)); do
	printf -v hex '\\x%02x' $((i < 256 ? i : x >> 8 & 255))
	bytes+=$hex
done
printf '%b' "$bytes" >noise
rnn train -q -m bytes --unit byte --hidden 9 --layers 3 --cell lstm --steps 20 --batch 4 --seq 16 noise
scores bytes noise 2001
samples bytes 1 500
samples bytes 2 100 $'\u00e9\u20ac\U1f600'
# An alphabet of one character, and the model that ships with the program.
printf '%500s' '' | tr ' ' a >one.txt
rnn train -q -m one --hidden 4 --layers 1 --steps 5 --batch 2 --seq 8 one.txt
scores one one.txt 100
samples one 1 100
cp -r "$tree/models/default" default
scores default "$tree/data/tales.txt" 301
samples default 1 100
