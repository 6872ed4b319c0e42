# Processes that average their weights once in --sync-every updates: the same bytes for the same number of processes, whatever
# their threads, also after a resume; another number of processes is refused.
need_mpi
need python3
need jq
make_text >text.txt
options=(--layers 2 --hidden 12 --embed 5 --batch 20 --seq 12 --dropout 0.3 --valid 0.2 --seed 5 --engine native
	--precision f32 --save-every 1000 --sync-every 7)

# sums DIR: checksums of the tensors of weights and state, the validations, and the steps that the log has.
sums() {
	tensor_sums "$1"
	jq -c 'select(.event == "valid") | [.step, .loss, .best]' "$1/train.ndjson"
}

# interrupted RANKS THREADS: a training that is stopped after its first save, in the middle of some round.
interrupted() {
	rm -rf some
	mpirun -n "$1" --oversubscribe --bind-to none "$RNN" train -q -m some "${options[@]}" --force --save-every 0 --steps 420 \
		--threads "$2" text.txt 2>said &
	local launcher=$!
	until [[ -e some/model.json ]]; do sleep 0.02; done
	kill -INT $launcher
	wait $launcher || true
	jq 'select(.event == "save") | .step % 7' some/train.ndjson | sort -u
}

# The resumed training goes on at the end of a round.
for n in 1 3; do
	ranks $n train -q -m one "${options[@]}" --force --steps 420 --threads 1 text.txt
	interrupted $n 2
	ranks $n train -q -m some --resume --threads 1
	sums one >one.sums
	sums some >some.sums
	cmp one.sums some.sums
	echo "$n: $(jq -r 'select(.event == "valid") | .step' one/train.ndjson | paste -s -d ' ')"
	cp one.sums sums.$n
done
cmp -s sums.1 sums.3 || echo 'another number, other bytes'

# A training that is stopped in the round after a validation, which no save has seen, keeps the validation.
long=("${options[@]}" --hidden 64 --sync-every 140 --steps 420 --threads 1)
rnn train -q -m whole "${long[@]}" text.txt
"$RNN" train -q -m left "${long[@]}" text.txt &
until grep -qs '"event":"valid"' left/train.ndjson; do sleep 0.005; done
kill -TERM $!
wait $! || echo "exit status $?"
jq --argjson best "$(jq .training.best_loss left/model.json)" 'select(.event == "valid") | .step, (.loss - $best | fabs) < 1e-6' left/train.ndjson
rnn train -q -m left --resume
sums whole >whole.sums
sums left | cmp whole.sums -

# Without mpirun it is one process; 423 updates end with a short round; the losses of the rounds fall.
rnn train -q -m alone "${options[@]}" --steps 420 --threads 2 text.txt
sums alone | cmp - sums.1
rnn train -q -m alone --resume --steps 423
jq -r 'select(.event == "done") | .step' alone/train.ndjson
jq -s '[.[] | select(.event == "valid") | .loss] | .[-1] < .[0]' one/train.ndjson

(ranks 2 train -q -m one --resume --steps 600 2>&1 || echo "exit status $?") | grep -E '^(rnn|exit)'
try rnn train -q -m one --resume --steps 600
try rnn train -q -m one --resume --sync-every 9
rnn info -m one --json | jq -r .training.options | grep -o 'sync-every[= ":]*[0-9]*'
