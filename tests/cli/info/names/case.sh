# File names with blanks, newlines, quotes, and the longest there are.
need jq
make_model m
fast=(-q --hidden 4 --layers 1 --steps 2)
for n in 'two words' $'new\nline' "quo'te\"" '--help' '-' '%s%n' $'\xff\xfe' $'\e[31mred'; do
	cp text.txt "./$n"
	rnn train "${fast[@]}" -m "./dir $n" -- "./$n"
	rnn eval -m "./dir $n" -- "./$n" >out
	rnn info -m "./dir $n" --json >j
	jq -e .training j >/dev/null
	[[ $(wc -l <out) == 1 ]] || echo "$n: more than one line"
	try rnn eval -m m -- "./none $n"
done
# The record of the options holds such a name too, and gives it back.
cp text.txt "it's valid"
rnn train "${fast[@]}" -m v --valid-file "it's valid" text.txt
rnn train -q -m v --resume --steps 4 text.txt
# One that no record can give back, and names that would lead out of models/.
cp text.txt $'caf\xe9.txt'
try rnn train "${fast[@]}" -m w --valid-file $'caf\xe9.txt' text.txt | LC_ALL=C tr -d '\351'
for n in ..txt ...txt ... .. . latest latest.txt; do
	cp text.txt "./$n" 2>/dev/null || true
	try rnn train "${fast[@]}" "./$n"
done
long=$(printf 'n%.0s' {1..255})
cp text.txt "$long"
rnn train "${fast[@]}" "$long"
ls models | grep -c nnn
try rnn train "${fast[@]}" "n$long" | cut -c 1-20
try rnn train "${fast[@]}" -m "n$long" text.txt | cut -c 1-20
deep=$(printf "$long/%.0s" {1..20})
try rnn train "${fast[@]}" -m "$deep" text.txt | cut -c 1-20
try rnn eval -m "$deep" text.txt | cut -c 1-20
try rnn info -m '' | cut -c 1-80
RNN_MODEL=m rnn info | sed -n 1p
# Umask and set-group-ID are followed.
(umask 027; rnn train "${fast[@]}" -m masked text.txt; stat -c %A masked masked/model.json)
