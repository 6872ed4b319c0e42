# Notes on texts that are hardly what was meant; none on usual texts, and none with -q.
need python3
fast=(--hidden 4 --layers 1 --steps 2 --batch 4 --seq 16 --valid 0 -m m --force)
notes() { rnn train "${fast[@]}" "$@" 2>&1 | grep -e note || echo 'no note'; }
make_text >text.txt
python3 - <<'END'
import random
random.seed(1)
def put(name, text):
    open(name, "w", encoding="utf-8", newline="").write(text)
cjk = [chr(0x4e00 + i) for i in range(20001)]
put("all", "".join(cjk) * 2)
put("few", "".join(cjk[:2000] * 2))
put("usual", "".join(cjk[:3000] * 30))
put("rare", "".join(cjk[:1200] * 50 + cjk[1200:1500]))
put("latin", ("the quick brown fox\n" * 2000) + "".join(chr(0x100 + i) for i in range(100)))
put("once", "".join(chr(0x21 + i) for i in range(90)))
put("controls", "".join(random.choice("ab\x01\x02\x1b\x7f") for i in range(1000)))
put("same", "a" * 1000)
open("binary", "wb").write(bytes(random.randrange(256) for i in range(1000)))
END
for text in all few usual rare latin once controls same text.txt; do
	printf '%s: ' "$text"
	notes $text
done
notes --invalid replace binary
notes --invalid skip binary
notes --unit byte binary
notes --unit byte same
notes --unit byte all
notes --min-count 2 rare
rnn train -q "${fast[@]}" all
# Files that are empty, or named twice under any name.
: >empty
ln -s text.txt link
notes text.txt empty empty link text.txt
notes empty text.txt
try rnn train "${fast[@]}" empty
try rnn train "${fast[@]}" empty empty
try rnn train "${fast[@]}" /
