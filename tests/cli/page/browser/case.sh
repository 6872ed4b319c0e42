# The page in a browser: every part of pages of several models shows what the program prints; hostile texts do nothing.
. "${BASH_SOURCE[0]%/*}/start.sh"

# A text with a character that a model knows, and of which a model needs two bytes.
make_text >text.txt

# want NAME PRIME LENGTH TEXT PARTS OPTIONS...: write the page of model NAME, and NAME.json with what it must show.
want() {
	local name=$1 prime=$2 length=$3 text=$4 parts=$5
	shift 5
	rnn page -q -m "$name" "$@" "$text" >"$name.html"
	rnn sample -q -m "$name" --precision int8 --seed 5 -t 0.8 --typical 0.9 -n "$length" --prime "$prime" >"$name.sample"
	rnn next -q -m "$name" --json --prime "$prime" >"$name.next"
	rnn eval -q -m "$name" --invalid replace --json --precision int8 --prime '' "$text" >"$name.eval"
	jq -n --arg page "$name.html" --arg prime "$prime" --argjson length "$length" --arg parts "$parts" \
		--rawfile sample "$name.sample" --slurpfile next "$name.next" --slurpfile eval "$name.eval" '{$page, $prime, $length, $sample,
		bits: $eval[0].bits_total, parts: ($parts | split(" ")),
		symbol: ($next[0].chars[0].char | if . == " " then "\u2423" elif . == "\n" then "\u23ce" else . end)}' >"$name.json"
}

all='write next surprise inside memory training card'
head -n 9 text.txt >held.txt
make_model gru --layers 2 --steps 60
want gru 'the cat sa' 40 held.txt "$all" --distance 20
make_model lstm --cell lstm --embed 5 --steps 60
want lstm 'a café' 40 held.txt "${all/memory /}" --distance 0
make_model byte --unit byte --cell rnn
rm byte/train.ndjson
want byte 'the' 40 held.txt "${all/memory training /}" --distance 0

# One character; 20,000 characters.
printf '%0100d' 0 >zeros.txt
rnn train -q -m one --init none --hidden 4 --layers 1 --steps 3 --batch 1 --seq 4 --valid 0 zeros.txt
want one 0 10 zeros.txt "$all" --distance 4
jq -rn '[range(19968; 39968)] | _nwise(50) | implode' >many.txt
rnn train -q -m many --init none --hidden 8 --layers 1 --steps 2 --batch 1 --seq 8 --valid 0 many.txt
head -n 1 many.txt >few.txt
want many 一 20 few.txt "${all/memory /}" --distance 0

# A model of stories begins with one, if no text says otherwise.
printf 'Once upon a time\n%.0s' {1..300} >story.txt
rnn train -q -m story --init none --cell gru --hidden 24 --layers 1 --steps 150 --batch 8 --seq 24 --lr 0.01 --seed 1 --threads 1 --valid 0 story.txt
rnn page -q -m story >story.html
jq -n --arg parts "${all/memory /}" '{page: "story.html", prime: "Once", begins: "Once upon a time", print: true, length: 20, parts: ($parts | split(" "))}' >story.json

# Names and texts that try to become markup.
bad='</script><script>hacked=1</script><img src=x onerror="hacked=1"><b>'
file='<img src=x onerror=hacked=1>'
printf 'the cat %s\n\0 \xe2\x80\xae sat \xff &lt; \xed\xa0\x80 on\n' "$bad" >"$file"
cat held.txt >>"$file"
rnn train -q -m bad --init none --hidden 8 --layers 1 --steps 5 --batch 1 --seq 16 --valid 0 --invalid replace --notes "$bad" "$file"
printf '%s\n' '{"event":"warning","text":"</script><script>hacked=1</script>"}' \
	'{"event":"sample","step":7,"text":"<\/SCRIPT>\u202e<!-- <b>"}' >>bad/train.ndjson
want bad 'the <b>' 20 "$file" "${all/memory /}" --distance 0 --name "$bad"
# The page shows what is invisible by its code.
jq --arg title "$bad – a model of rnn" --arg notes "$bad" '. + {$title, $notes, paste: true} | del(.bits, .sample, .symbol)' bad.json >hostile.json

browser gru.json lstm.json byte.json one.json many.json story.json hostile.json
