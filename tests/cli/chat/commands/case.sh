# Commands, and lines that look like them. They write nothing to standard output.
make_talk_model
chat() { rnn chat -m m --precision f32 --seed 1 -t 0 "$@"; }
printf '%s\n' /help /reset '/temperature 0.5' '/temperature  0 ' hello /more '' '/save a b.json' '/load a b.json' \
	hi /quit hello | chat
# What is wrong is said, the talk goes on, and the status is that of the first command that failed.
say_to() { printf '%s\n' "$@" | try chat; cat out; }
say_to /hello hello
say_to /tempreature /SAVE / '/ save' hello
say_to /save '/save  ' /load /temperature '/temperature x' '/temperature -1' '/temperature 1001' '/temperature nan'
say_to '/reset now' '/quit please' '/help me' '/more x' hello
say_to '/load none' '/save none/x' /tempo hello
say_to '/load talk.txt' hello
say_to $'/save a\tb' && rm -f $'a\tb'
printf '/save a\0b\n' | try chat
[[ ! -e a ]] && echo 'no file'
# A reset talk answers as a new one does.
printf '%s\n' hello /reset hello | chat -q -t 0 | uniq -c | sed 's/^ *//'
# Two slashes say one; --no-commands says all.
printf '%s\n' //save | chat --json | jq -c '[.user, .unknown]'
printf '%s\n' '/save x' //x | chat --json --no-commands | jq -c '[.user, .unknown]'
[[ ! -e x ]] && echo 'no file'
# -q leaves the notes out, not the errors.
printf '%s\n' /reset /nothing '/temperature 2' | try chat -q
# The temperature is that which is used: in float32, without a sign.
printf '%s\n' '/temperature -0' '/temperature 1e-50' '/temperature 0.3' | try chat
