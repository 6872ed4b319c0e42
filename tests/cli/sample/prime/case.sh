make_model m
rnn sample -m m -n 0 --prime 'the café'
echo '|'
printf 'the\ncat\n' >prime
rnn sample -m m -n 0 --prime-file prime
echo '|'
rnn sample -m m -n 0 --prime-file - <prime
echo '|'
rnn sample -m m -n 20 --seed 1 --prime $'the\ncat\n' >a
rnn sample -m m -n 20 --seed 1 --prime-file prime | cmp - a
rnn sample -m m -n 0 --prime ''
echo '|'
try rnn sample -m m --prime 'the Cat'
try rnn sample -m m --prime $'the \xff'
try rnn sample -m m -n 0 --prime 'the Cat' --unknown skip
cat out
echo
# What is left out is not read.
rnn sample -q -m m -n 20 --seed 1 --no-prime --unknown skip --prime 'Xthe QcatX' >a
rnn sample -m m -n 20 --seed 1 --no-prime --prime 'the cat' | cmp - a
