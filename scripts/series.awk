# series.awk - what scripts/series computes: levels of a series, forecasts from sampled futures, their errors, a picture.
#
#     awk -v task=TASK [-v NAME=VALUE...] -f series.awk FILE...
#
# task      FILEs                         prints
# values    table                         "label<TAB>value" for each row; the first line has the names of both
# levels    values                        "border<TAB>least<TAB>largest" for each of at most `most` levels, of `count` values
# encode    values, levels                a character for each value, "!" for the lowest level, with no newline
# outside   values, levels                the per cent of the values after number `count` that are in no level
# forecast  values, levels, samples       "origin<TAB>step<TAB>value<TAB>low<TAB>median<TAB>high" for each step
# period    values                        the period with which the naive forecast of the first `count` values is best
# score     values, forecasts             the table of errors
# picture   values, forecasts             an SVG picture of the last forecast
#
# `values` is what the first task prints, `samples` one sampled future a line, from the value after number `origin` on,
# `forecasts` what the task forecast prints. With change=1 a level is one of changes from value to value. The naive
# forecast repeats the last period, or its changes. Faults of a table go to standard
# error as "ROW: what", with exit status 1.

function fail(text)
{
	print text >"/dev/stderr"
	failed = 1
	exit 1
}

# ---- Tables ----

# Split line s of a table into cell[], without quotes and outer blanks; the number of cells. Separators are commas, or
# semicolons or tabs where the line has some.
function cells(s, cell,   n, i)
{
	sub(/\r$/, "", s)
	n = split(s, cell, s ~ /\t/ ? "\t" : s ~ /;/ ? ";" : ",")
	for (i = 1; i <= n; i++) {
		gsub(/^[ "]+|[ "]+$/, "", cell[i])
	}
	return n
}

function is_number(s)
{
	return s ~ /^[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)?$/
}

