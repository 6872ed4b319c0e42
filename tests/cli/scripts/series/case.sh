# scripts/series: what it refuses, and a series of 240 values from table to picture after a short training.
script=$(realpath "${BASH_SOURCE[0]%/*}/../../../../scripts/series")
try "$script" none.csv
try "$script" .
try "$script" --horizon 0 a
try "$script" --levels 95 a
try "$script" --passes x a
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
RNN=none try "$script" rain.csv | sed "s|$PWD|.|"
# Without R and without apt-get, it says what to install.
mkdir bin
for tool in bash env dirname sed mktemp rm sort; do ln -s "$(command -v "$tool")" bin; done
PATH=$PWD/bin try "$script"

# With our own engine the figures are the same on every machine.
"$script" --passes 1500 --horizon 12 --out m rain.csv >out 2>log
cat out
cmp <(sed 1d m/report.txt) <(sed '1d;$d' out | sed '$d')
# The parts of the picture, and the numbers of their points; the band goes there and back.
tr '>' '\n' <m/series.svg | grep -E '^<path' | sed -E 's/.*d="([^"]*)" class="([a-z]*)".*/\2 \1/' |
	while read -r class path; do echo "$class $(tr -cd 'ML' <<<"$path" | wc -c)"; done
grep -o '<title.*rain[^:]*' m/series.svg
! grep -qiwE 'nan|-nan|inf' m/series.svg m/report.txt m/future.tsv || echo 'no numbers'
cat m/future.tsv
