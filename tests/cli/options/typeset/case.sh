# Dashes and quotation marks of word processors: what was meant is said, in one line.
export LC_ALL=C.UTF-8
try rnn train —epochs 3 f
try rnn train f –m x
try rnn sample −n 50
try rnn sample —count=3
try rnn sample “--count” 3
try rnn sample —cuont 3
try rnn train -—epochs 3 f
try rnn train —bogus 3 f
try rnn eval –
try rnn info —json
try rnn sample -n −1
try rnn sample -t –0.5
try rnn train --cell “gru” f
try rnn eval --invalid=‘skip’ f
try rnn sample --prime “Once upon a time”
try rnn sample --prime —seed 3
try rnn train “my text.txt”
try rnn —help
try rnn –version
try rnn —bogus
try rnn “train”
# A file of that name is used, and so is every word after --.
make_model m
for name in —epochs –m “text” '— notes'; do
	cp text.txt "$name"
	rnn eval -m m "$name" | grep -o '^[^:]*'
	rm "$name"
	try rnn eval -m m -- "$name"
done
try rnn eval -m m '— notes'
# A text may begin with a dash.
rnn sample -m m -n 0 --prime '— and the cat' --unknown skip -q
