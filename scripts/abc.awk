# Read tunes in ABC notation (standard 2.1, one voice) and say which are music: every bar as long as the metre
# asks, repeats in pairs. For any POSIX awk:
#
#     awk -v task=check -f scripts/abc.awk FILE...
#
# task=check   a line for each tune: "valid" or "invalid", its bars, how many of them are right, its length when
#              played, in whole notes, its title, and the first fault; separated by tabs.
# task=text    the valid tunes as a text to learn from, in one form: the lines M: and K:, T: and the music with L:1/8;
#              an empty line between two tunes. Tunes whose key or metre changes are left out.
# task=copied  the first file is a corpus. For each tune of the others: its bars, and the most bars in a row that it
#              shares with one tune of the corpus, separated by a tab. Only notes and lengths are compared.
#
# A tune begins with X: (in the form of task=text with M:) and ends with an empty line. Lengths are in whole notes.
#
# How bars are counted: the tune is played with its repeats and endings. A single bar line ends a bar, which must then
# have the length of the metre. Every other bar line (double, repeat, ending) may stand within a bar: what is before
# it and what is played after it make one bar. The first bar may be shorter (the pickup, with no bar line before it).
# The last bar is full, or completed by the beginning of the tune or of a section. abc2midi counts in this way, but
# accepts any first and last bar. A repeat whose beginning is not marked begins with the tune or after a double bar
# line; task=text marks others. The order of parts (P:) is not followed.

# ---- Faults ----

# Note a fault of the tune; the first one is shown.
function fault(text)
{
	if (reason == "")
		reason = text
	faults++
}

# Note a fault in the bar that is being read.
function bar_fault(text)
{
	fault("bar " (bars + 1) ": " text)
	bad[bars + 1] = 1
}

# ---- Fields ----

# The value of "n/m" or "(a+b)/m"; 0 if it is no such fraction.
function fraction(s,   parts, sum, k, n)
{
	gsub(/[() ]/, "", s)
	if (s !~ /^[0-9]+(\+[0-9]+)*\/[0-9]+$/)
		return 0
	n = split(substr(s, 1, index(s, "/") - 1), parts, "+")
	for (k = 1; k <= n; k++)
		sum += parts[k]
	k = substr(s, index(s, "/") + 1) + 0
	return k > 0 ? sum / k : 0
}

function set_metre(s)
{
	sub(/^C\|$/, "2/2", s)
	sub(/^C$/, "4/4", s)
	if (s == "none") {
		metre = 0
	} else {
		metre = fraction(s)
		if (metre <= 0)
			fault("M:" s " is not a metre")
	}
	metre_name = s
	compound = s ~ /^(6|9|12)\//
}

function set_unit(s)
{
	unit = fraction(s)
	if (unit <= 0)
		fault("L:" s " is not a length")
}

