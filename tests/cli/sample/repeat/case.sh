# --repeat: a text that does not loop, even if the most likely character is always taken.
printf 'the cat sat on a mat and the dog ran to the man on a hot tin. %.0s' {1..60} >loop.txt
rnn train -q -m m --hidden 24 --layers 1 --steps 150 --batch 4 --seq 16 --valid 0 --precision f32 loop.txt
# How often the most frequent piece of 30 characters is there.
most() { python3 -c '
import collections, sys
t = sys.stdin.read()
print(max(collections.Counter(t[i:i+30] for i in range(len(t) - 29)).values()) >= '"$1"')'; }
draw() { rnn sample -q -m m -t 0 -n 1500 --precision f32 "$@"; }
draw | most 10
draw --repeat 2 | most 10
draw --repeat 2 --prime "$(<loop.txt)" --no-prime | most 10
# 0 changes nothing, the same text in every run and alone.
draw --repeat 0 | cmp - <(draw)
draw --repeat 1 --count 3 --seed 1 -n 300 -t 1 --separator '' >three
head -c 600 three | tail -c 300 | cmp - <(draw --repeat 1 --seed 2 -n 300 -t 1)
# What may be drawn is drawn, however often it was there.
draw --repeat 1000 -n 100 --only a | tr -d a | wc -c
try rnn sample --repeat -1
