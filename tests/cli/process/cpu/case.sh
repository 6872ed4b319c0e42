# RNN_CPU: every level that --version names works and is used; any other name is one line, where an engine is needed.
make_model m
levels=$(rnn --version | sed -nE 's/^CPU level: .*\(this CPU has (.*)\)$/\1/p')
best=${levels##* }
[[ $levels == base* ]] && echo 'base is there'
for l in $levels; do
	export RNN_CPU=$l
	rnn --version >v
	grep -qxF "CPU level: $l, set by RNN_CPU (this CPU has $levels)" v || echo "$l: not the level"
	grep -qxF "vector loops: $l" v || echo "$l: other loops"
	case $l in # what oneDNN must not use, where this build has it
	base | v3) beyond='AVX|AMX' ;;
	v4) beyond='VNNI|BF16|AMX' ;;
	*) beyond='BF16|AMX' ;;
	esac
	! grep -E "onednn \(.*($beyond)" v || echo "$l: beyond the level"
	grep -qE "[ :]native \($l\)$" v || echo "$l: other kernels"
	rnn train -q -m "$l" --hidden 8 --layers 1 --steps 20 --batch 4 --seq 16 text.txt
	rnn sample -q -m "$l" -n 20 >/dev/null
	rnn eval -m "$l" text.txt | sed -E 's/[-+ ][0-9]+\.[0-9]+/ X/g' >"score-$l"
	cmp score-base "score-$l"
done
# OpenBLAS follows, unless its own variable is set. A build without it has nothing that could.
export RNN_CPU=base
if ! rnn --version | grep 'openblas (' >v; then
	printf 'openblas %s\n' base other
elif grep -q 'openblas (armv8)' v; then
	echo 'openblas base'
	OPENBLAS_CORETYPE=cortexa57 rnn --version >v
	grep -q 'openblas (cortexa57)' v && echo 'openblas other'
else
	grep -q 'openblas (Prescott)' v && echo 'openblas base'
	OPENBLAS_CORETYPE=Nehalem rnn --version >v
	grep -q 'openblas (Nehalem)' v && echo 'openblas other'
fi
unset RNN_CPU
for l in '' best; do
	RNN_CPU=$l rnn --version | grep -F 'CPU level' | grep -cxF "CPU level: $best (this CPU has $levels)"
done
for l in nonsense "${best^^}" "$best " ' ' $'a\nb' "$(printf 'x%.0s' {1..3000})"; do
	for c in --version 'sample -m m -n 3' 'eval -m m text.txt' 'train -m x text.txt'; do
		# shellcheck disable=SC2086
		RNN_CPU=$l try rnn $c
	done
done | sed -e "s/'$best/'best/; s/'${best^^}/'BEST/; s/has:.*/has: .../" | sort | uniq -c | sed 's/^ *//'
RNN_CPU=nonsense rnn --help | head -n 1
[[ ! -e x ]] && echo 'nothing made'
