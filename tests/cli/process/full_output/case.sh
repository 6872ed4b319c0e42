# What cannot be written is an error, 74, for every command.
[[ -w /dev/full ]] || { echo 'needs /dev/full' >&2; exit 99; }
make_model m
full() {
	local status=0
	rnn "$@" >/dev/full 2>err || status=$?
	echo "$status $(cat err)"
}
full --help
full --version
full help sample
full help man
full help bash
full help zsh
full help fish
full train --help
full sample -m m -n 10
full sample -q -m m -n -1
full sample -m m --json
full eval -m m text.txt
full eval -m m --json text.txt
full eval -m m --per-char text.txt
full eval -m m --per-line text.txt
full info -m m
full info -m m --json
full train -q -m n --hidden 4 --layers 1 --steps 5 --json text.txt
# The training that nobody could follow was saved all the same.
rnn info -m n >/dev/null
