# Odd primes and models.
need jq
make_model m
words() { rnn next -m m --json --precision f32 "$@" | jq -c '[(.chars | length), (.words | length > 0), (.open >= 0 and .open <= 1)]'; }
words --prime ''
words --prime ' '
words --prime '      '
words --prime $'\n\n\n'
words --prime '.'
words --prime "$(printf 'the cat sat on a mat. %.0s' {1..2000})"
words --prime "$(printf 'o%.0s' {1..5000})"
try rnn next -m m --prime 'the Cat'
try rnn next -m m --prime $'the \xff'
try rnn next -m m --prime 'Q' --unknown skip
cmp out <(rnn next -m m --prime '') && echo 'as the start'
rnn next -m m --json --prime $'the\xff cat' --invalid skip | jq -c .prime
try rnn next -m m --prime a --prime-file b
try rnn next -m m --prime-file none
try rnn next -m m -k 1001 --prime a
try rnn next -m m -t -1 --prime a
try rnn next -m none --prime a
try rnn next -m m --prime a b
rnn next -m m --prime a 2>&1 >/dev/full || echo "status $?"
# Many words; each once.
rnn next -m m -k 1000 --json --prime 'the ' | jq -c '(.words | length), ([.words[].word] | length == (unique | length))'
# A byte model completes a character that the prime ends in.
rnn train -q -m b --unit byte --hidden 24 --layers 1 --steps 300 --batch 4 --seq 16 text.txt
rnn next -m b --precision f32 --json -k 1 --prime $'the caf\xc3' | jq -c '.words[0].word'
rnn next -m b --precision f32 --json -k 1 --prime 'the caf' | jq -c '.words[0] | [.word, .text]'
rnn next -m b --precision f32 --chars 1 --prime $'the caf\xc3' | sed -nE 's/^char\t[^\t]*\t//p'
rnn next -m b --precision f32 --json --chars 1 --prime $'the caf\xc3' | jq -c '.chars[0] | [.char, .code]'
# A model without blank or letters has no words.
printf '%s\n' {1..900} >text.txt
rnn train -q -m d --hidden 8 --layers 1 --steps 20 --batch 4 --seq 16 text.txt
rnn next -m d --json --prime 12 | jq -c '[.words, .open, .certain, .none > 0.999]'
