# The manual names every option that a help names.
rnn help man >rnn.1
for c in $(commands); do
	help_options "$c" | while read -r option; do
		grep -E -- "Fl \\\\${option#-}( Ar .*)?$" rnn.1 >/dev/null || echo "$option is not in the manual"
	done
done
commands | grep -c . >/dev/null
