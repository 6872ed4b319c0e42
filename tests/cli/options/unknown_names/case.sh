# Names are never guessed, but the nearest is suggested; abbreviations are refused.
try rnn trian
try rnn smaple --help
try rnn xyzzy
try rnn ''
try rnn --bogus
try rnn -m x sample
try rnn sample --tempreature 1
try rnn sample --temp 1
try rnn sample --temp=1
try rnn sample --no
try rnn sample --hidden 3
try rnn sample --quite-another
try rnn sample -x
try rnn sample -qx
# Long options after a single hyphen, as other programs have them.
try rnn sample -model m
try rnn sample -q -temperature=0.5
try rnn sample -seed 3
try rnn train -hidden 8 text.txt
try rnn info -json
try rnn sample -n5x
rnn info -help | head -n 1
try rnn help trian
try rnn help train again
try rnn --version again
