# The speakers are found in the text, or given, and recorded in the model.
need jq
printf 'Ann: hi\nTom: hey\nAnn: so\nTom: yes\n\n%.0s' {1..20} >talk.txt
train() { rnn train -m m --force --init none --hidden 4 --layers 1 --steps 2 --batch 1 --seq 8 "$@"; }
chat_of() { rnn info -m m --json | jq -c .chat; }
train --chat talk.txt 2>&1 | grep -e 'rnn: n'
chat_of
rnn info -m m | grep ^chat
train -q talk.txt
chat_of
rnn info -m m | grep -c ^chat || true
train -q --chat-user 'Tom: ' --chat-model 'Ann: ' talk.txt
chat_of
# A resumed training keeps them, or takes others.
rnn train -q --resume -m m --steps 3 talk.txt
chat_of
rnn train -q --resume -m m --steps 4 --chat talk.txt
chat_of
# They belong to the text: a model that is fine-tuned on another has none.
rnn train -q -m f --init m --steps 2 talk.txt
rnn info -m f --json | jq -c .chat
rnn train -q -m f --force --init m --chat --steps 2 talk.txt
rnn info -m f --json | jq -c .chat
# A manifest with wrong ones is refused; speakers are found by the program alone, so edit it.
edit() { jq "del(.crc32) | $1" m/model.json >edited && cp edited m/model.json; }
for wrong in '.chat = 3' '.chat = {}' '.chat = {user: "a"}' '.chat = {user: "a", model: 3}' \
	'.chat = {user: "a", model: "b", more: "c"}' '.chat = {user: "a\nb", model: "c"}' \
	'.chat = {user: ("a" * 201), model: "c"}'; do
	edit "$wrong"
	try rnn info -m m
done
# Texts without speakers, and bad options.
printf 'no talk at all, but some text\n%.0s' {1..20} >plain.txt
try rnn train -m n --init none --chat plain.txt
[[ ! -e n ]] && echo 'no model'
try rnn train -m n --chat-user A talk.txt
try rnn train -m n --chat-model A talk.txt
try rnn train -m n --chat --chat-user A --chat-model B talk.txt
try rnn train -m n --chat-user $'A\n' --chat-model B talk.txt
# In a text of bytes too they must be UTF-8, which a model can record; others can be said to rnn chat.
printf 'J\374rg: hi\nAnn: hey\nJ\374rg: so\nAnn: yes\n\n%.0s' {1..20} >latin.txt
try rnn train -q -m l --init none --unit byte --chat latin.txt
try rnn train -q -m l --init none --unit byte --chat-user $'J\374rg: ' --chat-model 'Ann: ' latin.txt
[[ ! -e l ]] && echo 'no model'
rnn train -q -m l --init none --unit byte --hidden 4 --layers 1 --steps 2 --batch 1 --seq 8 latin.txt
echo hi | rnn chat -q -m l --chat-user $'J\374rg: ' --chat-model 'Ann: ' | wc -l
