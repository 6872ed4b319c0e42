# shellcheck shell=bash
# lib.sh - what the tests for other machines share. They need Debian's apt.

say() { printf '%s: %s\n' "$0" "$*" >&2; }

# logged LOG COMMAND...: append the output of a command to LOG; if it fails, show its end and exit.
logged() {
	local log=$1
	shift
	"$@" >>"$log" 2>&1 </dev/null && return
	tail -n 40 "$log" >&2
	say "failed: $* (all of it: $log)"
	exit 1
}

# install_tools LOG COMMAND PACKAGE...: install a package on this machine if its command is missing.
install_tools() {
	local log=$1 packages=() sudo=()
	shift
	for ((; $# > 1; )); do
		command -v "$1" >/dev/null || packages+=("$2")
		shift 2
	done
	((${#packages[@]})) || return 0
	command -v apt-get >/dev/null || { say "needs ${packages[*]} (Debian's names)" && exit 1; }
	((EUID == 0)) || sudo=(sudo)
	say "installing ${packages[*]}"
	logged "$log" ${sudo[@]+"${sudo[@]}"} apt-get update
	logged "$log" ${sudo[@]+"${sudo[@]}"} env DEBIAN_FRONTEND=noninteractive \
		apt-get install -y --no-install-recommends "${packages[@]}"
}

# private_apt DIR ARGUMENT...: apt-get with all of its state in DIR, so that the system's is neither
# read nor changed. It can download packages, but not install them.
private_apt() {
	local dir=$1
	shift
	mkdir -p "$dir/lists/partial" "$dir/archives/partial"
	[[ -e $dir/status ]] || : >"$dir/status"
	apt-get -o "Dir::State=$dir" -o "Dir::State::Lists=$dir/lists" \
		-o "Dir::State::status=$dir/status" -o "Dir::Cache=$dir" \
		-o "Dir::Cache::archives=$dir/archives" -o Debug::NoLocking=1 "$@"
}

# run_ctest BUILD_DIR ARGUMENT...: run tests of a build; show what fails, count, and name what is
# skipped with its reason.
run_ctest() {
	local build=$1 log=$1/tests.log status=0
	shift
	ctest --test-dir "$build" -j "$(getconf _NPROCESSORS_ONLN)" --output-on-failure "$@" \
		>"$log" 2>&1 </dev/null || status=$?
	sed -nE 's/^(skip |skipped: |no matrix engine .* is tested)/  \0/p' \
		"$build/Testing/Temporary/LastTest.log" | sort | uniq -c
	if ((status != 0)); then
		grep -vE '^ *([0-9]+/[0-9]+ Test|Start) .*( Passed |[0-9]: )' "$log" || true
		exit 1
	fi
	grep 'tests passed' "$log"
}
