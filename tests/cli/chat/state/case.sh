# /save and /load at any turn, and --state, give the answers of a talk that was not interrupted.
need jq
make_talk_model
printf '%s\n' hello 'I am sad' hi 'I am happy' '' hello 'I am' hi 'sad' hello >lines
chat() { rnn chat -q -m m "$@"; }
for options in '-t 1.5' '--precision f32 --best-of 3 -t 1.5'; do
	# shellcheck disable=SC2086
	chat --seed 5 $options <lines >whole
	for turn in {0..10}; do
		# shellcheck disable=SC2086
		{ head -n "$turn" lines; echo '/save talk.json'; } | chat --seed 5 $options >got
		# shellcheck disable=SC2086
		{ echo '/load talk.json'; tail -n +"$((turn + 1))" lines; } | chat --seed 6 $options >>got
		cmp got whole
		rm -f state.json
		# shellcheck disable=SC2086
		head -n "$turn" lines | chat --seed 5 $options --state state.json >got
		# shellcheck disable=SC2086
		tail -n +"$((turn + 1))" lines | chat --state state.json ${options%-t*} >>got
		cmp got whole
	done
done
# Each line of its own.
rm -f state.json
chat --seed 5 -t 1.5 <lines >whole
while IFS= read -r line; do printf '%s\n' "$line" | chat --seed 5 --state state.json -t 1.5; done <lines | cmp - whole
# A command alone is saved too: /temperature and /reset.
rm -f state.json
printf '/temperature 0\n' | chat --state state.json
grep temperature state.json
ls
# Files that cannot be read or written, and those of another model, end the program.
rnn train -q -m n --init none --chat --hidden 8 --layers 1 --steps 20 --batch 4 --seq 16 talk.txt
try rnn chat -m n --state state.json </dev/null | sed 's/[0-9a-f]\{8\}/X/g'
printf '{}' >bad
try rnn chat -m m --state bad </dev/null
cat bad
try rnn chat -m m --state none/state.json </dev/null
try rnn chat -m m --state . </dev/null
# So do those whose state was changed by hand to one that no text leads to.
echo hello | chat --seed 5 --state hand.json >/dev/null
for bits in 7f7fffff ff7fffff 40000000; do
	jq --arg bits "$bits" 'del(.crc32) | .state |= $bits + .[8:]' hand.json >huge.json
	echo hello | try rnn chat -q -m m --json --state huge.json
	printf '/load huge.json\nhello\n' | try rnn chat -q -m m
done
jq 'del(.crc32) | .state |= .[:-8] + "7f7fffff"' hand.json >huge.json
echo hello | try rnn chat -m m --state huge.json
rm hand.json huge.json
# The notes say which talk goes on.
try rnn chat -m m --state state.json </dev/null
# --seed counts more than the file.
echo hello | chat --state state.json --seed 7 >/dev/null
grep seed state.json
# A file of any name, in place of a talk only. The state of a private talk stays private.
for name in - -- 'a b' "$(printf 'n%.0s' {1..255})"; do
	echo hello | chat --state="$name" --seed 5 >/dev/null
	printf '/load %s\nhi\n' "$name" | chat | wc -l
	rm -f -- "./$name"
done
printf notes >notes
printf '/save notes\nhello\n' | try chat --seed 5 -t 0
cat notes && echo
mkfifo fifo
echo '/save fifo' | try chat
[[ -p fifo ]] && echo 'a FIFO'
chmod 600 state.json
ln -s state.json link.json
echo hello | chat --state link.json >/dev/null
stat -c %a:%F state.json link.json
