# What scripts/series.awk computes, with every awk that is installed: levels, values and back, median and band of samples
# known here, periods, errors.
figures=$(realpath "${BASH_SOURCE[0]%/*}/../../../../scripts/series.awk")
awk=(awk)
series() {
	local task=$1
	shift
	"${awk[@]}" -v task="$task" -f "$figures" "$@"
}

all() {
	echo '# Tables'
	printf 'a\tb\n1\t2.5\n' | series values
	printf '\xef\xbb\xbfmonth,"hot, cold",sun\r\n1749-01,x,-1e3\r\n\r\n1749-02,,.5\r\n' | series values
	printf '7\n8\n' | series values
	printf '"2020-01-01"; 4\n' | series values
	for text in '' '\n\n' '#\n' 'x\n' 'x\n1\nNA\n' '1\n2,\n' '1\n1.2.3\n' '1\n0x10\n'; do
		# shellcheck disable=SC2059
		{ printf "$text" | series values 2>&1 >/dev/null || true; } | paste -s
	done

	echo '# Levels: two values each; one of its own for the value that fills it; one for each of few values'
	{ printf 'step\tvalue\n'; printf '0\t%s\n' 5 3 1 2 4 6 8 7 9 99; } >eight
	{ printf 'step\tvalue\n'; printf '0\t%s\n' 0 0 0 0 0 1 2 3 4 5; } >nought
	{ printf 'step\tvalue\n'; printf '0\t%s\n' 1 1 1 1 1 1 1 7 1 7; } >two
	series levels -v most=4 -v count=8 eight | tee levels | paste -s -d ' '
	series levels -v most=3 -v count=10 nought | paste -s -d ' '
	series levels -v most=8 -v count=10 two | paste -s -d ' '
	series levels -v most=3 -v count=10 -v change=1 two | paste -s -d ' '

	echo '# A value is in the level that has it, and one outside in the nearest one'
	series encode eight levels && echo

	echo '# Of the values after the first 8, 9 and 99, both are outside; after the first 7, 7 is inside'
	series outside -v count=8 eight levels
	series outside -v count=7 eight levels

	echo '# A sampled level is one of its values, here 1 or 2, 3 or 4, 5 or 6, 7 or 8'
	printf '!"#$\n' >samples
	for seed in 0 1 2 3; do
		series forecast -v seed=$seed -v count=8 -v origin=8 eight levels samples
	done | awk -F '\t' '$4 != $5 || $5 != $6 { print "bad" } { print $1, $2, $3, int(($5 - 1) / 2) }' | uniq -c | sed 's/^ *//'
	printf '%s\n' '!' '!' '!' '!' '!' '!' >six
	series forecast -v seed=1 -v count=8 -v origin=10 eight levels six

	echo '# Median and band of the values 1 to 11'
	{ printf 'step\tvalue\n'; seq 11 | sed 's/.*/&\t&/'; } >eleven
	series levels -v most=94 -v count=11 eleven >eleven.levels
	series encode eleven eleven.levels | fold -w 1 | sort -r >eleven.samples
	series forecast -v count=11 -v origin=3 eleven eleven.levels eleven.samples

	echo '# Changes add up: from 9 on 1 and 1, or 2 and 2'
	{ printf 'step\tvalue\n'; printf '0\t%s\n' 0 1 3 4 6 7 9; } >steps
	series levels -v most=9 -v count=7 -v change=1 steps | tee changes | paste -s -d ' '
	series encode -v change=1 steps changes && echo
	printf '!!\n""\n' >samples
	series forecast -v change=1 -v count=7 -v origin=7 steps changes samples

	echo '# Samples that are none'
	printf '!\n!!\n' | series forecast -v count=8 -v origin=3 eight levels - 2>&1 || true
	printf '~\n' | series forecast -v count=8 -v origin=3 eight levels - 2>&1 || true

	echo '# The period: 6 of a series that repeats after 6, 12, 18'
	{ printf 'step\tvalue\n'; for k in $(seq 60); do printf '%s\t%s\n' "$k" $((k * k % 6 + (k % 6 == 1) * 3)); done; } >six
	series period -v count=48 -v horizon=9 six

	echo '# Period 2 of changes 1, 3, 1, 3; the naive forecast has no error'
	{ printf 'step\tvalue\n'; awk 'BEGIN { for (i = 1; i <= 40; i++) print "0\t" (x += i % 2 ? 1 : 3) }'; } >stairs
	series period -v change=1 -v count=40 -v horizon=5 stairs
	printf '%s\t%s\t%s\t%s\t%s\t%s\n' 30 1 61 0 60 99 30 2 64 0 60 99 30 3 65 0 60 99 >forecasts
	series score -v change=1 -v period=2 stairs forecasts | sed -n '3,5p'

	echo '# Errors: rnn 1, naive 0 and, with the last value, 1.5; three of four values in the band'
	{ printf 'step\tvalue\n'; printf '0\t%s\n' 1 4 1 4 1 4 1 4; } >pair
	printf '%s\t%s\t%s\t%s\t%s\t%s\n' 4 1 1 0 2 3 4 2 4 3 3 3.5 6 1 1 1 2 5 6 2 4 2 5 4 >forecasts
	series score -v period=2 pair forecasts
	series score -v period=3 pair forecasts | tail -n 1
}

all >first
cat first
for program in gawk mawk 'busybox awk' original-awk; do
	read -ra awk <<<"$program"
	! command -v "${awk[0]}" >/dev/null || all | cmp first - || echo "$program differs"
done
