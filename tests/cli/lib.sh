# shellcheck shell=bash
# lib.sh - what the cases share; read before each of them.

# The program.
rnn() { "$RNN" "$@"; }

# Run a command, print its exit status and what it said on standard error, not its output.
try() {
	local status=0
	"$@" >out 2>err || status=$?
	printf '%s' "$status"
	sed 's/^/ /' err
	[[ -s err ]] || echo
}

# A text with a small alphabet: letters, an e acute, blank, full stop, newline.
make_text() {
	local i
	for ((i = 0; i < 60; i++)); do
		printf 'the cat sat on a mat and the café dog ran %s.\n' \
			"$(printf '%*s' $((i % 7)) '' | tr ' ' 'o')"
	done
}

# Train a tiny model into folder $1 on text.txt, with further options.
make_model() {
	local dir=$1
	shift
	[[ -e text.txt ]] || make_text >text.txt
	rnn train -q -m "$dir" --hidden 8 --layers 1 --steps 20 --batch 4 --seq 16 "$@" text.txt
}

# Run a command without root's rights, which no permission holds back. $TMPDIR and the case's folder
# are not its own.
plain_user() {
	if ((EUID != 0)); then
		"$@"
	else
		setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
	fi
}

# Say that a case cannot run here, unless a plain user can run the program.
need_plain_user() {
	((EUID != 0)) || need setpriv
	plain_user "$RNN" --help >/dev/null 2>&1 ||
		{ echo 'needs a program that a plain user can run' >&2; exit 99; }
}

# Whether the program has a sanitizer, or writes down what was covered. Such a program is slow, and needs much memory.
instrumented() { grep -aq -e __asan_init -e __tsan_init -e __gcov_init "$RNN"; }

# The cases about limits are not for programs that need more than their own.
need_plain_build() {
	if instrumented; then
		echo 'needs a build without sanitizers and coverage' >&2
		exit 99
	fi
}

# Say that a case cannot run here, unless the build has the matrix engine $1.
need_engine() {
	rnn --version | grep -E "^(matrix engine|also built in): $1 " >/dev/null ||
		{ echo "needs a build with the matrix engine $1" >&2; exit 99; }
}

# Say that a case cannot run here, unless the program knows regular expressions.
need_expressions() {
	[[ $(rnn sample --match x -m "$1" -n 0 2>&1 || true) != *PCRE2* ]] || { echo "needs a build with PCRE2" >&2; exit 99; }
}

# Say that a case cannot run here, unless processes can work together. (MPI itself leaks memory.)
need_mpi() {
	need mpirun
	need_plain_build
	grep -aq libmpi "$RNN" || { echo 'needs a build with MPI' >&2; exit 99; }
	export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
}

# ranks N ARGUMENT...: run rnn in N processes.
ranks() { mpirun -n "$1" --oversubscribe --bind-to none "$RNN" "${@:2}"; }

# Print checksums of the tensors of a model's weights and state.
tensor_sums() {
	python3 - "$1" <<-'END'
		import glob, sys, zlib
		for kind in 'weights', 'state':
		    data = open(glob.glob(f'{sys.argv[1]}/{kind}-*')[0], 'rb').read()
		    print(zlib.crc32(data[8 + int.from_bytes(data[:8], 'little'):]))
	END
}

need() {
	command -v "$1" >/dev/null || { echo "needs $1" >&2; exit 99; }
}

# The commands that the program names in its help.
commands() { rnn --help | sed -nE 's/^  rnn ([a-z]+) .*/\1/p' | grep -vx help; }

# The long options that the help of a command names, sorted.
help_options() { rnn "$1" --help | sed -nE 's/^(  -., |      )(--[a-z0-9-]+).*/\2/p' | sort; }

# Train a small model of talks into folder m, on talk.txt.
make_talk_model() {
	local i
	for ((i = 0; i < 40; i++)); do
		printf 'A: hello\nB: hello, how are you?\nA: I am sad\nB: that is bad\n\n'
		printf 'A: hi\nB: good day!\nA: I am happy\nB: that is good\n\n'
	done >talk.txt
	rnn train -q -m m --init none --chat --hidden 32 --layers 1 --steps 500 --batch 4 --seq 32 talk.txt
}

# Run a command on a terminal of its own, and print what it shows there; the options are those of terminal.py.
terminal() { python3 "${BASH_SOURCE[0]%/*}/terminal.py" "$@"; }

# Give a command the lines of standard input, each after the answer to the one before, and print the answers. Its status
# is that of the command.
one_by_one() {
	local line said pid ask answer
	coproc ASKED { exec "$@"; }
	pid=$ASKED_PID
	exec {ask}>&"${ASKED[1]}" {answer}<&"${ASKED[0]}"
	eval "exec ${ASKED[1]}>&- ${ASKED[0]}<&-"
	while IFS= read -r line || [[ -n $line ]]; do
		printf '%s\n' "$line" >&"$ask"
		IFS= read -r -t 20 said <&"$answer" || said='no answer'
		printf '%s\n' "$said"
	done
	exec {ask}>&-
	wait "$pid"
}
