# Score answers of a model that was asked for the phonemes of words.
#
#     awk -f scripts/phonemes.awk phonemes.txt held.txt train.txt answers.txt
#
# The first file names the phonemes, one a line, as eSpeak NG writes them (`tS`, `oU`). The others hold lines
# "word = phonemes": the held-out words with the right phonemes, the words of the training, the answers. Prints the
# phoneme error rate of the answers and of two baselines: an n-gram of letters, and a copy of the phonemes of the most
# similar training word; then the first ten held-out words, with the errors of the answers in braces.
#
# Phoneme error rate: the fewest phonemes to replace, insert or delete so that the answers become right (Levenshtein
# distance), divided by the number of right phonemes. A phoneme has its stress mark with it, so a wrong stress is an
# error; the column "no stress" leaves the marks out. No answer counts as an empty one.

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
function distance(n, m,   i, j, least)
{
	for (i = 0; i <= n; i++)
		for (j = 0; j <= m; j++) {
			least = i == 0 ? j : cost[i - 1, j] + 1
			if (j > 0 && cost[i, j - 1] + 1 < least && i > 0)
				least = cost[i, j - 1] + 1
			if (i > 0 && j > 0 && cost[i - 1, j - 1] + (right[i] != given[j]) < least)
				least = cost[i - 1, j - 1] + (right[i] != given[j])
			cost[i, j] = least
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

# Print the rates of `name`, a row of the table.
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

# Return the logarithm of the probability that `letter` stands for `chunk`, none to two phonemes.
function chance(letter, chunk)
{
	return log((seen[letter, chunk] + 0.01) / (total[letter] + 1))
}

# Divide the phonemes given[1..m] among the n letters of `word`: chunk[i] is what letter i stands for, the likeliest
# way by chance() (Viterbi search). Return 0 if there is no way.
function align(word, n, m,   i, j, k, one, s)
{
	for (j = 1; j <= m; j++)
		best[0, j] = NEVER
	for (i = 1; i <= n; i++)
		for (j = 0; j <= m; j++) {
			best[i, j] = NEVER
			for (k = 0; k <= 2 && k <= j; k++) {
				if (best[i - 1, j - k] == NEVER)
					continue
				one = k == 0 ? "" : k == 1 ? given[j] : given[j - 1] given[j]
				s = best[i - 1, j - k] + chance(substr(word, i, 1), one)
				if (s > best[i, j]) {
					best[i, j] = s
					taken[i, j] = k
				}
			}
		}
	if (best[n, m] == NEVER)
		return 0
	for (i = n; i > 0; i--) {
		k = taken[i, m]
		chunk[i] = k == 0 ? "" : k == 1 ? given[m] : given[m - 1] given[m]
		m -= k
	}
	return 1
}

# Return letter i of `word` with w letters on each side; blanks stand beyond its ends.
function context(word, i, w)
{
	return substr("     " word "     ", i + 5 - w, 2 * w + 1)
}

# Count what letters stand for in the training words: first in those with as many phonemes as letters, one each; then in
# 5,000 words that these counts align; then, in each context that held-out words have, in all words.
function learn_letters(   i, k, n, m, w, key, word)
{
	for (i = 1; i <= held; i++)
		for (k = 1; k <= length(asked[i]); k++)
			for (w = 0; w <= 5; w++)
				wanted[context(asked[i], k, w)]
	for (i = 1; i <= learned; i++)
		if (split_phonemes(sounds[i], given) == length(letters[i]))
			for (k = 1; k <= length(letters[i]); k++) {
				seen[substr(letters[i], k, 1), given[k]]++
				total[substr(letters[i], k, 1)]++
			}
	for (i = 1; i <= learned + 5000; i++) {
		word = letters[i <= 5000 ? i : i - 5000]
		n = length(word)
		m = split_phonemes(sounds[i <= 5000 ? i : i - 5000], given)
		if (word == "" || !align(word, n, m))
			continue
		for (k = 1; k <= n; k++) {
			if (i <= 5000) {
				seen[substr(word, k, 1), chunk[k]]++
				total[substr(word, k, 1)]++
				continue
			}
			for (w = 0; w <= 5 && (key = context(word, k, w)) in wanted; w++)
				if (++uses[key, chunk[k]] > most_used[key]) {
					most_used[key] = uses[key, chunk[k]]
					usual[key] = chunk[k]
				}
		}
	}
}

# Return the phonemes of `word`: for each letter what it stands for most often in the widest context that is known.
function by_letters(word,   i, w, s)
{
	for (i = 1; i <= length(word); i++) {
		for (w = 5; w > 0 && !(context(word, i, w) in usual); w--)
			continue
		s = s usual[context(word, i, w)]
	}
	return s
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
file == 3 {
	resemble($1, $3)
	letters[++learned] = $1
	sounds[learned] = $3
	next
}
{ answer[$1] = $3 }

BEGIN { NEVER = -1e9 }
END {
	best[0, 0] = 0
	learn_letters()
	for (i = 1; i <= held; i++) {
		add("rnn", i, answer[asked[i]])
		add("n-gram of letters", i, by_letters(asked[i]))
		add("phonemes of the most similar word", i, copy[i])
	}
	printf "%-36s%10s%11s%12s\n", held " held-out words", "error rate", "no stress", "words right"
	row("rnn")
	row("n-gram of letters")
	row("phonemes of the most similar word")
	print ""
	for (i = 1; i <= 10 && i <= held; i++) {
		n = split_phonemes(spoken[i], right)
		m = split_phonemes(answer[asked[i]], given)
		print sprintf("%-16s%-22s%s", asked[i], spoken[i], distance(n, m) ? marked(n, m) : "right")
	}
}
