# Score answers of a model that was asked for the phonemes of words.
#
#     awk -f scripts/phonemes.awk phonemes.txt held.txt train.txt answers.txt
#
# The first file names the phonemes, one a line, as eSpeak NG writes them (`tS`, `oU`). The others hold lines
# "word = phonemes": the held-out words with the right phonemes, the words of the training, the answers. Prints the
# phoneme error rate of the answers, and of a baseline that copies the phonemes of the most similar training word; then
# the first ten held-out words, with the errors of the answers in braces.
#
# Phoneme error rate: the fewest phonemes to replace, insert or delete so that the answers become right (Levenshtein
# distance), divided by the number of right phonemes. A phoneme has its stress mark with it, so a wrong stress is an error;
# the column "no stress" leaves the marks out. No answer counts as an empty one.

# Split the string s into part[1..n] and return n. A phoneme is the longest one of the list that fits, as eSpeak NG
# reads them, after its stress marks; a character that fits none is one by itself.
function split_phonemes(s, part,   n, k, marks)
{
	for (n = 0; s != ""; s = substr(s, k + 1)) {
		match(s, /^[',]*/)
		marks = substr(s, 1, RLENGTH)
		s = substr(s, RLENGTH + 1)
		for (k = longest; k > 1 && !(substr(s, 1, k) in known); k--)
			continue
		part[++n] = marks substr(s, 1, k)
	}
	return n
}

# Fill cost[i, j]: the distance of the first i of right[] from the first j of given[]. Return the distance of the whole.
function distance(n, m,   i, j, best)
{
	for (i = 0; i <= n; i++)
		for (j = 0; j <= m; j++) {
			best = i == 0 ? j : cost[i - 1, j] + 1
			if (j > 0 && cost[i, j - 1] + 1 < best && i > 0)
				best = cost[i, j - 1] + 1
			if (i > 0 && j > 0 && cost[i - 1, j - 1] + (right[i] != given[j]) < best)
				best = cost[i - 1, j - 1] + (right[i] != given[j])
			cost[i, j] = best
		}
	return cost[n, m]
}

# Return the phonemes given[1..m], those that are wrong or too many as {x}, and {} where one of right[1..n] is missing.
function marked(n, m,   s)
{
	while (n > 0 || m > 0) {
		if (n > 0 && m > 0 && cost[n, m] == cost[n - 1, m - 1] + (right[n] != given[m])) {
			s = (right[n] == given[m] ? given[m] : "{" given[m] "}") s
			n--
			m--
		} else if (m > 0 && cost[n, m] == cost[n, m - 1] + 1)
			s = "{" given[m--] "}" s
		else {
			s = "{}" s
			n--
		}
	}
	return s
}

# Add to the totals of `name` the errors of the string s, an answer for held-out word i.
function add(name, i, s,   n, d)
{
	n = split_phonemes(spoken[i], right)
	d = distance(n, split_phonemes(s, given))
	phonemes[name] += n
	errors[name] += d
	exact[name] += d == 0
	gsub(/[',]/, "", s)
	n = split_phonemes(plain[i], right)
	errors[name, "plain"] += distance(n, split_phonemes(s, given))
	phonemes[name, "plain"] += n
}

function row(name)
{
	printf "%-36s%8.1f %%%9.1f %%%10.1f %%\n", name, 100 * errors[name] / phonemes[name],
	       100 * errors[name, "plain"] / phonemes[name, "plain"], 100 * exact[name] / held
}

# Compare training word `word` with all held-out words: the similarity is the share of common letter trigrams, with one
# blank before and after each word (Dice's coefficient). The most similar training word of i has the phonemes copy[i].
function resemble(word, sounds,   i, k, n, both, owners, similarity)
{
	word = " " word " "
	for (k = 1; k <= length(word) - 2; k++) {
		n = split(having[substr(word, k, 3)], owners, " ")
		for (i = 1; i <= n; i++)
			both[owners[i]]++
	}
	for (i in both) {
		similarity = 2 * both[i] / (length(word) - 2 + length(asked[i]))
		if (similarity > most[i]) {
			most[i] = similarity
			copy[i] = sounds
		}
	}
}

FNR == 1 { file++ }
file == 1 {
	known[$0]
	if (length($0) > longest)
		longest = length($0)
	next
}
file == 2 {
	asked[++held] = $1
	spoken[held] = plain[held] = $3
	gsub(/[',]/, "", plain[held])
	for (i = 1; i <= length($1); i++)
		having[substr(" " $1 " ", i, 3)] = having[substr(" " $1 " ", i, 3)] " " held
	next
}
file == 3 { resemble($1, $3); next }
{ answer[$1] = $3 }

END {
	for (i = 1; i <= held; i++) {
		add("rnn", i, answer[asked[i]])
		add("phonemes of the most similar word", i, copy[i])
	}
	printf "%-36s%10s%11s%12s\n", held " held-out words", "error rate", "no stress", "words right"
	row("rnn")
	row("phonemes of the most similar word")
	print ""
	for (i = 1; i <= 10 && i <= held; i++) {
		n = split_phonemes(spoken[i], right)
		m = split_phonemes(answer[asked[i]], given)
		print sprintf("%-16s%-22s%s", asked[i], spoken[i], distance(n, m) ? marked(n, m) : "right")
	}
}
