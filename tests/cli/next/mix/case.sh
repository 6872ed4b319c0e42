# What several models, n-gram counts and a cache predict together: the probabilities that rnn eval gives.
need jq
make_model a --engine native --precision f32 --steps 60
sed 's/dog/fox/' text.txt >other.txt
mkdir o
(cd o && cp ../other.txt text.txt && make_model c --engine native --precision f32 --seed 2 --steps 40)
prime='the cat sat on a mat. the fox sat on a '
mixed() { local command=$1; shift; rnn "$command" -q --engine native --precision f32 -m a -m o/c --prime "$prime" --json "$@"; }
for options in '--mix 0.6,0.4' '--mix-ngram other.txt --mix log:0.5,0.4,0.3' '--mix-ngram other.txt --cache --mix 4,3,2,1' '--cache' '--cache --mix linear'; do
	# shellcheck disable=SC2086
	mixed next --chars 3 -k 3 $options >json
	jq -r '.chars[] | "\(.p) \(.char)"' json | while read -r p char; do
		# shellcheck disable=SC2086
		echo "$p $(printf %s "${char:- }" | mixed eval $options - | jq .nats_total)" |
			awk '{ d = log($1) + $2; printf "%d", d * d < 1e-10 }'
	done
	jq -c '[(.words | length), ((([.words[].p] | add) + .none + .other + .open) * 1e6 | round)]' json
done
# Without the characters of the second model, the first does not know the prime.
try rnn next -m a --prime "$prime"
# A weight of 0 leaves a member out; each line is a text of its own.
one() { rnn next --engine native --precision f32 -m a "$@" | sed -E 's/([0-9]\.[0-9]{3})[0-9]*/\1/; /^(char|word)\t[^0]/d; /e-/d'; }
printf 'the cat sat on a\nthe c\n' >lines
one --mix 1,0 --mix-ngram other.txt <lines | cmp - <(one <lines)
rnn next -m a -m o/c --cache <lines >both
rnn next -m a -m o/c --cache <<<'the c' | cmp - <(tail -n "$(rnn next -m a -m o/c --cache <<<'the c' | wc -l)" both)
# What is refused.
for o in '-m a --mix 1' '-m a -m o/c --mix 1,1,1' '-m a --cache --mix x' '-m a --mix-ngram none' '-m a -m none'; do
	# shellcheck disable=SC2086
	try rnn next $o --prime a
done
try rnn next -m a --mix-ngram - <lines
try rnn next -m a --mix-ngram - --prime-file - <lines
rnn next -m a --mix-ngram - --prime 'the ' -k 1 --chars 0 <other.txt | cut -f 1
make_model d --unit byte
try rnn next -m a -m d --prime a
