# The manual is clean, and can be read.
need mandoc
rnn help man >rnn.1
mandoc -T lint rnn.1
mandoc -T ascii rnn.1 | col -b | grep -A 1 -x NAME
