# The command line that the plan prints runs as it is printed, when the training has ended, and gives
# the same weights; also with names that a shell must quote.
bin=$(dirname "$RNN")
again() {
	local dir=$1
	sed -n '/^equivalent command: /,/^ *[0-9]*%\|^trained/p' err |
		sed 's/^equivalent command: //; /^ *[0-9]*%/d; /^trained/d' >cmd
	rm -rf first
	cp -r -- "$dir" first
	PATH=$bin:$PATH sh ./cmd 2>/dev/null <input || echo "$dir: status $?"
	cmp first/weights-*.safetensors "./$dir"/weights-*.safetensors && echo same
}
make_text >text.txt
tail -n 20 text.txt >input
fast=(--hidden 8 --layers 1 --steps 5 --batch 4 --seq 16)
for name in 'two words' "quo'te\"\$x" -f --force $'new\nline' $'-new\nline' $'end\n\n' $'\e[31m%d\\a' $'caf\xe9' '~' '*'; do
	cp text.txt "./$name"
	rnn train "${fast[@]}" -m "./m $name" -- "./$name" 2>err
	again "m $name"
	rnn train "${fast[@]}" -m "-m $name" -- "$name" 2>err
	again "-m $name"
done
rnn train "${fast[@]}" text.txt 2>err
again models/text
rnn train "${fast[@]}" --force text.txt 2>err
again models/text
rnn train "${fast[@]}" -m m --precision f32 --unit byte --cell lstm --threads 1 text.txt 'two words' 2>err
again m
rnn train "${fast[@]}" -m m --force --valid-file -f --min-count 30 --seed 7 --dropout 0.1 text.txt 2>err
again m
rnn train "${fast[@]}" -m m --force --valid-file 'two words' --invalid skip text.txt 2>err
again m
rnn train --steps 7 --init m -m tuned --unknown skip text.txt 2>err
again tuned
rnn train "${fast[@]}" -m piped text.txt - <input 2>err
again piped
rnn train --quick --hidden 8 --layers 1 -m quick input 2>err
again quick
