# Single bits and bytes of a model's files, through the commands; all of them are in damage_test.c.
make_model m
weights=$(basename m/weights-*) state=$(basename m/state-*)
cp -r m good

# flip FILE BYTE: its lowest bit.
flip() {
	local byte
	byte=$(od -An -tu1 -j "$2" -N1 "m/$1")
	printf "\\x$(printf %02x $((byte ^ 1)))" | dd of="m/$1" bs=1 seek="$2" conv=notrunc status=none
}

# The name of a file without its number, checksums as X, the size of a state file, which holds times, as N.
plain() { sed -E 's/[0-9a-f]{8}/X/g; s/-[0-9]{6}//g; /state/s/has [0-9]+ bytes, model.json says [0-9]+/has N bytes, model.json says N/'; }

for at in 0 9 100 1500 2500; do
	flip "$weights" $at
	try rnn eval -q -m m text.txt | plain
	try rnn sample -q -m m -n 5 | plain
	cp "good/$weights" m
done
at=$(grep -abo '97,' m/model.json | head -n 1 | cut -d: -f1) # a in the alphabet becomes b or `
flip model.json "$at"
try rnn eval -q -m m text.txt | plain
try rnn info -m m | plain
cp good/model.json m
# The state is not needed but by --resume.
flip "$state" 300
rnn eval -q -m m text.txt >/dev/null
try rnn train -q -m m --resume --steps 21 text.txt | plain
cp "good/$state" m
truncate -s -1 "m/$state"
try rnn train -q -m m --resume --steps 21 text.txt | plain
rm "m/$state"
try rnn train -q -m m --resume --steps 21 text.txt | plain
rnn eval -q -m m text.txt >/dev/null
