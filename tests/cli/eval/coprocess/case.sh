# A line written to a pipe is answered before the next one is written.
need python3
make_model m
printf 'the cat\n\na mat\nthe c#t\n' >lines
rnn eval -q -m m --per-line lines >want
one_by_one "$RNN" eval -q -m m --per-line <lines | cmp - want && echo answered
cat >ask.py <<'END'
import json, select, subprocess, sys
p = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
def answer():
    got = b""
    while not got.endswith(b"\n"):
        if not select.select([p.stdout], [], [], 20)[0]:
            sys.exit("no answer to a line")
        part = p.stdout.read(1)
        if not part:
            sys.exit("the program ended")
        got += part
    return json.loads(got)["line"]
for text in ["the cat", "", "a café", "x" * 70000]:
    line = text.encode() + b"\n"
    # A line that arrives in pieces, within a character, is answered when it is complete.
    for i in range(0, len(line), 5):
        if len(line) < 100:
            p.stdin.write(line[i:i + 5])
        elif i == 0:
            p.stdin.write(line)
    print(answer() == text)
p.stdin.write("the caf".encode())
if select.select([p.stdout], [], [], 0.3)[0]:
    print("an answer to half a line")
p.stdin.close()
print(answer(), p.wait())
END
python3 ask.py "$RNN" eval -q -m m --per-line --json
# Also through a FIFO.
mkfifo f
rnn eval -q -m m --per-line f >got &
cat lines >f
wait $!
cmp got want
# A reader that leaves ends the program by SIGPIPE.
yes 'the cat' | rnn eval -q -m m --per-line 2>err | head -n 2 | cut -f 2- || echo "${PIPESTATUS[*]}"
cat err
