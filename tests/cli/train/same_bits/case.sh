# Float32 training, scores and samples have the same bits on every CPU, at every level, with any number of threads.
# Each line is a model: its cell, layers and options; and the checksums of its weights, validation losses, scores of
# each character, and samples in f32 and int8. They are constants: a machine that differs fails.
make_text >text.txt
threads=(1 2 3)
# Without fused multiply-add, or sanitized, it takes ten times as long.
if [[ ${RNN_CPU-} == base ]] || instrumented; then threads=(2); fi
sum() { cksum | cut -d ' ' -f 1; }
native() { rnn "$@" --engine native --threads "$t"; }

show() {
	local cell=$1 layers=$2
	shift 2
	native train -q -m m --force --cell "$cell" --layers "$layers" --hidden 20 --batch 40 --seq 12 --steps 60 \
		--seed 5 --valid 0.2 --precision f32 "$@" text.txt
	printf '%s %s %s:' "$cell" "$layers" "$*"
	printf ' %s' "$(sum <m/weights-*)" "$(grep '"valid"' m/train.ndjson | grep -o '"loss":[^,]*' | sum)" \
		"$(native eval -m m --per-char --precision f32 text.txt | sum)" \
		"$(native sample -m m --seed 3 -n 2000 --precision f32 | sum)" \
		"$(native sample -m m --seed 3 -n 2000 --precision int8 | sum)"
	echo
}

for t in "${threads[@]}"; do
	for cell in rnn gru lstm; do
		show $cell 1
		show $cell 3 --dropout 0.3 --embed 5
	done >"sums-$t"
	cmp "sums-${threads[0]}" "sums-$t"
done
cat "sums-$t"
