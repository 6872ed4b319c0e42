# The page computes what the program computes: log-probabilities to 1e-5, samples to the byte.
need node
need jq
tree=$(realpath "${BASH_SOURCE[0]%/*}/../../../..")
script=$(realpath "${BASH_SOURCE[0]%/*}/agrees.js")

# agrees MODEL TEXT N SAMPLE...: compare the scores of the first N bytes of a text, and samples of the program, which are in
# the file `want`, with those that the page draws.
agrees() {
	local model=$1 text=$2 n=$3
	shift 3
	rnn page -q -m "$model" --distance 0 >page.html
	head -c "$n" "$text" >part
	node "$script" "$tree/src/page/net.js" page.html part "$@"
	rnn eval -m "$model" --precision int8 --per-char --json part | jq '.bits * (2 | log)' |
		paste scores - | awk -v n="$model" '{ d = $1 - $2; if (!(d < 1e-5 && d > -1e-5)) wrong++ }
			END { printf "%s: %d scores, %d differ; ", n, NR, wrong }'
	cmp samples want && printf '%d bytes are the same\n' "$(wc -c <want)"
}
draw() { rnn sample -m "$@" --precision int8 --no-prime; }

for cell in rnn gru lstm; do
	make_model $cell --cell $cell --layers 2 --embed $(($(wc -c <<<$cell) % 2 * 5))
	{
		draw $cell --seed 18446744073709551615 -n 500
		draw $cell --seed 7 -n 100 --prime 'the cat'
	} >want
	agrees $cell text.txt 2001 '{"seed": "18446744073709551615", "n": 500}' '{"seed": 7, "n": 100, "prime": "the cat"}'
done
# All filters; the integers of a file in int8; a single unit.
make_model tiny --hidden 1 --storage int8
samples=()
for how in 't 0' 't 0.7 top_k 4' 'top_p 0.8' 't 1.3 min_p 0.2' 'top_k 6 top_p 0.9 min_p 0.02 t 0.9' 't 0.01' 'top_k 1' 'top_p 0' 'typical 0.3' \
	't 1.2 top_k 9 typical 0.6 top_p 0.9'; do
	# shellcheck disable=SC2046
	draw tiny --seed 5 -n 200 $(sed -E 's/t ([0-9])/-t \1/; s/top_(.)/--top-\1/g; s/min_p/--min-p/; s/typical/--typical/' <<<"$how")
	samples+=("{\"seed\": 5, \"n\": 200, \"settings\": {$(sed -E 's/\bt /temperature /; s/([a-z_]+) ([0-9.]+)/"\1": \2/g; s/ "/, "/g' <<<"$how")}}")
done >want
agrees tiny text.txt 501 "${samples[@]}"
# Bytes, of which each value occurs.
for ((i = 0, x = 1; i < 3000; i++, x = x * 75 % 65537)); do
	printf -v hex '\\x%02x' $((i < 256 ? i : x >> 8 & 255))
	bytes+=$hex
done
printf '%b' "$bytes" >noise
rnn train -q -m bytes --unit byte --hidden 9 --layers 3 --cell lstm --steps 20 --batch 4 --seq 16 noise
{
	draw bytes --seed 1 -n 500
	draw bytes --seed 2 -n 100 --prime $'\u00e9\u20ac\U1f600'
} >want
agrees bytes noise 2001 '{"seed": 1, "n": 500}' '{"seed": 2, "n": 100, "prime": "\u00e9\u20ac\ud83d\ude00"}'
# An alphabet of one character, and the model that ships with the program.
printf '%500s' '' | tr ' ' a >one.txt
rnn train -q -m one --hidden 4 --layers 1 --steps 5 --batch 2 --seq 8 one.txt
draw one --seed 1 -n 100 >want
agrees one one.txt 101 '{"seed": 1, "n": 100}'
cp -r "$tree/models/default" default
draw default --seed 1 -n 60 >want
agrees default "$tree/data/tales.txt" 121 '{"seed": 1, "n": 60}'
