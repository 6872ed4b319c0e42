# The bash completion works; those of the other shells are at least well-formed where they can run.
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
rnn help zsh >_rnn
rnn help fish >rnn.fish
if command -v zsh >/dev/null; then zsh -n _rnn; fi
if command -v fish >/dev/null; then fish -n rnn.fish; fi
