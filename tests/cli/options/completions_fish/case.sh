# The fish completion works, and names every option that a help names.
need fish
rnn help fish >rnn.fish
fish -n rnn.fish
export HOME=$PWD
offered() { fish --no-config -c 'source rnn.fish; complete -C $argv[1]' "$1" | cut -f 1; }
offered 'rnn tr'
offered 'rnn train --res'
offered 'rnn train --cell g'
offered 'rnn sample --top'
offered 'rnn help z'
touch models.txt
offered 'rnn eval mod'
for c in $(commands); do
	diff <(help_options "$c") <(offered "rnn $c --" | sort) || echo "$c differs"
done
