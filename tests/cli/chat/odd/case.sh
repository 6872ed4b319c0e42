# Hostile lines, and models that cannot chat.
need jq
make_talk_model
chat() { rnn chat -m m --precision f32 --seed 1 "$@"; }
# One line out for each line in, whatever is in it.
{
	printf 'h\0i\n'
	printf '\xff\xfe\n'
	printf '     \t \n'
	printf '\n'
	printf 'caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80\n'
	printf '\xef\xbb\xbfhi\r\n'
	head -c 1000000 /dev/zero | tr '\0' h
	printf '\n\x1b[31m\n'
	printf 'I am sad'
} >lines
chat <lines >out 2>err
wc -l <out
grep -c . out
cat err
chat --json <lines 2>/dev/null | jq -c '[(.user | length), .unknown, (.model | length > 0)]'
# What is left out does not count: the same answers as without it.
printf 'I Xam§ sad\r\n' | chat -q | cmp - <(printf '  I am sad \n' | chat -q) && echo same
# Nothing at all.
chat </dev/null | wc -c
printf '' | chat --json | wc -c
# In bytes: answers are whole characters.
printf 'A: \xc3\xa9\xc3\xa9\nB: \xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\nA: \xc3\xa9\xc3\xa9\n%.0s' {1..100} >bytes.txt
rnn train -q -m b --init none --unit byte --chat --hidden 24 --layers 1 --steps 300 --batch 4 --seq 16 bytes.txt
for n in 10 11 12; do printf '\xc3\xa9\n\xff\n' | rnn chat -q -m b --seed 1 -t 0 -n "$n" | iconv -f UTF-8 -t UTF-8 | wc -l; done
# A model without speakers, and with some given by hand.
make_text >text.txt
make_model p
try rnn chat -m p <<<hi
try rnn chat -m p --chat-user x <<<hi
rnn chat -q -m p --chat-user '' --chat-model '' <<<the | wc -l
try rnn chat -m p --chat-user 'X: ' --chat-model 'the ' <<<hi
try rnn chat -m m --chat-user $'A\n' <<<hi
printf aaaaabbbbbaaaaabbbbbaaaaabbbbb >line.txt
rnn train -q -m q --init none --hidden 8 --layers 1 --steps 3 --batch 1 --seq 8 line.txt
try rnn chat -m q --chat-user a --chat-model b <<<hi
# Bad options.
try rnn chat -m m --best-of 0
try rnn chat -m m --best-of 65
try rnn chat -m m --length 9
try rnn chat -m m --relevance -1
try rnn chat -m m x
try rnn chat -m none </dev/null
try rnn chat -m m </dev/zero
