# The curves of scripts/vanishing, after trainings so short that the networks learn nothing.
need jq
script=$(realpath "${BASH_SOURCE[0]%/*}/../../../../scripts/vanishing")
export OUT=$PWD/trial WEIGHTS=20000 TASKS=curves
"$script" 1 >all
sed -E 's/[0-9]+ characters in .*/.../; /^(gradient|cell|bits|tenth)/d; s|'"$PWD"'|.|g' all
cut -f 1 all | grep -E '^(gradient|cell|bits|tenth)$' | uniq -c | awk '{ print $1, $2 }'
# The weights are equal within 3 %.
sed -nE 's/.*units, ([0-9]+) weights.*/\1/p' all | sort -n | sed -n '1p;$p' | paste -s | awk '{ print ($2 <= 1.03 * $1) }'
try "$script" 0
try "$script" 1 2
RNN=none try "$script" 1
TASKS=sing try "$script" 1
