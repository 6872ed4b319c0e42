# --novel: no line of a sample is a line of the file; --novel-run: no run of it is one of the file's.
make_model m --hidden 16 --steps 300
rnn sample -m m --stop $'\n' -n 12 --count 40 --seed 1 --min-length 1 >all
sort -u all >lines
# None of the lines that are drawn without it, also with blanks around them, CR LF and a byte order mark.
for file in lines blanks crlf bom; do
	case $file in
	blanks) sed 's/^/ \t/; s/$/  /' lines >blanks ;;
	crlf) sed 's/$/\r/' lines >crlf ;;
	bom) { printf '\xef\xbb\xbf'; head -n 1 lines; } >bom ;;
	esac
	rnn sample -m m --stop $'\n' -n 12 --count 40 --seed 1 --min-length 1 --novel $file >new
	wc -l <new
	sed 's/^[ \t]*//; s/[ \t]*$//' new >trimmed
	if [[ $file == bom ]]; then head -n 1 lines >old; else sed 's/^[ \t]*//; s/[ \t]*$//' lines >old; fi
	grep -xFf <(grep . old) trimmed || echo "none of $file"
done
# A sample that is new at once stays what its seed gives.
head -n 20 lines | sed 's/^ *//; s/ *$//' >some
rnn sample -m m --stop $'\n' -n 12 --count 40 --seed 1 --min-length 1 --novel some >new
paste -d '\n' all new | while read -r was && read -r is; do # blanks at ends are left out
	grep -qxF -- "$was" some || [[ $was == "$is" ]] || echo "$was became $is"
done
rnn sample -m m --stop $'\n' -n 12 --seed 7 --min-length 1 --novel some >one
sed -n 7p new | tr -d '\n' | cmp - one
# The prime is the beginning of the first line, also if it is not printed.
rnn sample -m m --prime 'the c' -n 1 --seed 1 --count 30 --no-prime >ends
sed 's/^/the c/' ends | grep -m 1 'c[a-z]$' >file
rnn sample -m m --prime 'the c' -n 1 --seed 1 --count 30 --novel file | grep -cxFf file || true
rnn sample -m m --prime 'the c' -n 1 --seed 1 --count 30 --no-prime --novel file | sed 's/^/the c/' | grep -cxFf file || true
cut -c 6 file >end
rnn sample -m m --prime 'the c' -n 1 --seed 1 --count 30 --novel end | cut -c 6 | grep -cxFf end | sed 's/^[1-9][0-9]*$/some/'
rnn sample -m m --prime 'the c' -n 1 --seed 1 --count 30 --no-prime --novel end | grep -cxFf end || true
# Standard input; an empty file forbids nothing.
rnn sample -m m --stop $'\n' -n 12 --count 40 --seed 1 --min-length 1 --novel - <lines | cmp - <(
	rnn sample -m m --stop $'\n' -n 12 --count 40 --seed 1 --min-length 1 --novel lines)
: >empty
rnn sample -m m -n 50 --seed 3 --novel empty | cmp - <(rnn sample -m m -n 50 --seed 3)
# Runs: none of 4 characters, also across lines and from the prime on; the text of other alphabets does no harm.
runs() { python3 -c '
import sys
n, text, sample = int(sys.argv[1]), open(sys.argv[2]).read(), sys.stdin.read()
print(sum(sample[i:i + n] in text for i in range(len(sample) - n + 1)))' "$@"; }
need python3
rnn sample -m m -n 300 --seed 1 | runs 4 text.txt | sed 's/^[1-9][0-9]*$/many/'
for threads in 1 2; do
	rnn sample -m m -n 300 --seed 1 --novel text.txt --novel-run 4 --threads $threads >r$threads
done
cmp r1 r2
runs 4 text.txt <r1
rnn sample -m m -n 100 --prime 'the' --seed 1 --novel text.txt --novel-run 4 | runs 4 text.txt
rnn sample -m m -n 100 --seed 2 --novel text.txt --novel-run 4 --temperature 0 | runs 4 text.txt
{ cat text.txt; printf 'жжж\n'; } >more
rnn sample -m m -n 300 --seed 1 --novel more --novel-run 4 | cmp - r1
# A newline that ends the sample and is cut off may always be drawn.
rnn sample -m m --stop $'\n' -n 200 --seed 1 --novel <(printf 'a\nb\nc\nd\ne\nt\n') --novel-run 2 --json | grep -c '"stop":"\\n"'
# Given up: what was found before is written, and nothing else.
printf 'aaaaaaaaaa\nbbbbb\n' >text2
rnn train -q -m two --hidden 4 --layers 1 --steps 5 --batch 1 --seq 4 text2
printf 'ba\nbb\nb\n' >ab
status=0
rnn sample -m two -n 1 --prime 'b' --count 3 --seed 1 --novel ab --tries 50 >out 2>err || status=$?
sed -E 's/after [0-9]+/after N/; s/, [0-9]+ /, N /' err
echo "$status"
wc -c <out
try rnn sample -m m --novel missing
try rnn sample -m m --novel .
printf 'a\xff\n' >bad
try rnn sample -m m --novel bad
try rnn sample -m m -n 3 --seed 1 --novel bad --invalid skip -q >x
