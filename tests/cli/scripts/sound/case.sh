# scripts/sound: what it refuses, what differences cost, and from a sound to a new one after a short training.
script=$(realpath "${BASH_SOURCE[0]%/*}/../../../../scripts/sound")
try "$script" 0
try "$script" 1.5
try "$script" 10 20
try "$script" 5 none.wav
try "$script" .
try "$script" --rate 100
try "$script" --length
try "$script" --loud
try "$script" 5 a b

# Differences of 1 and 2 in the first part, twice each of 5: those of the second part cost log2(260/3) or log2(260/1).
awk=$(realpath "${script%/*}/sound.awk")
printf '%s\n' 0 1 2 4 6 7 9 8 | awk -v task=differences -v mark=5 -f "$awk"
printf '%s\n' -128 127 -128 127 126 | awk -v task=differences -v mark=4 -f "$awk"
# The melody has as many samples as asked for, no louder than 1, and no two runs differ.
awk -v task=melody -v rate=4000 -v seconds=3 -f "$awk" >melody
awk 'NR > 2 { n++; if ($2 > most) most = $2; if (-$2 > most) most = -$2 } END { print n, (most > 0.2 && most < 1) }' melody
awk -v task=melody -v rate=4000 -v seconds=3 -f "$awk" | cmp - melody

# Without sox and without apt-get, it says what to install.
mkdir bin
for tool in bash env dirname sed mktemp rm sort; do ln -s "$(command -v "$tool")" bin; done
PATH=$PWD/bin try "$script" 1

need sox
echo 'no sound' >text.wav
try "$script" text.wav
sox -n -r 8000 -c 2 short.wav synth 9 sine 300
try "$script" short.wav
sox -n -r 8000 silent.wav trim 0 12
try "$script" silent.wav
# A tone in a file whose name sox would take for a pattern.
sox -n -r 8000 beeps.wav synth 21 sine 250 tremolo 2 40
mv beeps.wav 'beeps[1].wav'
RNN=none try "$script" 1 'beeps[1].wav' | sed "s|$PWD|.|"
# A program that learns for some steps instead of some seconds.
# shellcheck disable=SC2016
printf '#!/usr/bin/env bash\narguments=("${@/#2s/30}")\nexec %q "${arguments[@]/#--time/--steps}"\n' "$RNN" >short
chmod +x short
RNN=$PWD/short "$script" 2 --rate 2000 --length 1 --out m 'beeps[1].wav' >out 2>log
sed -E 's/ +[0-9.]+$/ N/' out
soxi -r m/sampled.wav
soxi -s m/sampled.wav
cmp <(soxi -V0 m/original.wav | tail -n +3) <(soxi -V0 m/sampled.wav | tail -n +3)
head -c 4 m/sound.png | tail -c 3
echo
# A model that has read the beeps needs less than the 8 bits of none, and the three parts are the sound.
awk '$1 == "rnn" { print ($2 > 0 && $2 < 7) }' m/report.txt
cat m/learned.raw m/valid.raw m/held.raw | wc -c
