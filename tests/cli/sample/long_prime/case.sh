# How much of a long prime was read is told after a second, but not with -q.
make_model m --hidden 64
for ((i = 0; i < 12; i++)); do cat text.txt text.txt >twice; mv twice text.txt; done
# Wait for the first report, then end the program (not a shell around it, as the function rnn would be).
"$RNN" sample -m m --seed 1 -n 5 --prime-file text.txt --no-prime >out 2>told &
for ((i = 0; i < 300; i++)); do
	[[ ! -s told ]] || break
	sleep 0.1
done
kill $!
wait $! || echo $?
sed -E 's/[0-9][0-9:,]*/N/g; s/ +/ /g' told
wc -c <out
timeout 2 "$RNN" sample -q -m m --seed 1 -n 5 --prime-file text.txt --no-prime >out 2>told || echo $?
wc -c <told
# A short one is read in silence, also from a pipe.
head -c 2000 text.txt | rnn sample -m m --seed 1 -n 5 --prime-file - --no-prime >out
