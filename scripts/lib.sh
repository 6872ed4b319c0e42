# shellcheck shell=bash
# lib.sh - what scripts share; read by them as `. "$(dirname "$0")/lib.sh"`.

# fail STATUS MESSAGE: end the script with a message.
fail() {
	printf 'scripts/%s: %s\n' "${0##*/}" "$2" >&2
	exit "$1"
}

# Print the comment at the head of the script, which is its manual.
manual() {
	sed -n '2,/^set /{/^set /d; s/^# \{0,1\}//; p}' "$0"
}

# find_program TOP: print the path of the program: $RNN, or build/rnn in folder TOP, which is built if it is missing.
find_program() {
	local program
	program=$(realpath -m -- "${RNN:-$1/build/rnn}")
	if [[ -f $program && -x $program ]]; then
		printf '%s\n' "$program"
		return
	fi
	[[ -z ${RNN-} ]] || fail 69 "cannot run $program"
	"$1/scripts/setup" build
	mkdir -p "$1/build"
	printf 'Building build/rnn\n' >&2
	{ cmake -S "$1" -B "$1/build" -DBUILD_TESTING=OFF -DCMAKE_BUILD_TYPE=Release &&
		cmake --build "$1/build" -j "$(getconf _NPROCESSORS_ONLN)"; } >"$1/build/program.log" 2>&1 || {
		tail -n 40 "$1/build/program.log" >&2
		exit 1
	}
	printf '%s\n' "$program"
}
