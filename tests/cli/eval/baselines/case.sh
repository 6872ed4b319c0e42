# What others make of the text stands after the model's own score.
need jq
make_model m
# Compressors of known quality: one takes all, one nothing, one ten bytes.
mkdir bin
printf '#!/bin/sh\nexec /bin/cat\n' >bin/gzip
printf '#!/bin/sh\n/bin/cat >/dev/null\n' >bin/bzip2
printf '#!/bin/sh\n/bin/cat >/dev/null\nprintf 0123456789\n' >bin/xz
chmod +x bin/*
with() { PATH=$PWD/bin rnn "$@"; }
with eval -m m --json text.txt >plain
with eval -m m --baselines --json text.txt >j
jq -c keys_unsorted j
jq -c '[.baselines | keys_unsorted[]]' j
jq -c 'del(.baselines, .worse_than)' j | cmp - <(jq -c . plain)
jq -c '.chars as $n | .baselines | [.gzip * $n / 8, .bzip2 * $n, .xz * $n] | map(round)' j
wc -c <text.txt
jq -c .worse_than j
# With a training text: what it adds to that, and counts.
with eval -m m --baselines --train text.txt --json text.txt >j
jq -c '[.baselines | keys_unsorted[]]' j
jq -c '.chars as $n | .baselines | [.gzip_after * $n / 8, .bzip2_after * $n, .xz_after * $n] | map(round)' j
jq -c '.baselines.kn7 > 0 and .baselines.kn7 < 1' j
jq -c .worse_than j
for n in 1 3 32; do
	with eval -m m --baselines --train text.txt --order $n --json text.txt | jq -c ".baselines.kn$n"
done | sort -rnc && echo 'longer is better'
# For people.
with eval -m m text.txt >a
with eval -m m --baselines --train text.txt text.txt >b
head -n 1 b | cmp - a
sed -n '2,$s/[0-9]\.[0-9]*/N/gp' b
with eval -m m --baselines text.txt | sed -n '2,$s/[0-9]\.[0-9]*/N/gp'
# The adapted score has its own place.
with eval -m m --adapt --baselines --json text.txt | jq -c keys_unsorted
# Standard input, several files, a training text out of a pipe.
with eval -m m --baselines --json <text.txt >j0
with eval -m m --baselines --json text.txt | sed 's/"text.txt"/"-"/' | cmp - j0
head -n 5 text.txt >short
with eval -m m --baselines --json text.txt short >two
with eval -m m --baselines --json short | cmp - <(sed -n 2p two)
cp text.txt same.txt
with eval -m m --baselines --train - --json text.txt <same.txt | cmp - j
with eval -m m --baselines --train <(head -n 1000 same.txt) --json text.txt | cmp - j
# Absent ones and failing ones are left out, with a note.
rm bin/bzip2
printf '#!/bin/sh\nexit 3\n' >bin/xz
try with eval -m m --baselines --json text.txt
jq -c '.baselines | keys_unsorted' out
try with eval -q -m m --baselines --json text.txt
# They get no descriptor but the three, no noise comes through, and SIGPIPE harms nobody.
printf '#!/bin/sh\n/bin/ls /proc/self/fd >fds\necho noise >&2\n' >bin/gzip
for _ in $(seq 200); do head -n 50 text.txt; done >long
exec 7<text.txt
with eval -q -m m --baselines --json long | jq -c .baselines.gzip
exec 7<&-
tr '\n' ' ' <fds
echo
# The real ones, where they are.
need gzip
need bzip2
need xz
rnn eval -m m --baselines --train text.txt --json long | jq -c '.baselines | .gzip < 8 and .xz < .gzip and .xz_after <= .xz'
rnn eval -m m --baselines --json text.txt | jq '.baselines.gzip * .chars / 8 | round' | cmp - <(gzip -9 <text.txt | wc -c)
# What it does not go with, and training texts that are none.
try rnn eval -m m --baselines --per-char text.txt
try rnn eval -m m --baselines --per-line text.txt
try rnn eval -m m --train text.txt text.txt
try rnn eval -m m --baselines --order 3 text.txt
try rnn eval -m m --baselines --train text.txt --order 33 text.txt
try rnn eval -m m --baselines --train none text.txt
try rnn eval -m m --baselines --train - - <text.txt
try rnn eval -m m --baselines --train - <text.txt
printf '#12#' >foreign
try rnn eval -q -m m --baselines --train foreign text.txt
printf 'the \377' >bad
try rnn eval -q -m m --baselines --train bad text.txt
try rnn eval -q -m m --baselines --invalid skip --train bad --json text.txt
