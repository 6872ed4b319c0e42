# On a terminal: progress is one line rewritten, control characters are shown, input is announced.
need python3
printf 'a\033\r\177b\n%.0s' {1..200} >text.txt
make_model m
fast=(train --force -m n --hidden 4 --layers 1 --steps 5)
TERM=xterm terminal "$RNN" "${fast[@]}" text.txt >live
grep -q $'\r' live && echo rewritten
grep -c $'\033' live || true
TERM=dumb terminal "$RNN" "${fast[@]}" text.txt >plain
grep -c $'\r' plain || true
NO_COLOR=1 TERM=xterm terminal "$RNN" "${fast[@]}" text.txt >plain
grep -c $'\r' plain || true
TERM=xterm terminal "$RNN" "${fast[@]}" -q text.txt | wc -c
TERM=xterm terminal "$RNN" sample -q -m m -n 200 >shown
tr -d '\\x0-9a-f\n' <shown | wc -c
grep -c 'x1b' shown >/dev/null
TERM=xterm terminal --type $'ab\n\004' "$RNN" eval -m m | grep reading
# The seed stands on a line of its own, after a prime and text without a newline.
TERM=xterm terminal "$RNN" sample -m m -n 3 --prime ab --top-k 1 --stop $'\n' | sed -E 's/[0-9]{3,}/N/g'
