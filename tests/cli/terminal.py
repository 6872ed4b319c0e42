"""Run a command on a terminal of its own, and print what it shows there, with plain newlines.

    terminal.py [--columns N] [--type TEXT | --answer PROMPT] COMMAND...

--columns  the width of the terminal
--type     what is typed before the command reads
--answer   each line of standard input is typed when the command waits after it has shown PROMPT; a line with ^D is the key
           Ctrl-D. At the end the exit status is printed.
"""
import argparse, fcntl, os, pty, select, struct, sys, termios, time


class Terminal:
    def __init__(self, command, columns):
        self.shown = b""
        self.status = None
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            if columns:
                fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
            os.execvp(command[0], command)

    def read(self):
        """Add what the command shows next; False: it has closed the terminal."""
        try:
            data = os.read(self.fd, 4096)
        except OSError:
            return False
        self.shown += data
        return data != b""

    def wait(self, prompt, seconds):
        """Read until the command waits after `prompt`, which stands behind what was shown before, or for some seconds."""
        before, end = len(self.shown), time.monotonic() + seconds
        while time.monotonic() < end:
            if select.select([self.fd], [], [], 0.2)[0]:
                if not self.read():
                    return
            elif len(self.shown) > before and self.shown.endswith(prompt):
                return

    def edits(self):
        """Wait until the command edits lines, for some seconds: what is typed before may be lost."""
        end = time.monotonic() + 2
        while termios.tcgetattr(self.fd)[3] & termios.ICANON and time.monotonic() < end:
            time.sleep(0.01)

    def ended(self, how=0):
        if self.status is None:
            pid, status = os.waitpid(self.pid, how)
            self.status = os.waitstatus_to_exitcode(status) if pid else None
        return self.status is not None

    def answer(self, line, prompt):
        self.wait(prompt, 60)
        self.edits()
        if b"^D" not in line:
            os.write(self.fd, line)
            return
        # One that comes while the program does not read is lost.
        end = time.monotonic() + 100
        while not self.ended(os.WNOHANG) and time.monotonic() < end:
            os.write(self.fd, b"\x04")
            self.wait(prompt, 0.5)


parser = argparse.ArgumentParser()
parser.add_argument("--columns", type=int)
parser.add_argument("--type", default="")
parser.add_argument("--answer")
parser.add_argument("command", nargs=argparse.REMAINDER)
o = parser.parse_args()
terminal = Terminal(o.command, o.columns)
os.write(terminal.fd, o.type.encode())
if o.answer:
    for line in sys.stdin.buffer:
        terminal.answer(line, o.answer.encode())
while terminal.read():
    pass
terminal.ended()
sys.stdout.buffer.write(terminal.shown.replace(b"\r\n", b"\n"))
if o.answer:
    print(terminal.status, flush=True)
