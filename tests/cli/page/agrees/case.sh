# The page computes what the program computes: log-probabilities to 1e-5, samples to the byte.
need node
need jq
tree=$(realpath "${BASH_SOURCE[0]%/*}/../../../..")
page() { node "${BASH_SOURCE[0]%/*}/agrees.js" "$tree/src/page/net.js" page.html "$@"; }

# agrees NAME MODEL TEXT SYMBOLS DRAWN OPTIONS...: the first symbols of a text, and samples of two seeds.
agrees() {
	local name=$1 model=$2 text=$3 n=$4 drawn=$5 seed
	shift 5
	rnn page -q -m "$model" --distance 0 >page.html
	head -c "$n" "$text" >part
	page score part >got
	rnn eval -m "$model" --precision int8 --per-char --json part | jq '.bits * (2 | log)' >want
	wc -l <got | tr '\n' ' '
	paste got want | awk '{ d = $1 - $2; if (!(d < 1e-5 && d > -1e-5)) wrong++ } END { printf "%d differ, ", wrong }'
	for seed in 1 18446744073709551615; do
		page sample $seed "$drawn" '' >got
		rnn sample -m "$model" --precision int8 --seed $seed -n "$drawn" | cmp - got && printf 'same '
	done
	page sample 7 "$drawn" "$prime" >got
	rnn sample -m "$model" --precision int8 --seed 7 -n "$drawn" --prime "$prime" --no-prime | cmp - got && printf 'same '
	echo "$name"
}

prime='the cat'
for cell in rnn gru lstm; do
	make_model $cell --cell $cell --layers 2 --embed $(($(wc -c <<<$cell) % 2 * 5))
	agrees $cell $cell text.txt 2000 500
done
