# --match: the sample as a whole matches an expression.
make_model m
need_expressions m
check() { # EXPRESSION OPTION...: 200 samples, checked by Python
	rnn sample -q -m m --seed 1 --count 200 --separator '\0' --match "$@" >samples
	python3 - "$1" <<'PY'
import re, sys
texts = open("samples", encoding="utf-8").read().split("\0")[:-1]
wrong = [t for t in texts if not re.fullmatch(sys.argv[1], t)]
print(len(texts), len(set(texts)) > 1, wrong[:1])
PY
}
check 'the (cat|dog|mat) (sat|ran)( on a (mat|dog))?\.'
check '[a-f]{2}(\.[a-f]{2}){3}'
check '(?i)The[ac-t]+' -n 40
check '(?=.*dog)[a-z .]{5,30}'
check '(?:(?!the).)*\.' -n 60
check '\w+é \w+' -n 20 -t 0.7
check '[^aeiou\s]+' -n 12 --top-k 5
check '(\w+\n){2}' --min-p 0.05
check '\((\w+|\((\w+)\))*\)|\w+' -n 15
# What may go on ends where the model leaves it; what may not goes on to the end.
rnn sample -q -m m --seed 1 -n 30 --match '(?s).*' | wc -m
rnn sample -q -m m --seed 1 -n 30 -t 0 --match '\w+' --prime 'the '
echo '|'
rnn sample -q -m m --seed 1 -n -1 --match '\w{3}' | wc -c
# What may not be drawn is no way to leave.
rnn sample -q -m m --seed 1 --count 50 -n 40 --match '\w+' --without '. \né' | awk '{ print length }' | sort -u
# A match that needs all of the length has all of it.
for n in 10 11 12 13; do
	rnn sample -q -m m --seed 1 --count 20 -n $n --match '(the )*cat|(a ){5}a' | sort -u | head -2
done
rnn sample -q -m m --seed 1 -n 0 --match 'a*' | wc -c
need jq
rnn sample -m m --seed 3 --json --match 'the c?at' | jq -c '[.text, .chars == .scored, .stop, .nats > 0]'
# The same alone, and whatever the number of threads.
rnn sample -q -m m --seed 1 --count 9 --match '\w+ \w+\.' -n 50 >nine
rnn sample -q -m m --seed 9 --count 1 --match '\w+ \w+\.' -n 50 --threads 2 | cmp - <(tail -n 1 nine)
# Each text by its whole probability.
rnn sample -q -m m --seed 1 --count 300 --exact --match 'the (cat|ran|mat)' | sort -u
rnn sample -q -m m --seed 1 --count 20 --exact -t 0 --match 'the (cat|dog)' | sort -u | wc -l
# Before a character is drawn.
try rnn sample -m m --match 'a{5'$'\xff'
try rnn sample -m m --prime 'the ' --match '(a'
try rnn sample -m m --match '[XYZ]a'
try rnn sample -m m --match '(?=a)b'
try rnn sample -m m --match 'a' --without a
try rnn sample -m m --match 'a{20}b?' -n 19
try rnn sample -m m --match '(a)\1'
try rnn sample -m m --match 'a++'
try rnn sample -m m --match '(a|t)*a(a|t){40}'
try rnn sample -m m --match '(?=.*(a.*){300})(?=.*(t.*){300}).*' -n 1000
rnn sample -q -m m --seed 1 -n 60 --match '(a+)+(a+)*$' | tr -d 'a\n' | wc -c
try rnn sample -m m --exact --match '\w+'
try rnn sample -m m --exact
try rnn sample -m m --match a --stop b
try rnn sample -m m --match a --min-length 3
# A sample without end is what -n -1 means, alone; nothing can wait for it.
{ rnn sample -q -m m --seed 1 -n -1 --match '(?s).*' || true; } | head -c 3000 | wc -c
{ rnn sample -q -m m --seed 1 -n -1 --match '(?s).*' || true; } | head -c 300 | cmp - <(rnn sample -q -m m --seed 1 -n 300 | head -c 300)
for o in '--count 2' --json '--best-of 2' --unique; do
	# shellcheck disable=SC2086
	try rnn sample -m m -n -1 --match '(?s)the.*' $o
done
try rnn sample -m m -n -1 --match '\w*' --without '. \n' --count 2
rnn sample -q -m m --seed 1 -n -1 --match '\w*' --count 2 | wc -l
