# The commands of "Writing under control" in scripts/README.md, and what they promise.
need jq
tree=$(realpath "${BASH_SOURCE[0]%/*}/../../../..")
mkdir models
ln -s "$tree/models/default" models/default
need_expressions models/default
ln -s "$tree/data" data
sed -n '/^# Writing under control$/,/^# Speech$/p' "$tree/scripts/README.md" | sed -n '/^```sh$/,/^```$/p' | grep -v '^```' >all
# Run command number $1 of them with further options, in a short form.
recipe() { eval "$(grep -v '^#' all | sed -n "$1p" | sed 's/--time 30s/--steps 150 --hidden 24 --layers 1 --batch 8 --seq 24/')" "${@:2}"; }
recipe 1
grep -c . names.txt | awk '{ print ($1 > 300) }'
recipe 2
recipe 3 --seed 1 >names
wc -l <names
grep -xFf names.txt names || echo 'all are new'
sort names | uniq -d | wc -l
recipe 4 -q --tries 16 | tr '\n' ' ' | grep -cE '^Once upon a time .*And that was the end\.$'
recipe 5 -q | tr '\n' ' ' | grep -cE '^The ship '
recipe 6 >beam
grep -c '^The sun ' beam
recipe 6 | cmp - beam
recipe 7 -q --seed 1 >new
tr '\n' ' ' <new >flat
tr '\n' ' ' <data/tales.txt >tales
awk 'NR == FNR { text = $0; next } { for (i = 1; i + 14 <= length($0); i++) n += index(text, substr($0, i, 15)) > 0 } END { print n + 0 }' tales flat
recipe 8 >ranked
wc -l <ranked
cut -f 1 ranked | sort -c -g && echo 'in order'
recipe 9 | jq -s -c 'map(.[1] < 0.25) | all'
recipe 10 --seed 1 | tr -cd 'eE' | wc -c
recipe 11 --seed 1 | grep -cxE '[a-z]{4,7}-[a-z]{4,7}-[a-z]{4,7}'
recipe 12 --seed 1 | grep -cxE '[A-Z][a-z]+,[0-9]+,(happy|sad|tired)'
recipe 13 2>/dev/null | jq -c 'keys'
recipe 14 --seed 1 >haiku
wc -l <haiku
grep -c ',$' haiku
