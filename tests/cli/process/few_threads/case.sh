# Threads: as many as there may be, for a user of whom there is no other process.
need_plain_build
((EUID == 0)) || { echo 'needs root' >&2; exit 99; }
need_plain_user
make_text >text.txt
make_model m
user=$((20000 + RANDOM))
chmod -R a+rwX .
for u in 1 2 3; do
	setpriv --reuid=$user --clear-groups bash -c "ulimit -u $u; exec \"\$@\"" - \
		"$RNN" train --threads 4 --hidden 8 --layers 1 --steps 2 -m n --force text.txt 2>err >out || echo "status $?"
	# One of them waits for signals.
	grep -q "only $((u > 1 ? u - 1 : 1)) of 4 threads can be started" err || cat err
done
# Threads beyond the streams at hand, a text to validate that is a single stream, several samples.
head -c 20000 text.txt >short.txt
for u in 2 3 4 5; do
	for c in 'train -q --threads 4 --hidden 8 --layers 1 --steps 100 -m n --force short.txt' \
		'sample -m m -q --threads 4 --count 5 -n 9' 'eval -m m -q --threads 4 --batch 4 short.txt'; do
		# shellcheck disable=SC2086
		setpriv --reuid=$user --clear-groups bash -c "ulimit -u $u; exec \"\$@\"" - \
			"$RNN" $c >out 2>err || echo "ulimit -u $u, $c: status $? $(cat err)"
	done
done
