# The rules of axe-core for people who cannot see, or not well: every part of a page, light and dark.
. "${BASH_SOURCE[0]%/*}/../browser/start.sh"
AXE=$(npm root -g 2>/dev/null)/axe-core/axe.min.js
[[ -r $AXE ]] || { echo 'needs axe-core: npm install -g axe-core' >&2; exit 99; }
export AXE

make_text >text.txt
head -n 4 text.txt >held.txt
make_model lstm --cell lstm --layers 2 --sample-every 10
rnn page -q -m lstm --distance 16 held.txt >lstm.html
echo '{"page": "lstm.html", "prime": "the cat", "axe": true}' >lstm.json
browser lstm.json
