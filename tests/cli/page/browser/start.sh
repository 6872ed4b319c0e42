# shellcheck shell=bash
# start.sh - finds Chromium, its driver and a Python that has selenium; says that a case cannot run if one is missing.
need jq
if instrumented; then
	echo 'needs a build without sanitizers and coverage: the browser would test the same page' >&2
	exit 99
fi
CHROMIUM=$(command -v chromium || command -v chromium-browser || command -v google-chrome) ||
	{ echo 'needs chromium' >&2; exit 99; }
CHROMEDRIVER=$(command -v chromedriver) || { echo 'needs chromedriver' >&2; exit 99; }
export CHROMIUM CHROMEDRIVER
for python in python3 /usr/bin/python3; do
	"$python" -c 'import selenium' 2>/dev/null && break
	python=
done
[[ $python ]] || { echo 'needs python3-selenium' >&2; exit 99; }
script=$(realpath "${BASH_SOURCE[0]%/*}/browser.py")

browser() { LC_ALL=C.UTF-8 "$python" "$script" "$@"; }
