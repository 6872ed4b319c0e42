# The recipes of scripts/README.md, "Scoring for people". Scores in float32 with our kernels have the same bits everywhere.
model=$(realpath "${BASH_SOURCE[0]%/*}/../../../..")/models/default
score() { rnn eval --engine native "$@"; }
# A filter of a log for odd lines.
log() { awk -v from="$1" -v n="$2" 'BEGIN { srand(from); for (i = 0; i < n; i++) { r = (i * 7919 + from * 31) % 1000
	printf "10:%02d:%02d %s\n", i / 60 % 60, i % 60, r % 3 == 0 ? "GET /index.html 200 " r : r % 3 == 1 ? "GET /page/" r % 10 " 200 " r : "POST /login 302 0" } }'; }
log 1 600 >yesterday.log
{ log 2 40; echo '10:00:41 panic: index out of range'; log 3 20; echo '10:00:21 GET /../../etc/passwd 404 0'; } >today.log
rnn train -q --engine native --precision f32 --hidden 24 --layers 1 --steps 250 --batch 8 --seq 40 -m log yesterday.log
score -q -m log --min 5 <today.log
# Which of the readings of a scanned line is right.
printf '%s\n' 'a big red hall in the park.' 'a big red ball in the park.' 'a big rcd ball in the park.' >readings
score -m "$model" --prime 'She saw ' --choose readings
# Which words of a text surprise.
printf 'The little dog was very happy. He ran to the refrigerator and ate a big polynomial.\n' >story
score -m "$model" --per-word story | sort -g -r -k 2 | head -n 3
# And what was likelier there.
score -m "$model" --per-word --likely 3 <(cut -d ' ' -f 1-6 story) | cut -f 5-