# The key in a short form: D, Em, Ador; "" if it is none of the keys with a tonic and a mode.
function key_form(s,   tonic, mode)
{
	if (!match(s, /^[A-G][#b]?/))
		return ""
	tonic = substr(s, 1, RLENGTH)
	mode = tolower(substr(s, RLENGTH + 1))
	gsub(/[ \t]/, "", mode)
	if (mode == "" || mode ~ /^(maj|major|ion|ionian)$/)
		return tonic
	if (mode ~ /^(m|min|minor|aeo|aeolian)$/)
		return tonic "m"
	return mode ~ /^(dor|phr|lyd|mix|loc)[a-z]*$/ ? tonic substr(mode, 1, 3) : ""
}

# A field in the header, in the body or within brackets.
function field(letter, value)
{
	sub(/^[ \t]+/, "", value)
	sub(/[ \t]*(%.*)?$/, "", value)
	if (letter == "T") {
		if (title == "")
			title = value
	} else if (letter == "M") {
		changes += in_body
		set_metre(value)
	} else if (letter == "L") {
		changes += in_body
		set_unit(value)
	} else if (letter == "V") {
		fault("several voices (V:) are not supported")
	} else if (letter == "K") {
		changes += in_body
		key = key_form(value)
		# The standard's default: sixteenths in metres shorter than 3/4.
		if (!in_body && unit == 0)
			unit = metre > 0 && metre < 0.75 ? 1 / 16 : 1 / 8
		in_body = 1
	}
}

# ---- Notes ----

# Read a length such as 3, 3/2, /2, / or // at the beginning of rest; remove it and return its value.
function take_length(   s, n, d)
{
	if (!match(rest, /^[0-9]*(\/+[0-9]*)?/) || RLENGTH <= 0)
		return 1
	s = substr(rest, 1, RLENGTH)
	rest = substr(rest, RLENGTH + 1)
	n = match(s, /^[0-9]+/) ? substr(s, 1, RLENGTH) + 0 : 1
	if (n == 0)
		bar_fault("length 0")
	sub(/^[0-9]+/, "", s)
	d = 1
	if (s ~ /[0-9]$/) {
		d = s
		gsub(/\//, "", d)
		d += 0
		if (s ~ /^\/\//)
			d = 0
	} else {
		d = 2 ^ length(s)
	}
	for (; d > 1 && d <= 1024; d /= 2)
		n /= 2
	if (d != 1) {
		bar_fault("a length that is no power of two")
		return 1
	}
	return n
}

# A multiple of 1/8 as ABC writes it: "" for 1, 2, /2, 3/2.
function length_text(x,   d)
{
	for (d = 1; d < 1024 && x != int(x); d *= 2)
		x *= 2
	return (x == 1 ? "" : x) (d == 1 ? "" : "/" d)
}

# Count a note, rest or chord of a length, by the tuplet and the broken rhythm that it stands in.
function sound(span, pitches,   k, n, list, met, whole)
{
	if (tied != "" && pitches != "") {
		n = split(pitches, list, " ")
		for (k = 1; k <= n; k++)
			met = met || index(" " tied " ", " " list[k] " ")
		if (!met)
			bar_fault("a tie to another note")
	} else if (tied != "") {
		bar_fault("a tie to a rest")
	}
	tied = ""
	if (broken != 0) {
		if (before != span)
			bar_fault("broken rhythm between notes of different length")
		whole = span * (broken > 0 ? 2 ^ -broken : 2 - 2 ^ broken)
		broken = 0
	} else {
		whole = span
	}
	before = span
	last_pitches = pitches
	scale = 1
	if (tuplet_left > 0) {
		scale = tuplet_scale
		tuplet_left--
	}
	whole *= scale
	sum += whole
	filled = 1
	graced = 0
}

# A note at the beginning of rest: put its pitch into pitch, remove it; 0 if there is none.
function take_pitch(   s)
{
	if (!match(rest, /^(\^\^?|__?|=)?[A-Ga-g][,']*/))
		return 0
	s = substr(rest, 1, RLENGTH)
	rest = substr(rest, RLENGTH + 1)
	written = s
	pitch = s
	gsub(/[\^_=]/, "", pitch)
	return 1
}

function take_note(   x)
{
	if (!take_pitch())
		return 0
	x = take_length()
	sound(x * unit, pitch)
	put(written length_text(x * unit * 8), 1)
	return 1
}

# [CEG]2: as long as its first note times the number behind it.
function take_chord(   all, text, x, first, notes)
{
	rest = substr(rest, 2)
	text = "["
	while (rest != "" && rest !~ /^\]/) {
		if (match(rest, /^(![^!]*!|"[^"]*"|[ ().~])/)) {
			rest = substr(rest, RLENGTH + 1)
			continue
		}
		if (!take_pitch()) {
			bar_fault("a chord with '" substr(rest, 1, 1) "' in it")
			return
		}
		x = take_length()
		all = all " " pitch
		if (notes++ == 0)
			first = x
		else if (x != first)
			bar_fault("notes of different length in a chord")
		text = text written length_text(x * unit * 8)
		if (rest ~ /^-/) {
			rest = substr(rest, 2)
			text = text "-"
		}
	}
	if (rest == "" || notes == 0) {
		bar_fault("a chord that does not end")
		rest = ""
		return
	}
	rest = substr(rest, 2)
	x = take_length()
	sound(first * x * unit, all)
	put(text "]" (x == 1 ? "" : length_text(x)), 1)
}

function take_rest(   kind, x)
{
	kind = substr(rest, 1, 1)
	rest = substr(rest, 2)
	if (kind ~ /[ZX]/) {
		# Whole bars of rest: they stand for bars of the length that the metre asks.
		if (sum > 0 || metre == 0)
			bar_fault("bars of rest within a bar")
		x = take_length()
		sum = metre
		filled = 1
		put(kind length_text(x), 1)
		return
	}
	x = take_length()
	if (kind == "y")
		return
	sound(x * unit, "")
	put(kind length_text(x * unit * 8), 1)
}

# (3, (3:2, (3:2:3: the next r notes are q/p as long.
function take_tuplet(   s, parts, n, p, q, r)
{
	match(rest, /^\([0-9][0-9:]*/)
	s = substr(rest, 2, RLENGTH - 1)
	rest = substr(rest, RLENGTH + 1)
	n = split(s, parts, ":")
	p = parts[1] + 0
	q = n > 1 ? parts[2] + 0 : 0
	r = n > 2 ? parts[3] + 0 : 0
	if (q == 0)
		q = p == 2 || p == 4 || p == 8 ? 3 : p == 3 || p == 6 ? 2 : compound ? 3 : 2
	if (r == 0)
		r = p
	if (p < 2 || p > 9 || tuplet_left > 0) {
		bar_fault("a tuplet (" s)
		return
	}
	tuplet_left = r
	tuplet_scale = q / p
	put("(" s, 1)
}

function take_broken(   s)
{
	match(rest, /^(>+|<+)/)
	s = substr(rest, 1, RLENGTH)
	rest = substr(rest, RLENGTH + 1)
	if (before <= 0 || broken != 0 || length(s) > 3) {
		bar_fault("'" s "' not between two notes")
		return
	}
	# The note before it is counted already: add the difference.
	sum += before * scale * (s ~ />/ ? 1 - 2 ^ -length(s) : 2 ^ -length(s) - 1)
	broken = s ~ />/ ? length(s) : -length(s)
	put(s, 1)
}

# Whether a string in quotation marks is the name of a chord that abc2midi plays, or an annotation.
function chord_name(s)
{
	if (s ~ /^[\^_<>@]|^ *$/)
		return 1
	gsub(/[() ]/, "", s)
	sub(/\/[A-Ga-g][#b+]?$/, "", s)
	if (!sub(/^[A-G][#b]?/, "", s))
		return 0
	return s == "" || s ~ /^(m|min|maj|dim|aug|\+|sus|5|6|7|9|11|m6|m7|m9|M7|M9|maj7|maj9|dim[79]|aug7|7?sus[249])$/
}

# ---- Bar lines ----

# End the bar that is being read: kind "plain", "section" (a double bar line) or "other", and whether it ends or begins
# a repeat. A repeat whose beginning is not marked begins with the tune or after a double bar line.
function bar_line(kind, ends, begins)
{
	if (tuplet_left > 0)
		bar_fault("a tuplet that does not end")
	if (broken != 0)
		bar_fault("broken rhythm over a bar line")
	tuplet_left = broken = before = 0
	if (filled) {
		bars++
		size[bars] = sum
		asked[bars] = metre
		plain[bars] = kind == "plain"
		section[bars] = kind == "section"
		ending[bars] = label
		content[bars] = notes_text
		label = notes_text = ""
	} else if (kind == "plain" && bars > 0) {
		plain[bars] = 1
	}
	# ends[0] and begins[0] belong to the beginning of the tune.
	ends_repeat[bars] += ends
	begins_repeat[bars] += begins
	sum = filled = 0
	if (ends) {
		if (!open && unopened && !later_ending) {
			if (task == "text")
				open_repeat()
			else
				fault("bar " bars ": a repeat ends that has not begun")
		}
		open = later_ending = 0
		unopened = 1
		sections++
		end_at = at
		end_bar = bars
	} else if (kind == "section" && !open) {
		unopened = 0
		sections++
	}
	if (begins) {
		if (open)
			fault("bar " (bars + 1) ": a repeat begins within a repeat")
		open = 1
	}
}

# Make the last end of a repeat, such as :|, one that also begins the next: ::.
function open_repeat(   all, tail)
{
	all = body out
	tail = substr(all, end_at + 1)
	sub(/^[^ \n0-9\[A-Ga-g"(]+/, "::", tail)
	all = substr(all, 1, end_at) tail
	if (end_at < length(body))
		body = substr(all, 1, length(all) - length(out))
	else
		out = substr(all, length(body) + 1)
	begins_repeat[end_bar] = 1
}

# A run of | : [ ] that holds a bar line.
function take_bar(   s, c, k)
{
	s = ""
	for (k = 1; (c = substr(rest, k, 1)) != "" && c ~ /[|:\[\]]/; k++) {
		# "[" belongs to the bar line before "|" only, else it is an ending or a chord.
		if (c == "[" && substr(rest, k + 1, 1) != "|")
			break
		s = s c
	}
	rest = substr(rest, k)
	if (s !~ /^(\|\|?|\|\]|\[\||\[?\|:|\|\|\|?:|:\|\]?|::|:\|:|:\|\|:)$/) {
		bar_fault("'" (s == "" ? "]" : s) "' is no bar line")
		if (s == "")
			rest = substr(rest, 2)
	}
	at = length(body out)
	if (s == "|" && bars == 0 && !filled)
		leading = task != "text"
	else
		put(s, 0)
	bar_line(s == "|" ? "plain" : s ~ /:/ ? "other" : "section", s ~ /^:/, s ~ /:$/)
	if (match(rest, /^[0-9][-0-9,]*/)) {
		put(substr(rest, 1, RLENGTH), 0)
		set_label(substr(rest, 1, RLENGTH))
		rest = substr(rest, RLENGTH + 1)
	}
}

# The next bar begins the ending of this label.
function set_label(s)
{
	label = s
	if (!names(s, 1)) {
		later_ending = unopened && !open
	} else if (!open && sections > 0) {
		if (task == "text" && unopened)
			open_repeat()
		else
			bar_fault("a first ending of a repeat that has not begun")
		open = 1
	}
}

# Whether a label such as 1, 1,3 or 1-3 names a pass.
function names(text, pass,   parts, n, k, range)
{
	n = split(text, parts, ",")
	for (k = 1; k <= n; k++)
		if (split(parts[k], range, "-") == 2 ? pass >= range[1] && pass <= range[2] : pass == parts[k] + 0)
			return 1
	return 0
}

# The passes of the repeat that begins with bar i: two, or the highest number of its endings.
function passes(i,   most, parts, n, k)
{
	most = 2
	for (; i <= bars; i++) {
		n = split(ending[i], parts, /[-,]/)
		for (k = 1; k <= n; k++)
			if (parts[k] + 0 > most)
				most = parts[k] + 0
		if (begins_repeat[i])
			break
	}
	return most > 9 ? 9 : most
}

# Say what is wrong with the bar that is made of the pieces 1..count.
function short_or_long(count, span, want,   k)
{
	fault("bar " piece[count] ": " show(span) " of " show(want))
	for (k = 1; k <= count; k++)
		bad[piece[k]] = 1
}

function show(x,   d)
{
	for (d = 1; d < 1024 && x * d != int(x * d); d *= 2)
		;
	return d < 1024 ? (x * d) "/" d : sprintf("%.3f", x)
}

function near(a, b)
{
	return a - b < 1e-9 && b - a < 1e-9
}

# Whether the tune or one of its sections begins with a bar of this length.
function heads(span,   i)
{
	for (i = 1; i <= bars; i++)
		if ((i == 1 || !plain[i - 1]) && near(size[i], span))
			return 1
	return 0
}

# Play the tune with its repeats and endings, and compare each bar with the metre.
function play(   i, j, pass, start, span, count, steps, first, want, total)
{
	pass = start = first = 1
	for (i = 1; i <= bars && steps++ < 10 * bars + 10;) {
		if (ending[i] != "" && !names(ending[i], pass)) {
			for (j = i + 1; j <= bars && ending[j] == "" && !ends_repeat[j - 1]; j++)
				;
			i = j
			continue
		}
		want = asked[i]
		span += size[i]
		total += size[i]
		piece[++count] = i
		if (want == 0) {
			span = count = 0
		} else if (first) {
			if (span > want + 1e-9 || (leading && span < want - 1e-9))
				short_or_long(count, span, want)
			span = count = 0
		} else if (plain[i] ? !near(span, want) : span > want + 1e-9) {
			short_or_long(count, span, want)
			span = count = 0
		} else if (near(span, want)) {
			span = count = 0
		}
		first = 0
		if (ends_repeat[i] && pass < passes(start)) {
			pass++
			i = start
			continue
		}
		if (ends_repeat[i] || begins_repeat[i] || (section[i] && (pass > 1 || !begins_repeat[start - 1]))) {
			start = i + 1
			pass = 1
		}
		i++
	}
	played = total
	if (count > 0 && !heads(want - span))
		short_or_long(count, span, want)
}

# ---- Music lines ----

# Add to the line in the form of task=text, and to the notes of the bar.
function put(s, is_note)
{
	out = out s
	if (is_note)
		notes_text = notes_text s
}

# Remove what matches at the beginning of rest and return 1.
function skip(pattern)
{
	if (!match(rest, pattern))
		return 0
	out = out substr(rest, 1, RLENGTH)
	rest = substr(rest, RLENGTH + 1)
	return 1
}

function music(line,   s)
{
	rest = line
	out = ""
	sub(/\\%/, "", rest)
	sub(/[ \t]*%.*$/, "", rest)
	sub(/[ \t]*\\?[ \t]*$/, "", rest)
	while (rest != "") {
		if (match(rest, /^[ \t]+/)) {
			rest = substr(rest, RLENGTH + 1)
			if (out != "")
				out = out " "
		} else if (match(rest, /^"[^"]*"/)) {
			s = substr(rest, 2, RLENGTH - 2)
			if (!chord_name(s))
				bar_fault("\"" s "\" is no chord")
			skip("^\"[^\"]*\"")
		} else if ( skip("^![^! |]+!") || skip("^\\+[a-zA-Z0-9.<>()]+\\+") || skip("^[HLMOPRSTJuv~](\\.)?") ||
			   (rest !~ /^\.\|/ && skip("^\\."))) {
			;
		} else if (match(rest, /^\{[^}|]*\}/)) {
			s = substr(rest, 1, RLENGTH)
			if (s !~ /^\{\/?[][A-Ga-g,'^_=0-9\/<> ]+\}$/)
				bar_fault("grace notes " s)
			graced = 1
			skip("^\\{[^}|]*\\}")
		} else if (match(rest, /^\[[A-Za-z]:[^]]*\]/)) {
			s = substr(rest, 2, RLENGTH - 2)
			rest = substr(rest, RLENGTH + 1)
			field(substr(s, 1, 1), substr(s, 3))
		} else if (match(rest, /^\[[0-9][-0-9,]*/)) {
			if (filled)
				bar_line("other", 0, 0)
			set_label(substr(rest, 2, RLENGTH - 1))
			skip("^\\[[0-9][-0-9,]*")
		} else if (rest ~ /^[|:]/ || rest ~ /^\[\|/ || rest ~ /^\]/) {
			if (graced)
				bar_fault("grace notes without a note")
			graced = 0
			take_bar()
		} else if (rest ~ /^\.\|/) {
			rest = substr(rest, 2)
		} else if (rest ~ /^\[/) {
			take_chord()
		} else if (rest ~ /^\([0-9]/) {
			take_tuplet()
		} else if (rest ~ /^[()]/) {
			skip("^[()]")
		} else if (rest ~ /^-/) {
			if (before <= 0 || last_pitches == "")
				bar_fault("a tie without a note before it")
			tied = last_pitches
			put("-", 1)
			rest = substr(rest, 2)
		} else if (rest ~ /^[<>]/) {
			take_broken()
		} else if (rest ~ /^[zxyZX]/) {
			take_rest()
		} else if (!take_note()) {
			bar_fault("'" substr(rest, 1, 1) "' is not music")
			rest = substr(rest, 2)
		}
	}
	sub(/ +$/, "", out)
	body = body out (line ~ /\\[ \t]*$/ ? " " : "\n")
}

# ---- Tunes ----

function begin_tune(   k)
{
	in_tune = 1
	in_body = unit = metre = metre_name = compound = key = changes = 0
	bars = sum = filled = open = unopened = later_ending = sections = at = leading = 0
	faults = tuplet_left = broken = before = graced = 0
	title = reason = body = label = notes_text = tied = last_pitches = ""
	for (k in bad)
		delete bad[k]
	for (k in ends_repeat)
		delete ends_repeat[k]
	for (k in begins_repeat)
		delete begins_repeat[k]
}

function end_tune(   k, wrong)
{
	if (!in_tune)
		return
	in_tune = 0
	if (filled) {
		bar_fault("no bar line after it")
		bar_line("plain", 0, 0)
	}
	if (!in_body)
		fault("no K: line")
	else if (metre_name == "0" || metre_name == "")
		fault("no M: line")
	if (bars == 0)
		fault("no bars")
	if (open)
		fault("a repeat that does not end")
	if (tied != "")
		fault("a tie that does not end")
	play()
	for (k = 1; k <= bars; k++)
		wrong += bad[k]
	if (task == "check")
		printf "%s\t%d\t%d\t%s\t%s\t%s\n", faults ? "invalid" : "valid", bars, bars - wrong, played + 0, title, reason
	else if (task == "copied")
		compare()
	else if (!faults && !changes && key != "" && metre > 0)
		print_text()
}

function print_text()
{
	gsub(/ +\n/, "\n", body)
	gsub(/ +[|]/, "|", body)
	gsub(/[|] +/, "|", body)
	if (printed++)
		printf "\n"
	printf "M:%s\nK:%s\nT:%s\n%s", metre_name, key, title, body
}

# Store the bars of a tune of the corpus, or compare those of another one with it.
function compare(   k, n, p, list, run, most, last, place)
{
	if (corpus_file) {
		corpus_tunes++
		for (k = 1; k <= bars; k++)
			where[content[k]] = where[content[k]] " " corpus_tunes ":" k
		return
	}
	for (k = 1; k <= bars; k++) {
		n = split(where[content[k]], list, " ")
		for (p = 1; p <= n; p++) {
			place = list[p]
			split(place, last, ":")
			run[k, place] = run[k - 1, last[1] ":" (last[2] - 1)] + 1
			if (run[k, place] > most)
				most = run[k, place]
		}
	}
	printf "%d\t%d\n", bars, most
}

FNR == 1 {
	end_tune()
	corpus_file = ++file_number == 1
}

{
	sub(/\r$/, "")
	sub(/^\357\273\277/, "") # a byte order mark
}

/^X:/ || (/^M:/ && !in_tune) {
	end_tune()
	begin_tune()
	if (/^M:/)
		unit = 1 / 8
}

/^[ \t]*$/ {
	end_tune()
	next
}

!in_tune || /^%/ { next }

/^[A-Za-z]:($|[^:|])/ || /^[WwT]:/ {
	field(substr($0, 1, 1), substr($0, 3))
	next
}

/^\+:/ { next }

in_body { music($0); next }

{ fault("a line of music before K:") }

END { end_tune() }
