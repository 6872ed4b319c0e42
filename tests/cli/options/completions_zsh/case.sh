# The zsh completion works, and names every option that a help names.
need zsh
rnn help zsh >_rnn
zsh -n _rnn
# What _rnn offers for the last of some words; _arguments shows what it is given.
offered() {
	zsh -f -c '
		compadd() { shift; print -r -- $* }
		_arguments() { print -rl -- $@ }
		_rnn() { eval "$(<_rnn)" }
		words=("$@") CURRENT=$#
		_rnn' zsh "$@"
}
offered rnn ''
offered rnn help ''
offered rnn train --cell '' | grep -e '^--cell'
offered rnn eval '' | tail -n 1
for c in $(commands); do
	diff <(help_options "$c") <(offered rnn "$c" '' | sed -nE 's/^\*?(--[a-z0-9-]+)\[.*/\1/p' | sort) || echo "$c differs"
done
