# Processes that mpirun starts share the batch and the three streams of a validation, and give the bytes that one process
# gives: weights, moments, states and validation losses, also after a resume with another number of them.
need_mpi
need python3
need jq
make_text >some.txt
for i in 0 1 2 3 4 5 6 7 8 9; do sed "s/mat/mat $i/" some.txt; done >text.txt
options=(--layers 2 --hidden 20 --embed 5 --batch 20 --seq 12 --dropout 0.3 --valid 0.45 --seed 5 --engine native
	--precision f32 --save-every 1000)

# sums DIR: checksums of the tensors of weights and state, and of the validation losses.
sums() {
	tensor_sums "$1"
	jq -c 'select(.event == "valid") | [.step, .loss, .best]' "$1/train.ndjson"
}

# compare BEFORE AFTER CELL: a training by BEFORE processes from standard input, resumed by AFTER, and by one process.
compare() {
	rnn train -q -m one --force --cell "$3" "${options[@]}" --steps 20 text.txt
	rnn train -q -m one --resume --steps 40
	ranks "$1" train --threads 1 -m some --force --cell "$3" "${options[@]}" --steps 20 - <text.txt 2>said
	ranks "$2" train --threads 1 -q -m some --resume --steps 40 text.txt
	grep -E '^rnn: [0-9]+ ranks' said
	sums one >one.sums
	sums some >some.sums
	cmp one.sums some.sums
	echo "$3: $(($(wc -l <one.sums) - 2)) validations"
}

compare 2 4 lstm
compare 3 2 gru # of three, one has leaves that are not one node of the tree

# refused TRAIN-OPTION...: an error is said once.
refused() { (ranks 3 train --threads 1 -q "$@" 2>&1 || echo "exit status $?") | grep -E '^(rnn|exit)'; }

refused --layers 0 text.txt
refused -m none missing.txt
refused -m none --batch 2 --steps 2 --hidden 4 text.txt

# Launchers that do not connect the processes: srun without PMIx, and the mpirun of another MPI.
SLURM_PROCID=0 SLURM_STEP_NUM_TASKS=2 try rnn train -q text.txt
if mpirun --version | grep -q 'Open MPI'; then
	PMI_RANK=0 PMI_SIZE=2 try rnn train -q text.txt
else
	echo '64 rnn: 2 processes were started together, but the MPI of this build does not connect them; use its own mpirun'
fi
