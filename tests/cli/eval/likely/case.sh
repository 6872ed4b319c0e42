# --per-word --likely N: each word among the likeliest ones at its place, as rnn next finds them.
need jq
make_model m --steps 300 --hidden 24 --engine native --precision f32
printf 'the cat sat on a mat\nand .the café dog. ran.\n .. oooo on a.mat' >t
likely() { rnn eval -q -m m --per-word --likely "$@"; }
# The columns of --per-word stay; three follow.
likely 3 t | cut -f 1-5 | cmp - <(rnn eval -q -m m --per-word t)
likely 3 t | awk -F '\t' '{ print NF, $5, ($6 == "-" ? $6 : ($6 >= 1 && $6 <= 3)), ($7 == "-" || ($7 > 0 && $7 <= 1)) }' | sort | uniq -c | awk '{ $1 = ""; print }'
# What is likely is what follows the text up to the word, or up to its first letter.
likely 4 --json t >j
jq -c 'keys_unsorted, (.likely | length)' j | sed -n '3,4p'
same() { # OFFSET of the row, PREFIX
	jq -c "select(.offset == $1) | .likely[] | [.word, (.p * 1e6 | round)]" j |
		cmp - <(rnn next -q -m m --precision f32 -k 4 --json --prime "$2" | jq -c '.words[] | [.word, (.p * 1e6 | round)]') && echo "same after '$2'"
}
same 4 'the '
same 8 'the cat '
same 25 'the cat sat on a mat
and .'
same 30 'the cat sat on a mat
and .the '
same 47 'the cat sat on a mat
and .the café dog. ran.
 '
# The rank is the place in the list; a word that is not in it has none, nor has what is no word.
jq -c 'select(.rank != null) | .likely[.rank - 1].word == (.word | capture("(?<w>[a-zé]+)").w)' j | sort -u
jq -c 'select(.word == ".." or .word == "oooo") | .rank' j
# The first character without a context is not scored, so its word is not compared; in a context it is.
jq -c 'select(.offset == 0) | [.rank, .likely, .certain]' j
rnn eval -q -m m --per-word --likely 2 --json --prime 'the cat sat on a m' <(printf 'at and the dog') | jq -c '[.word, .rank]' | head -n 1
# What is unknown is in no word. Bytes, several files, int8, any number of threads.
printf 'the c#t sat# #on' | likely 5 | cut -f 5,6 | sed 's/[1-5]$/N/'
make_model b --steps 300 --hidden 24 --unit byte --engine native --precision f32
rnn eval -q -m b --per-word --likely 3 --json t | jq -c 'select(.offset == 31) | [.word, .rank, .likely[0].word]'
# A byte that is replaced by U+FFFD is no gap: the word behind it is compared as a whole.
mkdir fffd
(cd fffd && sed 's/cat/�cat/' ../text.txt >text.txt && rnn train -q -m m --init none --hidden 8 --layers 1 --steps 20 --batch 4 --seq 16 text.txt)
replaced() { rnn eval -q -m fffd/m --precision f32 --invalid replace --per-word --likely 3 --json | jq -c '[.rank, .likely]'; }
printf 'the \xffcat sat' | replaced | cmp - <(printf 'the �cat sat' | replaced)
likely 3 t t | cmp - <(likely 3 t; likely 3 t)
likely 3 --precision int8 t | wc -l
likely 3 --threads 3 t | cmp - <(likely 3 --threads 1 t)
for o in '' '--per-word --window 3' '--per-word --batch 2' '--per-word -m m' '--per-word --cache' '--per-word --adapt'; do
	# shellcheck disable=SC2086
	try rnn eval -m m --likely 2 $o t
done
