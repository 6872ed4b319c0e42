# The recall task of scripts/vanishing, after a training so short that the network learns nothing.
need jq
script=$(realpath "${BASH_SOURCE[0]%/*}/../../../../scripts/vanishing")
export OUT=$PWD/trial WEIGHTS=20000 TASKS=recall CELLS=gru LINES_EACH=8
"$script" 1 >all
sed -E 's/[0-9]+ characters in .*/.../; /^ +[0-9]/d; /^(gradient|bits|tenth)/d; s|'"$PWD"'|.|g' all
awk '/^ +[0-9]+ +[0-9.]+$/ { print $1 }' all | paste -s -d ' '
# The filler has nothing of the key, which comes again; all keys occur; the distances are from 1 to 200.
awk -F '?' '{
	key = substr($1, 1, 3)
	filler = substr($1, 4)
	if (NF != 2 || $2 != key || key !~ /^[A-X][A-Z][A-Z]$/ || filler !~ /^[aeo ]+$/) print "bad:", $0
	keys += !seen[key]++
	letters += !begins[substr(key, 1, 1)]++
	d = length(filler)
	least = NR == 1 || d < least ? d : least
	most = d > most ? d : most
} END { print keys, letters, least, most }' trial/recall.txt
for d in 1 200; do grep -cE "^[A-X][A-Z]{2}[aeo ]{$d}\?" "trial/recall-$d.txt"; done
# Lines that were held out are not among those that were learnt.
grep -cxFf trial/recall-50.txt trial/recall.txt || true
