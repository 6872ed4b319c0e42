# Bad and odd texts.
printf 'good\nba\222d\n' >bad.txt
head -c 1000 bad.txt | gzip >text.gz
printf '\377\376a\0b\0' >utf16.txt
: >empty.txt
printf 'x' >one.txt
printf 'ab' >two.txt
try rnn train -m x bad.txt
try rnn train -m x text.gz
try rnn train -m x utf16.txt
try rnn train -m x empty.txt
try rnn train -m x one.txt
try rnn train -m x --valid 0.5 two.txt
ls -d x 2>/dev/null || true
fast=(--hidden 4 --layers 1 --batch 32 --seq 64 --steps 2)
rnn train -m r "${fast[@]}" --invalid replace bad.txt 2>&1 | grep warning
rnn train -m s "${fast[@]}" --invalid skip bad.txt 2>&1 | grep warning
rnn info -m r | grep alphabet
rnn info -m s | grep alphabet
rnn train -q -m b "${fast[@]}" --unit byte bad.txt
rnn info -m b | grep alphabet
printf '\357\273\277a line\r\nanother line\r\n' >dos.txt
rnn train -m d "${fast[@]}" dos.txt 2>&1 | grep 'warning: dos'
rnn train -m db "${fast[@]}" --unit byte dos.txt 2>&1 | grep 'warning: dos'
printf 'a \r in a sound\r\n' >sound.raw
rnn train -m s "${fast[@]}" --force --unit byte sound.raw 2>&1 | grep warning || true
make_text >text.txt
rnn train -m e "${fast[@]}" --valid-file text.txt text.txt 2>&1 | grep 'warning: text'
rnn train -q -m f "${fast[@]}" --valid-file text.txt text.txt
ls -d f
