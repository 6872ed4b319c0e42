# shellcheck shell=bash disable=SC2034
# lib.sh - common code of the fault tests. A test sources it with the program as its first argument,
# and then works in a new, empty folder. It exits with 77 if the machine lacks something it needs.
set -euo pipefail

test=$(basename "$0")
RNN=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
unset RNN_MODEL POSIXLY_CORRECT OMP_NUM_THREADS
export LC_ALL=C TERM=dumb OMP_WAIT_POLICY=passive
# Options of a model of a few kilobytes on one thread, so that a run is short.
tiny=(-q --cell gru --hidden 8 --layers 1 --batch 4 --seq 16 --threads 1)

fail() {
	printf '%s: %s\n' "$test" "$*" >&2
	exit 1
}

skip() {
	printf '%s: %s\n' "$test" "$*" >&2
	exit 77
}

# Skip the test if strace is missing or not permitted.
need_strace() {
	strace -f -o trace -e trace=none true 2>/dev/null || skip 'strace is missing or forbidden'
}

rnn() { "$RNN" "$@"; }

# Write a text with a small alphabet.
make_text() {
	local i
	for ((i = 0; i < 60; i++)); do
		printf 'the cat sat on a mat and the café dog ran %s.\n' \
			"$(printf '%*s' $((i % 7)) '' | tr ' ' 'o')"
	done >text.txt
}

# live DIR weights|state: print the path of the file that the manifest of DIR names.
live() {
	[[ $(<"$1/model.json") =~ $2-[0-9]+\.safetensors ]] && printf '%s/%s\n' "$1" "${BASH_REMATCH[0]}"
}

same_weights() { cmp -s "$(live "$1" weights)" "$(live "$2" weights)"; }

# Print the metadata of a state without the elapsed seconds, and the checksum of its data.
state_text() {
	local file n
	file=$(live "$1" state)
	n=$(od -An -tu8 -N8 "$file")
	head -c $((8 + n)) "$file" | tail -c +9 | sed -E 's/"elapsed":"[^"]*",//; s/ *$//'
	tail -c +$((9 + n)) "$file" | cksum
}

# Compare the states of two directories. That of the second is cached in the file DIR.state.
same_state() {
	[[ -e $2.state ]] || state_text "$2" >"$2.state"
	[[ $(state_text "$1") == "$(<"$2.state")" ]]
}

same_model() { same_weights "$1" "$2" && same_state "$1" "$2"; }

# Check that a model directory holds only the files that a finished training leaves.
check_litter() {
	local names
	names=$(find "$1" -mindepth 1 -printf '%f\n' | sed -E 's/-[0-9]+//' | LC_ALL=C sort | tr '\n' ' ')
	[[ $names == '.lock model.json state.safetensors train.ndjson weights.safetensors ' ]] ||
		fail "$1 holds $names"
}
