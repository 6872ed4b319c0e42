# A filter: lines with at least, at most so many bits per character pass unchanged.
need jq
make_model m --engine native --precision f32 --steps 60
{ cat text.txt; printf 'zzqqxx##\n\n the cat\r\nsat'; } >t
rnn eval -m m --per-line -q t >rows
rate() { awk -F '\t' '{ print $1 / ($2 + $3) }' rows; }
for x in 3 4 7 25; do
	rnn eval -m m --max $x -q t >below
	rnn eval -m m --min $x -q t >above
	paste -d '\t' <(rate) t | awk -F '\t' -v x=$x '$1 <= x' | cut -f 2- | cmp - <(cat below; [[ $(tail -c 1 below | wc -l) -eq 1 || ! -s below ]] || echo)
	echo $(($(wc -c <below) + $(wc -c <above) - $(wc -c <t)))
done
rnn eval -m m --max 1000 t -q | cmp - t
rnn eval -m m --min 8 -q t
# Line ends of Windows cost nothing, and pass unchanged.
for o in '--min 4' '--max 4'; do
	# shellcheck disable=SC2086
	sed 's/$/\r/' text.txt | rnn eval -m m $o | cmp - <(rnn eval -m m $o text.txt | sed 's/$/\r/')
done
# Rows and objects of the lines that pass; their numbers are those of all lines.
rnn eval -m m --min 8 --per-line -q t | cmp - <(grep zzqq rows)
rnn eval -m m --min 8 --json -q t | jq -c '[.number, .line]'
rnn eval -m m --min 25 t -q
# Line by line on a pipe.
coproc FILTER { rnn eval -m m --min 8 -q; }
in=${FILTER[1]} out=${FILTER[0]} pid=$FILTER_PID
printf 'the cat\n####\n' >&"$in"
read -r -u "$out" line
echo "$line"
printf 'zzzz\n' >&"$in"
read -r -u "$out" line
echo "$line"
exec {in}>&-
wait "$pid"
for o in --per-char --per-word --color --choose '--batch 2' --adapt; do
	# shellcheck disable=SC2086
	try rnn eval -m m --max 3 $o t
done
try rnn eval -m m --max x t
