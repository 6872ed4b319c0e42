# On a terminal: a table and a plot, as wide as the terminal allows, without colours.
need python3
make_model a --cell rnn
make_model b --cell lstm
# Figures and the curve depend on the CPU: each becomes a letter or a colon.
shown() {
	python3 -c 'import re, sys
for line in sys.stdin:
    line = re.sub("[\u2800-\u28ff]", ":", line.rstrip("\n"))
    line = re.sub(r" [0-9]\.[0-9]e[-+][0-9]{2}|  [0-9]\.[0-9]{4}", "  x.xxxx", line)
    print(re.sub(r" [>0-9-]+(?= |$)", " k", line) if line.startswith(("a tenth ", "  by c ")) else line)'
}
term() { terminal --columns "$1" "$RNN" memory -q --distance 40 --positions 20 "${@:2}" text.txt; }
term 80 -m a | shown
term 80 -m a -m b | shown
term 48 -m a -m b | shown
for columns in 1 10 20 1000; do term $columns -m a | wc -l; done
# Lines are not longer than the terminal, where this is possible.
term 90 -m a -m b -m a | python3 -c 'import sys; print(max(len(line.rstrip("\n")) for line in sys.stdin))'
term 80 -m a | grep -c $'\033' || true
NO_COLOR=1 term 80 -m a | cmp - <(term 80 -m a) && echo 'the same without colours'
# A curve that does not fall below 0.001 leaves the last line of the plot blank, one that does reaches it.
bottom() { sed -n '/^  0.001 /s/^........//p' | sed 's/\xe2\xa0\x80//g' | tr -d '\n' | wc -c; }
term 80 -m b --distance 2 | bottom
term 80 -m a --distance 40 | bottom | awk '{ print ($1 > 0) }'
