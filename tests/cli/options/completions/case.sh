# The bash completion works, and names every option that a help names.
rnn help bash >rnn.bash
bash -n rnn.bash
. ./rnn.bash
compopt() { :; } # bash has it during a completion only
complete_words() {
	COMP_WORDS=("$@")
	COMP_CWORD=$(($# - 1))
	_rnn 2>/dev/null
	echo "${COMPREPLY[*]}"
}
complete_words rnn tr
complete_words rnn train --res
complete_words rnn train --cell g
complete_words rnn sample --top
complete_words rnn help z
mkdir models
touch models.txt
complete_words rnn sample -m mod
complete_words rnn eval mod
for c in $(commands); do
	diff <(help_options "$c") <(complete_words rnn "$c" -- | tr ' ' '\n' | sort) || echo "$c differs"
done
