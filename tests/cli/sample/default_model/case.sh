# The model that ships with the program is one that samples, scores and says what it is.
need jq
tree=$(realpath "${BASH_SOURCE[0]%/*}/../../../..")
mkdir build models
cp -r "$tree/models/default" models/
cp "$RNN" build/rnn
build/rnn info | sed -n 1p
build/rnn sample -n 200 --seed 1 | wc -m
build/rnn sample -n 200 --seed 1 --precision f32 | cmp - <(rnn sample -m "$tree/models/default" -n 200 --seed 1 --precision f32)
printf 'Once upon a time there was a little boy who lived with his mother.\n' >text
# A text like those it learned from takes it less than 2 bits a character.
build/rnn eval --json text | jq -c '[.unknown, .bpc < 2]'
