# shellcheck shell=bash disable=SC2034
# lib.sh - what the fault tests share. A test sources it with the program as its first argument; it
# then stands in an empty folder of its own. Status 77 says that the machine lacks what it needs.
set -euo pipefail

test=$(basename "$0")
RNN=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
unset RNN_MODEL POSIXLY_CORRECT OMP_NUM_THREADS
export LC_ALL=C TERM=dumb OMP_WAIT_POLICY=passive
# A model of a few kilobytes, one thread: many runs in little time.
tiny=(-q --cell gru --hidden 8 --layers 1 --batch 4 --seq 16 --threads 1)

fail() {
	printf '%s: %s\n' "$test" "$*" >&2
	exit 1
}

skip() {
	printf '%s: %s\n' "$test" "$*" >&2
	exit 77
}

# strace may be missing, or forbidden to trace.
need_strace() {
	strace -f -o trace -e trace=none true 2>/dev/null || skip 'needs strace that may trace'
}

rnn() { "$RNN" "$@"; }

# A text with a small alphabet.
make_text() {
	local i
	for ((i = 0; i < 60; i++)); do
		printf 'the cat sat on a mat and the café dog ran %s.\n' \
			"$(printf '%*s' $((i % 7)) '' | tr ' ' 'o')"
	done >text.txt
}

# The live weights (state) of a model directory: a path.
live() {
	[[ $(<"$1/model.json") =~ $2-[0-9]+\.safetensors ]] && printf '%s/%s\n' "$1" "${BASH_REMATCH[0]}"
}

same_weights() { cmp -s "$(live "$1" weights)" "$(live "$2" weights)"; }

# All of a state but the clock: the metadata without the seconds, then the checksum of the data.
state_text() {
	local file n
	file=$(live "$1" state)
	n=$(od -An -tu8 -N8 "$file")
	head -c $((8 + n)) "$file" | tail -c +9 | sed -E 's/"elapsed":"[^"]*",//; s/ *$//'
	tail -c +$((9 + n)) "$file" | cksum
}

# The second directory's is kept beside it, as it is asked for again and again.
same_state() {
	[[ -e $2.state ]] || state_text "$2" >"$2.state"
	[[ $(state_text "$1") == "$(<"$2.state")" ]]
}

same_model() { same_weights "$1" "$2" && same_state "$1" "$2"; }

# Files of a model directory that a quiet trainer leaves: nothing else may stay.
check_litter() {
	local names
	names=$(find "$1" -mindepth 1 -printf '%f\n' | sed -E 's/-[0-9]+//' | LC_ALL=C sort | tr '\n' ' ')
	[[ $names == '.lock model.json state.safetensors train.ndjson weights.safetensors ' ]] ||
		fail "$1 holds $names"
}
