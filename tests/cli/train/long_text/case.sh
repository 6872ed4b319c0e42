# A text of more than 64 MiB stays in its file: the memory does not grow with it, and weights, alphabet and notes are those of
# the same text from standard input, which is held in memory. A resume reads it so, too. A change of the file ends the training.
need python3
need_plain_build
make_text >some.txt
python3 - <<'END'
some = open('some.txt', 'rb').read()
with open('text.txt', 'wb') as f:
    for i in range(24000):
        f.write(b'%d %s\n' % (i * i, some))
END
# peak COMMAND...: run it, and leave its largest resident memory in the file peak, in MiB.
peak() {
	python3 -c 'import resource, subprocess, sys
status = subprocess.run(sys.argv[1:]).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024, file=open("peak", "w"))
sys.exit(status)' "$@"
}
options=(--hidden 8 --layers 1 --batch 6 --seq 20 --valid 0.0001 --seed 3 --threads 1 --engine native --precision f32)
# sums DIR: checksums of the tensors of weights and state, and what the model says of its text.
sums() {
	python3 - "$1" <<-'END'
		import glob, json, sys, zlib
		for kind in 'weights', 'state':
		    data = open(glob.glob(f'{sys.argv[1]}/{kind}-*')[0], 'rb').read()
		    print(zlib.crc32(data[8 + int.from_bytes(data[:8], 'little'):]))
		model = json.load(open(sys.argv[1] + '/model.json'))
		print(model['vocab'], *(model['training'][key] for key in ('bytes', 'crc32', 'chars')))
	END
}

peak "$RNN" train -q -m file --steps 4 "${options[@]}" text.txt
small=$(<peak)
peak "$RNN" train -q -m pipe --steps 4 "${options[@]}" - <text.txt
(($(<peak) - small > 40 && small < 60)) || echo "the file takes $small MiB, standard input $(<peak) MiB"
sums file >file.sums
sums pipe | diff file.sums -
rnn train -q -m file --resume --steps 8
rnn train -q -m pipe --resume --steps 8 - <text.txt
sums file >file.sums
sums pipe | diff file.sums -
wc -l <file.sums

(
	status=0
	rnn train -q -m changed --steps 100000000 --save-every 0.1 "${options[@]}" text.txt 2>said || status=$?
	echo "$status $(<said)"
) &
while [[ ! -e changed/model.json ]]; do sleep 0.05; done
printf X | dd of=text.txt bs=1 seek=1000000 conv=notrunc status=none
wait
rnn info -m changed | grep -c '^trained'
