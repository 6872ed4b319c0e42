# Each of several samples ends with its separator, so that readers of lines and of records get all.
make_model m
sample() { rnn sample -m m --seed 7 -n 30 "$@"; }
lines() {
	local n=0
	while read -r _; do n=$((n + 1)); done
	echo "$n"
}
for n in 1 2 5; do sample --stop $'\n' --count $n | lines; done
# A sample without --count is the text alone.
sample >one
wc -c <one
sample --count 1 >counted
(cat one; echo) | cmp - counted
sample --separator '|' | tail -c 1
echo
# A sample that ends with a newline gets no second one, but an empty sample is a line.
sample -n 400 --stop-after $'\n' --count 4 --prime 'the ' | lines
rnn sample -m m -n 0 --count 3 | wc -c
rnn sample -m m -n 0 --count 3 --prime $'the\n' | wc -c
# A separator that was given is always written.
rnn sample -m m -n 0 --count 3 --prime $'the\n' --separator $'\n' | wc -c
sample --count 3 --separator '' | wc -c
# Escapes: a 0 byte for xargs -0, newline, tab; other backslashes stay.
sample -n 9 --count 3 --separator '\0' | xargs -0 -n 1 sh -c 'printf "%s" "$1" | wc -m' sh
rnn sample -m m -n 0 --count 2 --separator '\n\t\r\0\\n\x\' | od -An -c
