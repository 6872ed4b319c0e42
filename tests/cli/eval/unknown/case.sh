# Characters that the model does not know: both figures are given, and comparisons charge them.
need jq
make_model m
printf 'the #cat# sat ☃ on a mat.\n' >t
tr -d '#☃' <t >known
rnn eval -m m t | sed -E 's/[0-9]+\.[0-9]{3,}/N/g'
rnn eval -m m --json t >j
jq -c '[.chars, .scored, .unknown]' j
jq -c '(.bits_charged - .bits_total - 3 * (1114112 | log2) | fabs) < 1e-9,
	(.bpc_charged * (.scored + .unknown) - .bits_charged | fabs) < 1e-9,
	(.bpb_charged * (.bytes - 1) - .bits_charged | fabs) < 1e-9' j
# Left out, they change nothing else.
rnn eval -m m --json known | jq .bits_total | cmp - <(jq .bits_total j)
rnn eval -m m --json known | jq -c '.bpc == .bpc_charged and .bpb == .bpb_charged'
rnn eval -m m known | wc -l
# All methods are compared on all characters: one that takes 8 bits a byte beats 20 bits for each unknown one.
mkdir bin
for c in gzip bzip2 xz; do printf '#!/bin/sh\nexec /bin/cat\n' >bin/$c; done
chmod +x bin/*
printf '##############t#h#e' >strange
PATH=$PWD/bin rnn eval -m m --baselines --json strange | jq -c '[.bpc < 8, .bpc_charged > 8, .worse_than]'
PATH=$PWD/bin rnn eval -m m --baselines strange | sed -E 's/[0-9]+\.[0-9]{3,}/N/g'
PATH=$PWD/bin rnn eval -q -m m --baselines --train text.txt --json strange |
	jq -c '(.baselines.kn7 * (.scored + .unknown) - 16 * (1114112 | log2)) as $x | $x > 0 and $x < 60'
