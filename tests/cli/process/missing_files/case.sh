make_model m
mkdir dir
try rnn train none.txt
try rnn train dir
try rnn train text.txt none.txt
try rnn eval -m m none.txt
try rnn eval -m m dir
try rnn sample -m m --prime-file none.txt
try rnn sample -m none
try rnn sample -m dir
try rnn eval -m text.txt text.txt
try rnn info -m none/deeper
RNN_MODEL=none try rnn info
try rnn train -q --init gone -m x text.txt
try rnn train --valid-file none.txt -m x text.txt
try rnn train --resume -m none text.txt
mkdir models
ln -s gone models/latest
try rnn info
# None of this made a model directory.
ls
