# Whatever the environment holds, the results are the same, or one line says what is wrong.
need_engine openblas
make_model m
rnn sample -m m -n 40 --seed 1 >text1
rnn eval -m m text.txt >score1
check() {
	local status=0
	env "$@" "$RNN" sample -m m -n 40 --seed 1 2>err | cmp - text1 || echo "$*: differs"
	env "$@" "$RNN" eval -m m text.txt 2>>err | cmp - score1 || echo "$*: differs"
	env "$@" "$RNN" train -q -m n --force --hidden 4 --layers 1 --steps 2 text.txt 2>>err || status=$?
	((status == 0)) || echo "$*: $status"
	grep '^rnn' err || true
}
for v in '' 0 -1 99999999 abc; do
	check OPENBLAS_NUM_THREADS="$v" OMP_NUM_THREADS="$v" OMP_STACKSIZE="$v"
	check OMP_THREAD_LIMIT="$v"
done
check OPENBLAS_VERBOSE=9 GOTO_NUM_THREADS=7 OPENBLAS_MAIN_FREE=1 OPENBLAS_DEFAULT_NUM_THREADS=5
check OMP_DYNAMIC=true OMP_NESTED=true OMP_SCHEDULE=guided OMP_MAX_ACTIVE_LEVELS=0
check OMP_WAIT_POLICY=active OMP_PROC_BIND=true OMP_PLACES=cores
check OMP_WAIT_POLICY=nonsense OMP_PROC_BIND=nonsense OMP_PLACES='{}'
check OMP_STACKSIZE=1k GOMP_STACKSIZE=1
check ONEDNN_VERBOSE=0 ONEDNN_JIT_PROFILE=99 DNNL_MAX_CPU_ISA=nonsense
check LC_ALL=de_DE.UTF-8 LANG=tr_TR.UTF-8 LC_NUMERIC=de_DE
check LC_ALL=none LANGUAGE=xx
check TERM= COLUMNS=-1 LINES=x NO_COLOR=
check TERM=none COLUMNS=99999999999
check TMPDIR=/none HOME=/none XDG_CONFIG_HOME=relative XDG_DATA_HOME= XDG_CACHE_HOME=/none
check RNN_STARTED_AGAIN=1
check RNN_STARTED_AGAIN=
check MALLOC_ARENA_MAX=0 MALLOC_PERTURB_=85 POSIXLY_CORRECT=1
check PATH=/none
if (need_plain_build 2>/dev/null); then
	check -i
else # without its options GCC 12's leak checker may crash
	check -i ASAN_OPTIONS="$ASAN_OPTIONS" TSAN_OPTIONS="$TSAN_OPTIONS"
fi
check RNN_ENGINE= RNN_MODEL=/none
check RNN_CPU=
check RNN_CPU=best
# Our own.
for v in nonsense ONEDNN 'onednn ' "$(printf 'x%.0s' {1..3000})" $'a\nb'; do
	for c in '--version' 'sample -m m -n 3' 'eval -m m text.txt' 'train -m x text.txt'; do
		# shellcheck disable=SC2086
		RNN_ENGINE=$v try rnn $c | sed -e 's/has:.*/has: .../' -e 's/x\{100,\}/xx/'
	done
done | sort | uniq -c | sed 's/^ *//'
RNN_ENGINE=nonsense rnn --help | sed -n 1p
RNN_ENGINE=openblas rnn --version | sed -n 's/ (.*//; 2p'
RNN_MODEL=/none try rnn sample
RNN_MODEL=m rnn sample -n 40 --seed 1 | cmp - text1
RNN_MODEL=text.txt try rnn info
