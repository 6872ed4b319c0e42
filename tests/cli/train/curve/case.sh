# On a terminal a training with four validations or more ends with a curve; elsewhere, with -q or with --json there is none.
need python3
make_text >text.txt
small=(train --force -m m --hidden 8 --layers 1 --batch 4 --seq 16 --lr 0.02 --valid 0.2)
on() { terminal --columns "$1" "$RNN" "${small[@]}" "${@:2}" text.txt; }
# The lines of a curve. Losses depend on the CPU: they become x.xx, and the characters of Braille become colons.
shown() {
	python3 -c 'import re, sys
text = sys.stdin.read()
for line in text[text.find("bits per"):].split("\n")[:8] if "bits per" in text else []:
    print(re.sub(r"[0-9]\.[0-9]{2} ", "x.xx ", re.sub("[\u2800-\u28ff]", ":", line)))'
}
# The dots of a curve.
drawn() { python3 -c 'import sys; print(sum(c in range(0x2801, 0x2900) for c in map(ord, sys.stdin.read())))'; }
on 80 --steps 200 >out
shown <out
drawn <out | awk '{ print ($1 > 50) }'
on 45 --steps 200 --unit byte | shown
echo '# none'
on 30 --steps 200 | shown
on 80 --steps 200 -q
on 80 --steps 200 --json | shown
on 80 --steps 3 | shown
rnn "${small[@]}" --steps 200 text.txt 2>&1 | shown
