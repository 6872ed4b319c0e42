# A talk with several models and n-gram counts: the same answers after /save and /load, with --state, after /reset;
# its file names the members.
need jq
make_talk_model
rnn train -q -m n --init none --chat --hidden 16 --layers 1 --steps 100 --batch 4 --seq 32 --seed 2 talk.txt
printf '%s\n' hello 'I am sad' hi 'I am happy' '' hello 'I am' hi >lines
chat() { rnn chat -q --precision f32 --engine native -t 1.5 --seed 5 "$@"; }
chat -m m <lines >alone
chat -m m -m n --mix 1,0 <lines | cmp - alone
chat -m m -m n --mix 0,1 <lines | cmp -s - alone || echo another
for options in '--mix 0.7,0.3' '--mix log' '--mix-ngram talk.txt --mix linear --adapt'; do
	# shellcheck disable=SC2086
	both() { chat -m m -m n $options "$@"; }
	both --json <lines >whole
	both --json --threads 1 <lines | cmp - whole
	for turn in 0 5; do
		{ head -n "$turn" lines; echo '/save talk.json'; } | both --json >got
		{ printf '%s\n' hi '/load talk.json'; tail -n +"$((turn + 1))" lines; } | both --json --seed 6 | tail -n +2 >>got
		cmp got whole
	done
	rm -f state.json
	while IFS= read -r line; do printf '%s\n' "$line" | both --json --state state.json; done <lines | cmp - whole
	{ printf '%s\n' hello hello /reset; cat lines; } | both -t 0 | tail -n +3 | cmp - <(both -t 0 <lines)
	jq -c '[.names, (.members | length), .mix, (.mix_weights // "" | length), (.said // "" | length)]' state.json
done
# Others are refused, and the file stays.
cp state.json kept
# The weights depend on the number format of the training.
loads() { echo hello | try chat --state state.json "$@" | sed -E 's/[0-9a-f]{8}/X/g; s/sum to [0-9.]+/sum to N/'; }
loads -m m
loads -m m -m n --adapt
loads -m n -m m --mix-ngram talk.txt --mix linear --adapt
loads -m m -m n --mix-ngram lines --mix linear --adapt
loads -m m -m n --mix-ngram talk.txt --mix log --adapt
loads -m m -m n --mix-ngram talk.txt --mix 1,1,1 --adapt
loads -m m -m n --mix-ngram talk.txt --mix linear
cmp kept state.json
rm state.json
chat -m m --state state.json <lines >/dev/null
loads -m m -m n
# So are files whose weights or last symbols were changed to what no text leads to.
jq 'del(.crc32) | .mix_weights |= "3ff0000000000000" + .[16:]' kept >state.json
loads -m m -m n --mix-ngram talk.txt --mix linear --adapt
jq 'del(.crc32) | .mix_weights |= "fff0000000000000" + .[16:]' kept >state.json
loads -m m -m n --mix-ngram talk.txt --mix linear --adapt
jq 'del(.crc32) | .mix_weights |= .[16:]' kept >state.json
loads -m m -m n --mix-ngram talk.txt --mix linear --adapt
jq 'del(.crc32) | .state |= .[:-8] + "7f7fffff"' kept >state.json
loads -m m -m n --mix-ngram talk.txt --mix linear --adapt
# What does not go together.
for o in '-m m --mix 1' '-m m -m n --mix 1' '-m m --mix-ngram -' '-m m --mix-ngram none' '-m m -m n --cache'; do
	# shellcheck disable=SC2086
	try rnn chat $o <lines
done
