# On a terminal: prompt, answers with the prefix of the model, commands; the end by Ctrl-D.
need python3
make_talk_model
cat >term.py <<'END'
import os, pty, sys, time, select
pid, fd = pty.fork()
if pid == 0:
    os.environ["TERM"] = "dumb"
    os.execvp(sys.argv[1], sys.argv[1:])
out = b""
def until(what):
    global out
    end = time.time() + 20
    start = len(out)
    while what not in out[start:] and time.time() < end:
        if select.select([fd], [], [], 0.1)[0]:
            try:
                data = os.read(fd, 4096)
            except OSError:
                return
            if not data:
                return
            out += data
for line in sys.stdin.buffer:
    until(b"A: ")
    os.write(fd, line.replace(b"^D", b"\x04").rstrip(b"\n") if b"^D" in line else line)
until(b"never")
status = os.waitpid(pid, 0)[1]
sys.stdout.buffer.write(out.replace(b"\r\n", b"\n").replace(b"\r", b""))
print(os.waitstatus_to_exitcode(status))
END
shown() { sed -nE '/^B: |^rnn: |^[0-9]+$/p'; }
printf '%s\n' hello 'I am sad' /temp /reset '^D' | python3 term.py "$RNN" chat -m m --precision f32 -t 0 | shown
printf '%s\n' hello /quit | python3 term.py "$RNN" chat -q -m m --precision f32 -t 0 | shown
# A command that failed was seen: the status is 0.
printf '%s\n' /nothing '^D' | python3 term.py "$RNN" chat -q -m m | shown
# Characters beyond ASCII are read whatever the locale is; what the model does not know of them is said.
for locale in C C.UTF-8 none; do
	printf 'I \303\251\342\202\254 am\n^D' | LC_ALL=$locale python3 term.py "$RNN" chat -m m -t 0 --seed 1 |
		shown | sed -n '/left out/p'
done
