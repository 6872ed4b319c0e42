# Characters that cannot be seen are shown as escapes; JSON has all code points.
need jq
fast=(-q --force --hidden 4 --layers 1 --steps 2 -m m)
show() {
	rnn train "${fast[@]}" "${@:2}" "$1"
	rnn info -m m | grep alphabet
	rnn info -m m --json | jq -c .vocab
}
printf 'a b\tc\r\n\\"%.0s' {1..20} >plain
show plain
printf 'x\0\x01\x1b[\x7f\xc2\x80\xc2\xa0\xc2\xad\xe2\x80\x8b\xe2\x80\x8d\xe2\x80\xae\xe2\x81\xa6\xef\xbb\xbf\xe3\x80\x80y%.0s' {1..20} >odd
show odd
printf 'e\xcc\x81 \xe0\xa4\x95\xe0\xa5\x8d\xef\xb8\x8f\xe2\x83\x9d\xf0\x9f\x98\x80\xe3\x85\xa4%.0s' {1..20} >marks
show marks
show odd --unit byte
# Messages that name characters do the same.
rnn train "${fast[@]}" plain
try rnn train -q --init m -m tuned --steps 2 odd
try rnn train -q --init m -m tuned --steps 2 marks
