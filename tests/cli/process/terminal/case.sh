# On a terminal: progress is one line rewritten, control characters are shown, input is announced.
need python3
printf 'a\033\r\177b\n%.0s' {1..200} >text.txt
make_model m
cat >term.py <<'END'
import os, pty, sys
pid, fd = pty.fork()
if pid == 0:
    os.environ["TERM"] = sys.argv[1]
    os.execvp(sys.argv[3], sys.argv[3:])
os.write(fd, sys.argv[2].encode())
out = b""
while True:
    try:
        data = os.read(fd, 4096)
    except OSError:
        break
    if not data:
        break
    out += data
os.waitpid(pid, 0)
sys.stdout.buffer.write(out.replace(b"\r\n", b"\n"))
END
fast=(train --force -m n --hidden 4 --layers 1 --steps 5)
python3 term.py xterm '' "$RNN" "${fast[@]}" text.txt >live
grep -q $'\r' live && echo rewritten
grep -c $'\033' live || true
python3 term.py dumb '' "$RNN" "${fast[@]}" text.txt >plain
grep -c $'\r' plain || true
NO_COLOR=1 python3 term.py xterm '' "$RNN" "${fast[@]}" text.txt >plain
grep -c $'\r' plain || true
python3 term.py xterm '' "$RNN" "${fast[@]}" -q text.txt | wc -c
python3 term.py xterm '' "$RNN" sample -q -m m -n 200 >shown
tr -d '\\x0-9a-f\n' <shown | wc -c
grep -c 'x1b' shown >/dev/null
python3 term.py xterm $'ab\n\004' "$RNN" eval -m m | grep reading
# The seed stands on a line of its own, after a prime and text without a newline.
python3 term.py xterm '' "$RNN" sample -m m -n 3 --prime ab --top-k 1 --stop $'\n' | sed -E 's/[0-9]{3,}/N/g'
