# The page of the default model in a browser: it loads, writes and answers fast enough to be used. What was measured is in
# the file `figures`.
. "${BASH_SOURCE[0]%/*}/../browser/start.sh"
tree=$(realpath "${BASH_SOURCE[0]%/*}/../../../..")
rnn page -q -m "$tree/models/default" --distance 0 >default.html
(($(wc -c <default.html) <= $(wc -c <"$tree"/models/default/weights-*.safetensors) * 134 / 100 + 150000)) || echo 'the file is too large'
echo '{"page": "default.html", "speed": true}' >default.json
browser default.json 2>figures