# A row of a table: its last cell is a value, its first one, if it has several, the label. The first row may be names.
function table_row(s,   n, cell)
{
	if (NR == 1)
		sub(/^\357\273\277/, "", s)
	if (s ~ /^[ \r]*$/ || s ~ /^#/)
		return
	n = cells(s, cell)
	if (rows == 0 && named == 0) {
		named = 1
		if (!is_number(cell[n])) {
			print (n > 1 && cell[1] != "" ? cell[1] : "step") "\t" cell[n]
			return
		}
		print "step\tvalue"
	}
	if (!is_number(cell[n]))
		fail("row " NR ": not a number: " (cell[n] == "" ? "nothing" : substr(cell[n], 1, 40)))
	print (n > 1 ? cell[1] : rows + 1) "\t" cell[n]
	rows++
}

# ---- Numbers ----

# Sort a[1..n], numbers: Shell's sort with the gaps of Knuth (1973).
function sort(a, n,   gap, i, k, x)
{
	for (gap = 1; gap < n / 3;)
		gap = 3 * gap + 1
	for (; gap >= 1; gap = (gap - 1) / 3)
		for (i = gap + 1; i <= n; i++) {
			x = a[i]
			for (k = i; k > gap && a[k - gap] > x; k -= gap)
				a[k] = a[k - gap]
			a[k] = x
		}
}

# The value below which the share q of sorted a[1..n] lies, by linear interpolation (type 7 of Hyndman and Fan, 1996).
function quantile(a, n, q,   at, k)
{
	at = 1 + q * (n - 1)
	k = int(at)
	return k >= n ? a[n] : a[k] + (at - k) * (a[k + 1] - a[k])
}

# The generator of Park and Miller (1988): the same numbers in every awk.
function random()
{
	return (state = state * 16807 % 2147483647) / 2147483647
}

function size(x)
{
	return x < 0 ? -x : x
}

# What a level of value i stands for: the value or, with change, its difference from the one before. The first value has
# none before it, and gets the change of the second.
function symbol_value(i)
{
	return !change ? value[i] : i == 1 ? value[2] - value[1] : value[i] - value[i - 1]
}

# ---- Levels ----

# Levels with about equal numbers of values, each from its least to its largest value; the border to the next one lies
# halfway to that one's least value. Equal values are in one level, and if there are no more different values than levels,
# each has its own.
function print_levels(   i, a, left, share, begin, different)
{
	for (i = 1; i <= count; i++)
		a[i] = symbol_value(i)
	sort(a, count)
	for (i = 1; i <= count; i++)
		different += i == 1 || a[i] != a[i - 1]
	left = most
	for (begin = 1; begin <= count; begin = i) {
		share = different <= most ? 1 : (count - begin + 1) / left
		for (i = begin + 1; i <= count && (a[i] == a[i - 1] || i - begin < share - 0.5); i++)
			;
		printf "%.9g\t%.9g\t%.9g\n", (i > count ? a[count] : (a[i - 1] + a[i]) / 2), a[begin], a[i - 1]
		left -= left > 1
	}
}

# The number of the level of x, 1 to levels: those outside go to the nearest one.
function level_of(x,   low, high, middle)
{
	low = 1
	high = levels
	while (low < high) {
		middle = int((low + high) / 2)
		if (x < border[middle])
			high = middle
		else
			low = middle + 1
	}
	return low
}

function print_text(   i)
{
	for (i = 1; i <= n; i++)
		printf "%s", substr(LETTERS, level_of(symbol_value(i)), 1)
}

function print_outside(   i, x, outside)
{
	for (i = count + 1; i <= n; i++) {
		x = symbol_value(i)
		outside += x < least[1] || x > largest[levels]
	}
	printf "%.0f\n", 100 * outside / (n - count)
}

# ---- Forecasts ----

# Gather the values that were learned, by their levels.
function gather(   i, x, k)
{
	for (i = 1; i <= count; i++) {
		x = symbol_value(i)
		k = level_of(x)
		member[k, ++members[k]] = x
	}
}

# A sampled future, a line of levels: each becomes one of the values of its level, drawn at random.
function read_sample(s,   h, k, x)
{
	if (samples++ == 0)
		gather()
	x = value[origin]
	if (samples > 1 && length(s) != horizon)
		fail("sample " samples " has " length(s) " values, not " horizon)
	horizon = length(s)
	for (h = 1; h <= horizon; h++) {
		k = index(LETTERS, substr(s, h, 1))
		if (k < 1 || k > levels)
			fail("sample " samples ": no level " substr(s, h, 1))
		x = (change ? x : 0) + member[k, 1 + int(random() * members[k])]
		future[h, samples] = x
	}
}

function print_forecast(   h, i, a)
{
	for (h = 1; h <= horizon; h++) {
		for (i = 1; i <= samples; i++)
			a[i] = future[h, i]
		sort(a, samples)
		printf "%d\t%d\t%s\t%.6g\t%.6g\t%.6g\n", origin, h, (origin + h in value ? value[origin + h] : ""), \
		       quantile(a, samples, 0.1), quantile(a, samples, 0.5), quantile(a, samples, 0.9)
	}
}

# The naive forecast of step h after value number o: the values of the last period again or, with change, its changes.
function naive(o, h, p,   periods)
{
	periods = int((h - 1) / p) + 1
	return value[o + h - p * periods] + (change ? periods * (value[o] - value[o - p]) : 0)
}

function print_period(   p, h, o, longest, step, error, best, least)
{
	longest = int(count / 3)
	if (longest > 2 * horizon)
		longest = 2 * horizon
	step = int((count - horizon - longest) / 20)
	if (step < 1)
		step = 1
	for (p = 2; p <= longest; p++) {
		error = 0
		for (o = count - horizon; o > longest; o -= step)
			for (h = 1; h <= horizon; h++)
				error += size(value[o + h] - naive(o, h, p))
		if (best == 0 || error < least * (1 - 1e-9)) {
			best = p
			least = error
		}
	}
	print best
}

# ---- Errors ----

# Add the error of one forecast at a step: to all of them, and to those of its part of the horizon.
function add(which, part, error)
{
	sum[which, 0] += error
	sum[which, part] += error
}

# A row of the table: the mean absolute error of a forecast, of all steps and of each part of them.
function score_row(title, which,   k)
{
	printf "%-34s", title
	for (k = 0; k <= PARTS; k++)
		if (number[k] > 0)
			printf "%9.4g", sum[which, k] / number[k]
	print ""
}

function print_scores(   i, k, o, h, inside, width, best)
{
	for (i = 1; i <= points; i++)
		horizon = ahead[i] > horizon ? ahead[i] : horizon
	for (i = 1; i <= points; i++) {
		o = at[i]
		h = ahead[i]
		k = int((h - 1) * PARTS / horizon) + 1
		number[0]++
		number[k]++
		begin[k] = number[k] == 1 || h < begin[k] ? h : begin[k]
		add("rnn", k, size(truth[i] - median[i]))
		add("seasonal", k, size(truth[i] - naive(o, h, period)))
		add("last", k, size(truth[i] - value[o]))
		inside += truth[i] >= low[i] && truth[i] <= high[i]
		width += high[i] - low[i]
	}
	printf "%d forecasts of %d values each, in the last %d values\n\n", points / horizon, horizon, n - at[1]
	printf "%-34s%9s", "mean absolute error, of the steps", "1-" horizon
	for (k = 1; k <= PARTS; k++)
		if (number[k] > 0)
			printf "%9s", begin[k] "-" begin[k] + number[k] * horizon / points - 1
	print ""
	score_row("rnn: median of the futures", "rnn")
	score_row((change ? "seasonal naive changes, period " : "seasonal naive, period ") period, "seasonal")
	score_row("naive: the last value", "last")
	printf "\n%.0f %% of the values are in the 80 %% band of the futures; its mean width is %.4g.\n", \
	       100 * inside / points, width / points
	best = sum["seasonal", 0] < sum["last", 0] ? sum["seasonal", 0] : sum["last", 0]
	if (best == 0)
		print "A naive forecast has no error."
	else if (sum["rnn", 0] < best)
		printf "The error of rnn is %.0f %% less than that of the better naive forecast.\n", \
		       100 * (1 - sum["rnn", 0] / best)
	else
		printf "A naive forecast is better: the error of rnn is %.0f %% more.\n", 100 * (sum["rnn", 0] / best - 1)
}

# ---- Picture ----

function escape(s)
{
	gsub(/&/, "\\&amp;", s)
	gsub(/</, "\\&lt;", s)
	gsub(/>/, "\\&gt;", s)
	return s
}

function label(x, y, anchor, class, s)
{
	printf "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"%s\">%s</text>\n", x, y, anchor, class, escape(s)
}

function line(x1, y1, x2, y2, class)
{
	printf "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>\n", x1, y1, x2, y2, class
}

function plot_x(i) { return LEFT + (i - first) / (last - first) * (RIGHT - LEFT) }
function plot_y(v) { return BOTTOM - (v - floor) / (ceiling - floor) * (BOTTOM - TOP) }

# 1, 2 or 5 times a power of ten, so that at most `most` of them fill the whole.
function nice(whole, most,   unit)
{
	for (unit = 1; unit > whole / most;)
		unit /= 10
	while (unit < whole / most)
		unit *= 10
	return unit / 5 >= whole / most ? unit / 5 : unit / 2 >= whole / most ? unit / 2 : unit
}

# The year of number i, or nothing if the labels are no dates.
function year(i)
{
	return name[i] ~ /^[0-9][0-9][0-9][0-9][-\/.]/ || tolower(names[1]) ~ /year/ && name[i] ~ /^[0-9]+$/ ? \
		       substr(name[i], 1, 4) + 0 : ""
}

function axes(   v, unit, i, step)
{
	unit = nice(ceiling - floor, 6)
	floor = unit * (floor / unit < int(floor / unit) ? int(floor / unit) - 1 : int(floor / unit))
	ceiling = unit * (ceiling / unit > int(ceiling / unit) ? int(ceiling / unit) + 1 : int(ceiling / unit))
	for (i = 0; i <= (ceiling - floor) / unit + 0.5; i++) {
		v = floor + i * unit
		line(LEFT, plot_y(v), RIGHT, plot_y(v), i == 0 ? "axis" : "grid")
		label(LEFT - 8, plot_y(v) + 4, "end", "tick", sprintf("%.6g", size(v) < unit / 1000 ? 0 : v))
	}
	label(LEFT - 42, TOP - 18, "start", "unit", names[2])
	if (year(first) != "" && year(last) - year(first) >= 4) {
		step = nice(year(last) - year(first), 9)
		step = step < 1 ? 1 : step
		for (i = first + 1; i <= last; i++)
			if (year(i) != year(i - 1) && year(i) % step == 0)
				tick(i, year(i))
		label((LEFT + RIGHT) / 2, BOTTOM + 40, "middle", "unit", "year")
		return
	}
	step = nice(last - first, 7)
	step = step < 1 ? 1 : step
	for (i = first; i <= last; i++)
		if (i % step == 0)
			tick(i, substr(name[i], 1, 12))
	label((LEFT + RIGHT) / 2, BOTTOM + 40, "middle", "unit", names[1])
}

# A label of the axis of time; one that would reach the edge of the picture ends there.
function tick(i, s,   edge)
{
	edge = plot_x(i) + 3.5 * length(s) > WIDTH - 8
	line(plot_x(i), BOTTOM, plot_x(i), BOTTOM + 4, "axis")
	label(edge ? WIDTH - 8 : plot_x(i), BOTTOM + 19, edge ? "end" : "middle", "tick", s)
}

# One end of a path: to value v of number i.
function to(v, i, start)
{
	return sprintf("%s%.1f %.1f", start ? "M" : "L", plot_x(i), plot_y(v))
}

function key(x, y, class, s)
{
	if (class == "band")
		printf "<rect x=\"%.1f\" y=\"%.1f\" width=\"22\" height=\"12\" class=\"band\"/>\n", x, y - 10
	else
		line(x, y - 4, x + 22, y - 4, class)
	label(x + 29, y, "start", "unit", s)
}

function print_picture(   i, h, from, o, path, back, error, error_naive, inside)
{
	WIDTH = 900; HEIGHT = 424
	LEFT = 66; RIGHT = 876; TOP = 108; BOTTOM = 346
	from = points # the first point of the last forecast
	while (ahead[from] > 1)
		from--
	o = at[from]
	horizon = points - from + 1
	first = o - 2 * horizon < 1 ? 1 : o - 2 * horizon
	last = o + horizon
	for (i = first; i <= last; i++)
		span(value[i])
	for (i = from; i <= points; i++) {
		span(low[i])
		span(high[i])
		error += size(truth[i] - median[i])
		error_naive += size(truth[i] - naive(o, ahead[i], period))
		inside += truth[i] >= low[i] && truth[i] <= high[i]
	}
	printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\"", WIDTH, HEIGHT
	printf " width=\"%d\" height=\"%d\" role=\"img\">\n", WIDTH, HEIGHT
	printf "<title>%s: the values, and a forecast with its 80 %% band</title>\n", escape(names[2])
	print "<style>"
	print "text { font: 13px -apple-system, \"Segoe UI\", Helvetica, Arial, \"DejaVu Sans\", sans-serif; fill: #24292f }"
	print ".head { font-size: 15px; font-weight: 600 } .tick, .unit, .foot { fill: #57606a } .tick, .foot { font-size: 12px }"
	print ".grid { stroke: #e6e8eb } .axis { stroke: #8c959f } .begin { stroke: #8c959f; stroke-dasharray: 3 3 }"
	print "path, .known, .truth, .naive, .median { fill: none; stroke-width: 1.6; stroke-linejoin: round }"
	print ".known { stroke: #8c959f } .truth { stroke: #24292f } .naive { stroke: #c77700; stroke-dasharray: 5 3 }"
	print ".median { stroke: #1f6fc4; stroke-width: 2.4 } .band, path.band { fill: #cfe2f7; stroke: none }"
	print "</style>"
	printf "<rect x=\"0.5\" y=\"0.5\" width=\"%d\" height=\"%d\" rx=\"8\" fill=\"#ffffff\" stroke=\"#d0d7de\"/>\n", \
	       WIDTH - 1, HEIGHT - 1
	label(LEFT - 42, 34, "start", "head", names[2] ": the last " horizon " values, and a forecast of them")
	axes()
	for (i = from; i <= points; i++) {
		h = ahead[i]
		path = path to(high[i], o + h, h == 1)
		back = to(low[i], o + h, 0) back
	}
	printf "<path d=\"%s%sZ\" class=\"band\"/>\n", path, back
	path = ""
	for (i = first; i <= o; i++)
		path = path to(value[i], i, i == first)
	printf "<path d=\"%s\" class=\"known\"/>\n", path
	path = ""
	for (i = o; i <= last; i++)
		path = path to(value[i], i, i == o)
	printf "<path d=\"%s\" class=\"truth\"/>\n", path
	path = back = ""
	for (i = from; i <= points; i++) {
		path = path to(naive(o, ahead[i], period), o + ahead[i], i == from)
		back = back to(median[i], o + ahead[i], i == from)
	}
	printf "<path d=\"%s\" class=\"naive\"/>\n<path d=\"%s\" class=\"median\"/>\n", path, back
	line(plot_x(o + 0.5), TOP - 6, plot_x(o + 0.5), BOTTOM, "begin")
	key(LEFT - 42, 60, "known", "known before")
	key(LEFT + 92, 60, "truth", "what came")
	key(LEFT + 208, 60, "median", "rnn: median of the futures")
	key(LEFT + 424, 60, "band", "80 % of the futures")
	key(LEFT + 594, 60, "naive", "seasonal naive, period " period)
	label(LEFT - 42, HEIGHT - 16, "start", "foot", sprintf("mean absolute error of this forecast: rnn %.4g, " \
		"seasonal naive %.4g; %.0f %% of the values in the band", error / horizon, error_naive / horizon, \
		100 * inside / horizon))
	print "</svg>"
}

function span(v)
{
	if (!spanned++)
		floor = ceiling = v
	floor = v < floor ? v : floor
	ceiling = v > ceiling ? v : ceiling
}

BEGIN {
	FS = "\t"
	for (i = 33; i < 127; i++)
		LETTERS = LETTERS sprintf("%c", i)
	state = 1 + seed
	PARTS = 4 # of a horizon, in the table of errors
}

task == "values" { table_row($0); next }
FNR == 1 { file++ }
file == 1 && FNR == 1 { names[1] = $1; names[2] = $2; next }
file == 1 { name[++n] = $1; value[n] = $2 + 0; next }
task == "score" || task == "picture" {
	if ($3 != "") {
		points++
		at[points] = $1
		ahead[points] = $2
		truth[points] = $3
		low[points] = $4
		median[points] = $5
		high[points] = $6
	}
	next
}
file == 2 { levels++; border[levels] = $1; least[levels] = $2; largest[levels] = $3; next }
{ read_sample($0) }

END {
	if (failed)
		exit 1
	if (task == "values" && rows == 0)
		fail("no values")
	if (task == "levels")
		print_levels()
	else if (task == "encode")
		print_text()
	else if (task == "outside")
		print_outside()
	else if (task == "forecast")
		print_forecast()
	else if (task == "period")
		print_period()
	else if (task == "score")
		print_scores()
	else if (task == "picture")
		print_picture()
}
