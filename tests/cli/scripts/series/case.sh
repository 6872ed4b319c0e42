# scripts/series: what it refuses, and a series of 240 values from table to picture after a short training.
script=$(realpath "${BASH_SOURCE[0]%/*}/../../../../scripts/series")
try "$script" none.csv
try "$script" .
try "$script" --horizon 0 a
try "$script" --levels 95 a
try "$script" --time soon a
try "$script" --seed x a
try "$script" --change --period
try "$script" --colour a
try "$script" a b
: >empty
try "$script" empty
printf 'month,rain\n1,2\n2,NA\n' >gap.csv
try "$script" gap.csv
seq 199 >short
try "$script" short
awk 'BEGIN { for (i = 0; i < 240; i++) print 7 }' >same
try "$script" same
try "$script" --change - <<<"$(seq 240)"
awk 'BEGIN { print "month,rain & wind <mm>"
	for (i = 0; i < 240; i++)
		printf "%d-%02d,%.2f\n", 1990 + i / 12, i % 12 + 1, 50 + 30 * sin(i * 0.5235988) + (i * 37 % 11) }' >rain.csv
try "$script" --horizon 25 rain.csv
try "$script" --period 200 rain.csv
RNN=none try "$script" rain.csv
# Without R and without apt-get, it says what to install.
mkdir bin
for tool in bash env dirname sed mktemp rm sort; do ln -s "$(command -v "$tool")" bin; done
PATH=$PWD/bin try "$script"

try "$script" --time 2s --horizon 12 --out m rain.csv
[[ -s err ]] || echo 'no progress'
sed -E 's/[0-9.]+e?[-+]?[0-9]*/N/g; s/(is) N % (less|more)\b.*/\1 .../; s/ +N$/ N/' out | sed -E 's/^(The error of rnn|A naive forecast).*/.../'
grep -h '^240 values' out
grep -h '^seasonal naive' out | sed 's/  .*//'
cmp <(tail -n +2 m/report.txt) <(sed '1,/held out/d; /^The picture/,$d' out | sed '$d') || true
# The parts of the picture; the band goes there and back.
tr '>' '\n' <m/series.svg | grep -E '^<path' | sed -E 's/.*d="([^"]*)" class="([a-z]*)".*/\2 \1/' |
	while read -r class path; do echo "$class $(tr -cd 'ML' <<<"$path" | wc -c)"; done
grep -o '<title.*rain[^:]*' m/series.svg
! grep -qiE 'nan|inf' m/series.svg m/report.txt m/future.tsv || echo 'no numbers'
awk -F '\t' 'NR == 1 { print; next } { good += $1 == NR - 1 && $2 < $3 && $3 < $4 && $2 > 15 && $4 < 95 } END { print good }' m/future.tsv
