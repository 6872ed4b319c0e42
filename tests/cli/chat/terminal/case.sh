# On a terminal: prompt, answers with the prefix of the model, commands; the end by Ctrl-D.
need python3
make_talk_model
cat >term.py <<'END'
import os, pty, sys, time, select
pid, fd = pty.fork()
if pid == 0:
    os.environ["TERM"] = "dumb"
    os.execvp(sys.argv[1], sys.argv[1:])
out, sent = b"", 0
# Reads until the program waits for a line, or for some seconds.
def read(seconds):
    global out
    end = time.time() + seconds
    while time.time() < end:
        if select.select([fd], [], [], 0.2)[0]:
            try:
                out += os.read(fd, 4096)
            except OSError:
                return
        elif len(out) > sent and out.endswith(b"A: "):
            return
def ended():
    return os.waitpid(pid, os.WNOHANG)
status = (0, 0)
for line in sys.stdin.buffer:
    read(60)
    sent = len(out)
    if b"^D" not in line:
        os.write(fd, line)
        continue
    # One that comes while the program does not read is lost.
    end = time.time() + 100
    while not (status := ended())[0] and time.time() < end:
        os.write(fd, b"\x04")
        read(0.5)
read(60)
status = status if status[0] else os.waitpid(pid, 0)
sys.stdout.buffer.write(out.replace(b"\r\n", b"\n").replace(b"\r", b""))
print(os.waitstatus_to_exitcode(status[1]))
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
