# Processes that share a training read a text of more than 64 MiB from its file, each by itself, and do not hold it; one
# that does not find it, or finds another text, gets it from rank 0.
need_mpi
need python3
python3 -c "open('text.txt', 'w').write('the cat sat on a mat, line after line of it.\n' * 1500000)"
mkdir elsewhere other
sed 's/cat/dog/' text.txt >other/text.txt
cat >peak.py <<'END'
import os, resource, subprocess, sys
status = subprocess.run(sys.argv[1:]).returncode
size = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
rank = os.environ['OMPI_COMM_WORLD_RANK']
with open(f'{os.path.dirname(os.path.abspath(__file__))}/rank.{rank}', 'w') as file:
    print('rank', rank, 'holds the text' if size > 60 else 'does not hold the text', file=file)
sys.exit(status)
END
here=$PWD
options=(--hidden 8 --layers 1 --batch 6 --seq 20 --valid 0.0001 --seed 3 --threads 1 --engine native --precision f32 --steps 3)
# train MODEL FOLDER: train with the second process in the folder, and say which processes hold the text.
train() {
	mpirun --oversubscribe --bind-to none -n 1 python3 peak.py "$RNN" train -q -m "$1" "${options[@]}" text.txt : \
		-n 1 -wdir "$2" python3 "$here/peak.py" "$RNN" train -q -m "$1" "${options[@]}" text.txt
	cat rank.0 rank.1
	tensor_sums "$1" >"$1.sums"
}
train both "$here"
train elsewhere_m "$here/elsewhere"
train other_m "$here/other"
cmp both.sums elsewhere_m.sums
cmp both.sums other_m.sums
