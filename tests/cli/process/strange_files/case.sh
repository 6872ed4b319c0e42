# Devices, sockets, FIFOs, packed files, and files that change while they are read.
need python3
make_model m
fast=(-q -m n --force --hidden 4 --layers 1 --steps 2)
for f in /dev/zero /dev/urandom /dev/null; do
	try rnn train "${fast[@]}" $f
	try rnn eval -m m $f
done
try rnn sample -m m --prime-file /dev/zero -n 1
try rnn train "${fast[@]}" - <.
try rnn eval -m m <.
rnn sample -m m --prime-file /dev/null -n 3 --seed 1 >a
rnn sample -m m -n 3 --seed 1 | cmp - a
python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("sock")'
for c in "train -m x" "eval -m m"; do
	# shellcheck disable=SC2086
	s=$(try rnn $c sock)
	[[ $s == '66 rnn: sock: is a socket, not a text file' ]] || echo "$s"
done
# Named pipes, one and two, whoever comes first.
mkfifo one two
(sleep 0.2; cat text.txt >one) &
rnn train "${fast[@]}" one
rnn train -q -m plain --force --hidden 4 --layers 1 --steps 2 text.txt
cmp n/weights-*.safetensors plain/weights-*.safetensors
(cat text.txt >one; cat text.txt >two) &
rnn eval -m m one two | uniq -c | wc -l
(sleep 0.2; : >one) &
try rnn eval -m m one
(sleep 0.2; printf 'the ' >one) &
rnn sample -m m --prime-file one -n 0
echo
wait
# Packed and printed texts are named.
printf 'PK\3\4 and so on' >zip
printf '%%PDF-1.4 and so on' >pdf
printf '\3757zXZ\0 and so on' >xz
printf '\050\265\057\375 and so on' >zst
printf '\376\377\0a\0b' >utf16be
printf 'a\0b\0c\0d\0e\0f\0' >utf16le
for f in zip pdf xz zst utf16be utf16le; do try rnn train "${fast[@]}" $f; done
rnn train "${fast[@]}" --unit byte zip
# Larger than any memory, by its size alone.
truncate -s 8T huge
try rnn train "${fast[@]}" huge
try rnn eval -m m huge
try rnn sample -m m --prime-file huge
# A file that grows and shrinks meanwhile gives some text or an error, never a signal.
times=150
! instrumented || times=40 # still longer than a read
for ((i = 0; i < times; i++)); do cat text.txt; done >moving
cp moving whole
touch running
(while [[ -e running ]]; do truncate -s 5000 moving; cat whole >>moving; done) 2>/dev/null &
for ((i = 0; i < 6; i++)); do
	s=0
	rnn train "${fast[@]}" moving 2>err || s=$?
	((s == 0 || s == 65)) || echo "train: $s $(cat err)"
	s=0
	rnn eval -m m --batch 64 moving >/dev/null 2>err || s=$?
	((s == 0 || s == 65)) || echo "eval: $s $(cat err)"
done
rm running
wait
