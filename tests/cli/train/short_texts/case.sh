# Texts shorter than a window or a batch: trained on with smaller ones, or refused with numbers.
make_text >all
fast=(-m m --force --hidden 4 --layers 1 --batch 32 --seq 64 --steps 2)
for n in 0 1 2 3 63 64 65 66 2048 2049; do
	head -c $n all >t
	s=0
	rnn train "${fast[@]}" t 2>err || s=$?
	echo "$n: $s $(grep -e '^rnn' err | sed '/the model is in/d; /: next: /d')"
	((s != 0)) || rnn sample -q -m m -n 5 >/dev/null
done
# What is left of a small text for validation.
for v in 0 0.001 0.1 0.5 0.9; do
	printf 'abcdefghijkl' >t
	try rnn train -q "${fast[@]}" --valid $v t
done
printf 'a' >v
try rnn train -q "${fast[@]}" --valid-file v t
: >v
try rnn train -q "${fast[@]}" --valid-file v t
printf 'xyz' >v
try rnn train -q "${fast[@]}" --valid-file v t
printf 'abc' >v
try rnn train -q "${fast[@]}" --valid-file v t
# One symbol only: nothing can be learnt, and nothing breaks.
printf 'a%.0s' {1..500} >same
rnn train -q "${fast[@]}" --valid 0.1 same
rnn sample -q -m m -n 5 --prime aa
echo
rnn eval -m m same
printf 'x' | rnn eval -m m --json 2>err || echo "status $? $(cat err)"
