# Which model is read where several are: -m, $RNN_MODEL, models/latest, models/default of the working directory,
# then the one that ships with the program, in the source tree beside a build directory or in share/rnn.
make_text >text.txt
i=0
for dir in named variable work/models/mine work/models/default tree/models/default prefix/share/rnn/default; do
	make_model $dir --seed $((++i))
done
ln -s mine work/models/latest
mkdir -p tree/build prefix/bin elsewhere
cp "$RNN" tree/build/rnn
cp "$RNN" prefix/bin/rnn
ln -s ../prefix/bin/rnn elsewhere/rnn
top=$PWD

# read_by FOLDER COMMAND...: the model that info names when it runs there, and whether the others read the same.
read_by() {
	local dir
	cd "$1"
	shift
	dir=$("$@" info | sed -n 's/^model  *//p')
	realpath --relative-to="$top" "$dir"
	"$@" sample -n 60 --seed 1 | cmp - <(rnn sample -m "$dir" -n 60 --seed 1)
	"$@" eval "$top/text.txt" | cmp - <(rnn eval -m "$dir" "$top/text.txt")
	cd "$top"
}
with_m() { "$top/tree/build/rnn" "$@" -m "$top/named"; }
export RNN_MODEL=$top/variable
read_by work with_m
read_by work ../tree/build/rnn
unset RNN_MODEL
read_by work ../tree/build/rnn
RNN_MODEL='' read_by work ../tree/build/rnn
rm work/models/latest
read_by work ../tree/build/rnn
mkdir empty
read_by empty ../tree/build/rnn
read_by tree build/rnn
read_by tree/build ./rnn
read_by empty ../prefix/bin/rnn
read_by empty ../elsewhere/rnn
# The models are not all the same, or the comparisons above would say nothing.
for dir in named variable work/models/* tree/models/default prefix/share/rnn/default; do
	rnn sample -m $dir -n 60 --seed 1 | cksum
done | sort -u | wc -l
# A link that leads nowhere is an error, and no reason to take another one.
cd work
ln -s gone models/latest
try ../tree/build/rnn info
RNN_MODEL=nosuch try ../tree/build/rnn info
RNN_MODEL=$top/text.txt try ../tree/build/rnn info | sed "s,$top,TOP,"
cd ..
# Where there is none at all, the one that was installed is read, or one line says what to do.
mkdir alone
cp "$RNN" alone/rnn
installed=$(grep -aoE '/[[:print:]]+/rnn/default' alone/rnn | grep -v '^/\.\./')
if [[ -e $installed/model.json ]]; then
	[[ $(./alone/rnn info | sed -n 's/^model  *//p') == "$installed" ]]
else
	for c in info 'sample -n 5' 'eval text.txt'; do
		# shellcheck disable=SC2086
		[[ $(try ./alone/rnn $c) == "66 rnn: no model: train one with 'rnn train FILE', or name its directory with -m DIR" ]] ||
			try ./alone/rnn $c
	done
fi
