# A note when the text to validate on is also in the text to train on.
need python3
fast=(--hidden 4 --layers 1 --steps 2 --batch 4 --seq 16 -m m --force)
notes() { rnn train "${fast[@]}" "$@" 2>&1 | grep -e note -e warning || echo 'no note'; }
python3 - <<'END'
import random
random.seed(1)
words = ["".join(random.choice("abcdefghijklmnop") for _ in range(random.randrange(1, 9))) for _ in range(900)]
lines = [" ".join(random.choice(words) for _ in range(9)) + "\n" for _ in range(900)]
put = lambda name, lines: open(name, "w").write("".join(lines))
put("once", lines)
put("twice", lines * 2)
mixed = lines * 2
random.shuffle(mixed)
put("mixed", mixed)
put("piece", lines[100:200])
put("other", [" ".join(random.choice(words) for _ in range(9)) + "\n" for _ in range(90)])
put("half", lines[:40] + [" ".join(random.choice(words) for _ in range(9)) + "\n" for _ in range(60)])
# Refrains that are more than half of a text; the same text eight times, which is copied.
verse = lambda: [" ".join(random.choice(words) for _ in range(6)) + "\n" for _ in range(2)]
put("song", sum((verse() + ["And the river ran down to the sea, my love,\n", "and the river ran to the sea.\n"]
                 for _ in range(400)), []))
put("eight", lines[:200] * 8)
put("rolls", [random.choice("123456") + "\n" for _ in range(30000)])
END
for text in once twice mixed song eight rolls; do
	printf '%s: ' $text
	notes $text
done
for valid in piece other half once; do
	printf '%s: ' $valid
	notes --valid-file $valid once
done
notes --unit byte twice
# Usual texts: the project's own, with prose, verse and talk; a slow program reads the first part of each.
for text in "$(dirname "${BASH_SOURCE[0]}")"/../../../../data/*.txt; do
	! instrumented || { head -c 50000 "$text" | sed '$d' >part && text=part; }
	notes "$text" | grep -v 'no note' || true
done
notes --valid 0 twice
notes -q twice
notes once once
