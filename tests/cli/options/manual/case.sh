# The manual names every option that a help names, and is clean.
rnn help man >rnn.1
for c in $(commands); do
	grep -x ".Cm $c" rnn.1 >/dev/null && grep -x ".Ss rnn $c" rnn.1 >/dev/null || echo "$c is not in the manual"
	rnn $c --help | grep -o '^ *\(-., \)\?--[a-z-]*' | grep -o -- '--.*' | while read -r option; do
		grep -E -- "Fl \\\\${option#-}( Ar .*)?$" rnn.1 >/dev/null || echo "$option is not in the manual"
	done
done
if command -v mandoc >/dev/null; then mandoc -T lint rnn.1; fi
