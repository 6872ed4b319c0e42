# --then: prime, a middle of at most the length, and the text; the same for every number of threads.
need jq
make_model m --steps 60
for k in 1 2 3; do
	rnn sample -m m --prime 'the cat' --then ' ran o.' -n 20 --seed $k >s$k
	awk '{ printf "%s", $0 }' s$k | grep -cE '^the cat.{0,20} ran o\.$'
	rnn sample -m m --prime 'the cat' --then ' ran o.' -n 20 --seed $k --threads 1 | cmp - s$k
done
# A sample is the same alone and among others.
rnn sample -m m --prime 'the cat' --then ' ran o.' -n 20 --seed 1 --count 3 --separator '' | cmp - <(cat s1 s2 s3)
# chars, scored and nats are of the middle and the text: they are those that eval gives.
rnn sample -m m --precision f32 --prime 'the cat' --then ' ran o.' -n 20 --seed 2 --json >j
jq -c '[.chars == .scored, .stop, (.text | length) - .chars, .seed]' j
jq -j .text j | tail -c +8 >rest
rnn eval -m m --prime $'the cat' --json rest | jq --slurpfile j j -c '.nats_total / $j[0].nats_total - 1 | fabs < 1e-5'
# At least so many characters before the text, which is not in them.
rnn sample -m m --then 'o' -n 30 --min-length 5 --count 20 --seed 1 --json | jq -s -c 'map(.chars) | min >= 6 and max <= 31'
rnn sample -m m --then 'o' -n 30 --count 20 --seed 1 | grep -c 'o.*o' || true
rnn sample -m m --then 'cat' -n 0
echo
rnn sample -m m --prime the --no-prime --then ' cat' -n 0
echo
# With others: different ones, ranked ones, no line of a file; at temperature 0 the place is drawn.
rnn sample -m m --then ' sat' -n 10 --count 10 --unique --seed 1 | sort | uniq -d | wc -l
rnn sample -m m --then ' sat' -n 10 --count 10 --rank --seed 1 --json | jq -s -c 'map(.nats) as $n | $n == ($n | sort)'
rnn sample -m m --then ' sat' -n 10 --count 10 --seed 1 >ten
rnn sample -m m --then ' sat' -n 10 --count 10 --seed 1 --novel ten --tries 8 | grep -xFf ten || echo 'all are new'
rnn sample -m m --then ' sat' -n 10 -t 0 --seed 1 | grep -c ' sat$'
# The middle is as likely as those that the model stops before the text: both are mostly empty, or both are not.
try rnn sample -m m --then '' 
try rnn sample -m m --then ж
try rnn sample -m m --then a -n -1
try rnn sample -m m --then a --stop b
try rnn sample -m m --then a --min-length 501
try rnn sample -m m --then a --best-of 2
printf 'oooo\n' >o
rnn train -q -m onlyo --hidden 4 --layers 1 --steps 200 --batch 1 --seq 4 o
try rnn sample -m onlyo --prime oo --then o -n 30 --min-length 30 --seed 1
try rnn sample -m m --then cat --without c -n 9
# A long text in many places is given up after so many characters, on a terminal with a report meanwhile.
long=$(printf 'the dog ran on a mat %.0s' {1..100})
try rnn sample -m m --then "$long" -n 200 --seed 1
need python3
python3 - "$RNN" sample -m m --then "$long" -n 200 --seed 1 --tries 1000000 <<'PY'
import os, pty, re, signal, sys
pid, fd = pty.fork()
if pid == 0:
    os.environ["TERM"] = "xterm"
    os.execv(sys.argv[1], sys.argv[1:])
shown = b""
while b"characters read" not in shown:
    shown += os.read(fd, 4096)
os.kill(pid, signal.SIGKILL)
os.waitpid(pid, 0)
print(re.sub(r"[0-9.,]+[kM]? of", "N of", re.search("weighing.*?read", shown.decode())[0]))
PY
