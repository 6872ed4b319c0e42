# The model that ships with the program knows what the cat sat on.
tree=$(realpath "${BASH_SOURCE[0]%/*}/../../../..")
rnn next -m "$tree/models/default" -k 3 --prime 'The cat sat on the' | sed -n 's/^word\t[^\t]*\t//p' | head -n 1
rnn next -m "$tree/models/default" -k 1 --prime 'The cat sa' | sed -n 's/^word\t[^\t]*\t//p'
