need jq
make_model m --embed 3 --cell gru
rnn info -m m | grep -v -e 'trained for' -e 'best loss' -e weights -e '^engine' | sed 's/ --lr .*--seed/ ... --seed/'
rnn info -m m --json >j
jq -r '[.format, .version, .config.cell, .config.layers, .config.hidden, .config.embed, .config.unit] | join(" ")' j
jq -r '.vocab | length' j
jq -r '.parameters' j
