# Write each tune of a corpus (scripts/music) in all keys of its mode with `low` to `high` sharps; flats are below 0.
#
#     awk [-v low=-2 -v high=3] -f transpose.awk corpus.txt
#
# All notes move by the same number of steps of the scale, at most three, so a tune keeps its rhythm and its shape. An accidental
# keeps its distance from the key. The output has the corpus once for each key signature; each time, neighbours have
# different signatures, so that no tune stands beside itself. A tune is left out of the keys in which it would need a double
# sharp or flat. If it is left out of all, or its key is not known, it is written once as it is, at the end.

BEGIN {
	RS = ""
	FS = "\n"
	letters = "CDEFGAB"
	for (i = 1; i <= 7; i++)
		step[substr(letters, i, 1)] = i - 1
	# The sharps (flats below 0) of the major key on each letter, and what the modes add to them.
	split("0 2 4 -1 1 3 5", sharps_of, " ")
	split("maj 0 m -3 min -3 ion 0 mix -1 dor -2 aeo -3 phr -4 loc -5 lyd 1", mode, " ")
	for (i = 1; i in mode; i += 2)
		mode_adds[mode[i]] = mode[i + 1]
	mode_adds[""] = 0
	split("F C G D A E B", order, " ")
	sign[-1] = "_"
	sign[0] = "="
	sign[1] = "^"
	if (low == "")
		low = -2
	if (high == "")
		high = 3
}

# What a key signature of n sharps does to a letter: -1, 0 or 1.
function altered(letter, n,   i) {
	for (i = 1; i <= 7; i++)
		if (order[i] == letter)
			return n >= i ? 1 : -n >= 8 - i ? -1 : 0
}

# Read the key into tonic, accidental, suffix and number of sharps. Returns whether it is known.
function read_key(key,   rest, name) {
	tonic = substr(key, 1, 1)
	rest = substr(key, 2)
	accidental = rest ~ /^#/ ? 1 : rest ~ /^b/ ? -1 : 0
	suffix = accidental ? substr(rest, 2) : rest
	name = tolower(substr(suffix, 1, 3))
	if (!(tonic in step) || !(name in mode_adds))
		return 0
	sharps = sharps_of[step[tonic] + 1] + 7 * accidental + mode_adds[name]
	return sharps >= -7 && sharps <= 7
}

# The letter that is `by` steps above, without its octave.
function moved(letter, by) {
	return substr(letters, (step[letter] + by + 14) % 7 + 1, 1)
}

# An alteration of `old` in the old key at the same distance from the new one; sets `failed` beyond 1.
function realtered(letter, old,   now) {
	now = old - altered(letter, sharps) + altered(moved(letter, by), new_sharps)
	failed = failed || now < -1 || now > 1
	return now
}

# A chord symbol such as F#m7 or C/E.
function chord(name,   root, rest, old, now, out) {
	out = ""
	while (match(name, /^[A-G][#b]?/)) {
		root = substr(name, 1, 1)
		old = RLENGTH < 2 ? 0 : substr(name, 2, 1) == "#" ? 1 : -1
		now = realtered(root, old)
		rest = substr(name, RLENGTH + 1)
		out = out moved(root, by) (now > 0 ? "#" : now < 0 ? "b" : "")
		if (!match(rest, /\/[A-G]/))
			return out rest
		out = out substr(rest, 1, RSTART)
		name = substr(rest, RSTART + 1)
	}
	return out
}

# A note: accidental, letter, marks of the octave.
function note(text,   mark, letter, at, out) {
	mark = text
	sub(/[A-Ga-g].*/, "", mark)
	text = substr(text, length(mark) + 1)
	letter = toupper(substr(text, 1, 1))
	at = step[letter] + (text ~ /^[a-g]/ ? 7 : 0) + 7 * gsub(/'/, "", text) - 7 * gsub(/,/, "", text) + by
	out = mark == "" ? "" : sign[realtered(letter, mark == "^" ? 1 : mark == "_" ? -1 : 0)]
	failed = failed || mark ~ /../
	letter = moved(letter, by)
	out = out (at >= 7 ? tolower(letter) : letter)
	for (; at >= 14; at -= 7)
		out = out "'"
	for (; at < 0; at += 7)
		out = out ","
	return out
}

# A line of music: what stands in quotes is a chord or a remark, what stands between ! is an ornament.
function music(line,   out, part) {
	out = ""
	while (match(line, /"[^"]*"|![^!]*!|[\^_=]*[A-Ga-g][',]*/)) {
		out = out substr(line, 1, RSTART - 1)
		part = substr(line, RSTART, RLENGTH)
		line = substr(line, RSTART + RLENGTH)
		if (part ~ /^"[ ]*[A-G]/) {
			gsub(/[" ]/, "", part)
			out = out "\"" chord(part) "\""
		} else
			out = out (part ~ /^["!]/ ? part : note(part))
	}
	return out line
}

# The tune i in the signature of n sharps, "" if it cannot be.
function transposed(i, n,   lines, k, count, out, up) {
	count = split(tune[i], lines, "\n")
	for (k = 1; k <= count; k++)
		if (lines[k] ~ /^K:/ && !read_key(substr(lines[k], 3)))
			return ""
	new_sharps = n
	# A fifth up is four steps, and a sharp more.
	by = (4 * (n - sharps)) % 7
	by = by > 3 ? by - 7 : by < -3 ? by + 7 : by
	failed = 0
	out = ""
	for (k = 1; k <= count; k++) {
		if (lines[k] ~ /^K:/) {
			up = accidental - altered(tonic, sharps) + altered(moved(tonic, by), n)
			failed = failed || up < -1 || up > 1
			lines[k] = "K:" moved(tonic, by) (up > 0 ? "#" : up < 0 ? "b" : "") suffix
		} else if (lines[k] !~ /^[A-Za-z]:/)
			lines[k] = music(lines[k])
		out = out lines[k] "\n"
	}
	return failed ? "" : out
}

{
	tune[NR] = $0
}

END {
	for (pass = 0; pass <= high - low; pass++)
		for (i = 1; i <= NR; i++) {
			text = transposed(i, low + (pass + i) % (high - low + 1))
			if (text == "")
				continue
			print text
			written[i] = 1
		}
	for (i = 1; i <= NR; i++)
		if (!written[i])
			print tune[i] "\n"
}
