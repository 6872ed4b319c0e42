# A full disk: the save fails, what was there stays, and the training says so.
need_plain_build
unshare -rm true 2>/dev/null || { echo 'needs name spaces of its own (unshare -rm)' >&2; exit 99; }
make_text >text.txt
mkdir disk
cat >inside.sh <<'END'
set -eu
mount -t tmpfs -o size=200k none disk 2>/dev/null || { echo 'needs a tmpfs' >&2; exit 99; }
"$RNN" train -q --hidden 8 --layers 1 --steps 5 -m disk/m text.txt
"$RNN" info -m disk/m >before
s=0
"$RNN" train --hidden 128 --layers 1 --steps 5 -m disk/m --force text.txt 2>err || s=$?
echo "$s $(grep -o 'No space left on device' err | head -n 1)"
"$RNN" info -m disk/m | cmp - before
ls disk/m | grep -c -e weights -e state
s=0
"$RNN" sample -q -m disk/m -n 300000 >disk/out 2>err || s=$?
echo "$s $(cat err)"
rm disk/out
# Read-only: found before a training of an hour begins.
mount -o remount,ro none disk
s=0
"$RNN" train --time 1h -m disk/m --force text.txt 2>err || s=$?
echo "$s $(cat err)"
s=0
"$RNN" train --time 1h -m disk/new text.txt 2>err || s=$?
echo "$s $(cat err)"
"$RNN" sample -m disk/m -n 5 --seed 1 | wc -c
END
unshare -rm bash inside.sh
