# Texts that are too short, empty, invalid or unknown; names; limits.
need jq
make_model m
m() { rnn memory -m m --positions 20 "$@"; } # few: no progress is shown
for n in 0 1 2 3; do
	head -c $n text.txt >short
	try m short
	try m --distance 2 short
done
head -c 300 text.txt >short
try m short
m --distance 290 --json short | jq -c '[.positions, (.bits | length), .bits[-1].k]'
try m --distance 294 short
try m <short
# What the model does not know is left out and counted.
printf 'the CAT sat on a mat and the %% dog ran' >unknown
try m --distance 8 unknown
try m -q --distance 8 unknown
m -q --distance 8 --json unknown | jq -c '[.chars, .unknown]'
printf 'THE CAT SAT' >all
try m all
printf 'the cat sat\xff on a mat' >invalid
try m --distance 8 invalid
m --distance 8 --invalid skip --json invalid | jq -c '[.chars, .unknown]'
# Names.
name=$'\033[31m\t"m"\n'
cp -R m "$name"
m --distance 2 short | head -n 1
rnn memory -q -m "$name" --distance 2 short | head -n 1 | cat -A
cp short "./-$name"
rnn memory -q -m "$name" --distance 2 --json -- "-$name" | jq -c '[.model, .files]'
try rnn memory -m "$name" "$name.txt"
# The command line.
try m none
try m .
try m -q short short
try m --distance 1 short
try m --distance 4097 short
try m --positions 0 short
try m --distance 8 --seed x short
m --distance 8 short 2>&1 >/dev/full || echo "status $?"
m --distance 8 --positions 1 short | cut -f 1 | sort | uniq -c | awk '{ print $1, $2 }'
# A gradient that is zero at every distance is divided by nothing.
cp -R m zero
need python3
python3 - <<'END'
import json, glob, struct, zlib
path = glob.glob("zero/weights-*")[0]
data = open(path, "rb").read()
size = struct.unpack("<Q", data[:8])[0]
data = data[:8 + size] + bytes(len(data) - 8 - size)
open(path, "wb").write(data)
text = open("zero/model.json").read()
m = json.loads(text)
text = text.replace(m["weights"]["crc32"], "%08x" % zlib.crc32(data))
at = text.rindex(',\n  "crc32": ')
open("zero/model.json", "w").write(text[:at] + "\n}\n")
END
rnn memory -q -m zero --distance 2 short
rnn memory -q -m zero --distance 2 --json short | jq -c '[.gradient, .gradient_nats, .gradient_tenth, .bits_tenth]'
# Several files are one text, with a newline after one that lacks it.
head -c 300 text.txt >one
tail -c 400 text.txt >two
{ cat one; echo; cat two; } >both
rnn memory -q -m m --distance 9 one two | cmp - <(rnn memory -q -m m --distance 9 both) && echo same
rnn memory -q -m m --distance 9 --json one two | jq -c .files
try rnn memory -m m - - </dev/null
try rnn memory -m m one none
