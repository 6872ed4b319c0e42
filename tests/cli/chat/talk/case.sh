# A talk in a pipe: a line for each line, at once, the same for a seed; JSON; the threads.
need jq
make_talk_model
lines() { printf '%s\n' hello 'I am sad' hi 'I am happy'; }
chat() { rnn chat -m m --precision f32 --seed 1 "$@"; }
# The answers fit.
lines | chat -t 0
# Twenty turns, one line each, none empty; the same again, whatever the threads; with another seed not.
for i in {1..5}; do lines; done >twenty
chat <twenty >answers
wc -l <answers
grep -c . answers
chat --threads 1 <twenty | cmp - answers
chat --threads 2 <twenty | cmp - answers
chat --seed 2 -t 2 <twenty | cmp -s - answers || echo 'other answers'
# Each answer arrives before the next line is written.
one_by_one "$RNN" chat -q -m m --precision f32 --seed 1 <twenty | cmp - answers && echo 'at once'
# JSON: the answer is the one of the best score.
lines | chat --json --best-of 8 >json
jq -c '[.user, .unknown, (.answers | length), (.answers[0] | keys)]' json
jq -c '.model as $m | [.answers[].score] as $s | .answers | map(select(.score == ($s | max))) | .[0].text == $m' json
lines | chat --json --relevance 0 --best-of 1 | jq -c '.answers[0] | keys' | uniq
# The score is that of the formula, with the nats that eval gives.
head -n 1 json | jq -r '.answers[0] | "\(.text)\n" | @json' | jq -j . >answer
head -n 1 json | jq '.answers[0].nats' >nats
printf '\nA: hello\nB: ' >prime
rnn eval -m m --precision f32 --json --prime "$(cat prime)" answer | jq --slurpfile want nats \
	'.nats_total - $want[0] | . < 1e-4 and . > -1e-4'
head -n 1 json | jq '.answers[0] | (0.5 * .nats_alone - .nats) / ((.text | length) + 1) - .score |
	. < 1e-9 and . > -1e-9'
# Short answers are cut, never empty.
lines | chat -n 10 --best-of 1 | awk '{ print length($0) <= 10 && length($0) > 0 }' | uniq
# A reader that leaves ends the program by SIGPIPE.
yes hello | rnn chat -q -m m 2>err | head -n 1 | wc -l || echo "${PIPESTATUS[*]}"
cat err
lines | rnn chat -m m 2>&1 >/dev/full || echo "status $?"
