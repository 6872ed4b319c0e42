# Texts, names and logs that try to leave their place in the page.
need node
script=$(realpath "${BASH_SOURCE[0]%/*}/page.js")
look() { node "$script" "$@"; }
make_model m
bad='</script><script>alert(1)</script><!--"&lt;\u003c'
printf 'the cat %s\n\0 \xff\xed\xa0\x80 \xe2\x80\xae sat on a mat.\n' "$bad" >"<img src=x onerror=alert(1)>"
cp m/train.ndjson log
rm m/train.ndjson
{
	head -n 1 log
	printf '%s\n' '{"event":"warning","text":"</script><script>alert(2)</script>"}' \
		'{"event":"sample","step":7,"text":"<\/SCRIPT>\u202e<!--"}' '{"event":"sample","text":"\u0000"}' 'no JSON </script>' '[1' '[]' '7' '{}' \
		'{"event":7}' '{"event":"step","step":"</script>","loss":1e999}' '{"event":"step","step":3,"loss":{},"chars":[]}' \
		'{"event":"valid","step":4,"loss":2,"best":"<"}' '{"event":"step","event":"step"}'
	printf '{"event":"step","step":5}\0{"event":"step"}\n'
	printf '{"event":"step","step":6'
} >m/train.ndjson
rnn page -q -m m --name "$bad" --distance 8 -- "<img src=x onerror=alert(1)>" >page.html
look page.html d.name d.texts d.prime d.log.events d.log.samples d.log.steps d.log.valid
look page.html 'd.command.includes("<img") && d.memory.k.length'
# The manifest.
sed 's,"corpus": "[^"]*",&</script>,; s,"corpus": "\([^"]*\)"\(</script>\),"corpus": "\1\2",' m/model.json |
	sed -z 's/,\n  "crc32": "[0-9a-f]*"\n}/\n}/' >model.json
mv model.json m/
rnn page -q -m m >page.html
look page.html d.card.corpus
# Logs that are no files, or one long line.
rm m/train.ndjson
ln -s ../log m/train.ndjson
rnn page -q -m m >page.html
look page.html d.log
rm m/train.ndjson
mkfifo m/train.ndjson
rnn page -q -m m >page.html
look page.html d.log
rm m/train.ndjson
{
	printf '{"event":"step","text":"'
	head -c 9000000 /dev/zero | tr '\0' x
	printf '"}\n{"event":"step","step":8}\n'
} >m/train.ndjson
rnn page -q -m m >page.html
look page.html d.log.steps
# A long text.
head -c 11000000 /dev/zero | tr '\0' . >long
rnn page -q -m m --distance 0 long >page.html
look page.html 'd.texts[0].text.length' 'd.texts[0].bytes > 1e7' 'd.texts[0].shown'
