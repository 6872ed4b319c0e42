make_model m
printf 'the CAT' >unknown
rnn eval -m m unknown | grep -o '[0-9]* scored.*'
: >empty
printf 'a' >one
printf 'XYZ' >none
try rnn eval -m m empty
try rnn eval -m m one
try rnn eval -m m --json none
rnn eval -m m --per-char empty
rnn eval -m m --per-char one
rnn eval -m m --per-line empty
rnn eval -m m --per-line one | cut -f 2-
printf 'the\222cat' >bad
try rnn eval -m m bad
rnn eval -m m --invalid skip bad | grep -o '[0-9]* scored.*'
rnn eval -m m --invalid replace bad | grep -o '[0-9]* scored.*'
# Scored and unknown characters of a line are counted as they are read; a byte order mark is none at the start alone.
printf '\n\xef\xbb\xbfcat\n' | rnn eval -q -m m --per-line | cut -f 2,3
for invalid in skip replace; do
	printf '\xef\xbb\xbfthe\222cat\n\n\xef\xbb\xbfcaf\351 x\n' | rnn eval -q -m m --per-line --invalid $invalid | cut -f 2,3
done
