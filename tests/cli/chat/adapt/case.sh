# A talk learns from the lines of the user: what was said becomes likelier; the same answers for a seed, after /save and
# /load, with --state, after /reset; files with and without what was learned.
need jq
make_talk_model
printf '%s\n' 'Ahab is my dog' hello 'Ahab is sad' '' 'I am happy' 'hello Ahab' 'is Ahab sad' 'I am Ahab' 'Ahab is my dog' >lines
chat() { rnn chat -q -m m --seed 5 -t 1.5 --adapt "$@"; }
cp -r m before
nats() { jq -s 'map(.user_nats) | .[5:] | add' "$@"; }
chat --json <lines >learned
chat --json --adapt-weight 0 <lines >still
jq -n --argjson a "$(nats learned)" --argjson b "$(nats still)" '$a < 0.9 * $b'
jq -c 'keys' learned | uniq
# With weight 0 the answers are those without --adapt.
rnn chat -q -m m --seed 5 -t 1.5 --json <lines | cmp - <(jq -c 'del(.user_nats)' still) && echo same
# The same answers for a seed, whatever the threads and whenever the talk is interrupted.
for options in '--json --adapt-weight 0.3' '--json --precision f32 --best-of 3'; do
	# shellcheck disable=SC2086
	chat $options <lines >whole
	# shellcheck disable=SC2086
	chat $options --threads 1 <lines | cmp - whole
	for turn in 1 5; do
		# shellcheck disable=SC2086
		{ head -n "$turn" lines; echo '/save talk.json'; } | chat $options >got
		# shellcheck disable=SC2086
		{ printf '%s\n' Ahab '/load talk.json'; tail -n +"$((turn + 1))" lines; } | chat $options | tail -n +2 >>got
		cmp got whole
		rm -f state.json
		# shellcheck disable=SC2086
		head -n "$turn" lines | chat $options --state state.json >got
		# shellcheck disable=SC2086
		tail -n +"$((turn + 1))" lines | chat $options --state state.json >>got
		cmp got whole
	done
done
# What was learned has a part in the answers.
chat --adapt-weight 1 <lines | cmp -s - <(chat --adapt-weight 0 <lines) || echo 'other answers'
# A reset forgets it.
printf '%s\n' 'Ahab is sad' hello /reset 'Ahab is sad' 'Ahab is sad' | chat --json |
	jq -s -c 'map(.user_nats) | [.[0] == .[2], .[0] > .[3]]'
# Its file is refused without --adapt; that of another talk goes on.
try rnn chat -m m --state state.json <<<hello
cat out
printf '/load state.json\nhello\n' | try rnn chat -m m --seed 5 -t 0
cat out
rm state.json
rnn chat -q -m m --state state.json --seed 5 <<<hello >/dev/null
jq -c 'has("said")' state.json
chat --state state.json <<<hello | wc -l
jq -c 'has("said")' state.json
# Its damaged files.
for wrong in 'del(.weights)' 'del(.said)' '.weights |= .[8:]' '.weights = "7f800000" + .weights[8:]' '.said += "0"' \
	'.said += "ffff"' '.said = .said * 1000' '.weights = "bf800000" + .weights[8:]'; do
	jq "del(.crc32) | $wrong" state.json >bad.json
	try rnn chat -m m --adapt --state bad.json <<<hello
done
# The model itself does not change.
diff -r before m && echo 'the model as it was'
try rnn chat -m m --adapt-weight 0.1 <<<hello
try rnn chat -m m --adapt --adapt-weight 1.1 <<<hello
