# On a terminal: prompt, answers with the prefix of the model, commands; the end by Ctrl-D.
need python3
make_talk_model
shown() { tr -d '\r' | sed -nE '/^B: |^rnn: |^[0-9]+$/p'; }
printf '%s\n' hello 'I am sad' /temp /reset '^D' | terminal --answer 'A: ' "$RNN" chat -m m --precision f32 -t 0 | shown
printf '%s\n' hello /quit | terminal --answer 'A: ' "$RNN" chat -q -m m --precision f32 -t 0 | shown
# A command that failed was seen: the status is 0.
printf '%s\n' /nothing '^D' | terminal --answer 'A: ' "$RNN" chat -q -m m | shown
# Characters beyond ASCII are read whatever the locale is; what the model does not know of them is said.
for locale in C C.UTF-8 none; do
	printf 'I \303\251\342\202\254 am\n^D' | terminal --answer 'A: ' env LC_ALL="$locale" "$RNN" chat -m m -t 0 --seed 1 |
		shown | sed -n '/left out/p'
done
