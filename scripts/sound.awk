# sound.awk - what scripts/sound computes: a melody on a plucked string, and what differences of samples cost.
#
#     awk -v task=melody -v rate=HZ -v seconds=N [-v seed=N] -f sound.awk
#             a sound in sox's format dat: notes of a pentatonic scale, drawn at random
#     awk -v task=differences [-v mark=N] -f sound.awk
#             bits that a sample of the standard input, a number of 8 bits on each line, costs after the sample before it,
#             if differences are coded with the frequencies that they have in the first `mark` lines; measured on the rest

# The generator of Park and Miller (1988): the same numbers in every awk.
function random()
{
	return (state = state * 16807 % 2147483647) / 2147483647
}

# Pluck a string, and print `samples` samples of it: the string of Karplus and Strong (1983). A burst of noise of one
# period, nearly the same for each note, runs around in a delay line, and in each round a sample gets some of its
# neighbour, which takes the high tones first. The burst has the mean 0, because a mean would not fade.
function pluck(period, samples, loudness,   i, k, mean, string)
{
	string[-1] = 0
	for (i = 0; i < period; i++)
		mean += (string[i] = burst[i] + 0.1 * (2 * random() - 1)) / period
	for (i = 0; i < period; i++)
		string[i] -= mean
	for (; i < samples; i++) {
		k = i - period
		string[i] = DAMPING * ((1 - SMOOTHING) * string[k] + SMOOTHING * string[k - 1])
	}
	for (i = 0; i < samples; i++)
		printf "0 %.5f\n", loudness * string[i]
}

# Eighths and some quarters, at random; the melody moves by up to two notes of the scale, which are those of the chord F6
# from C to the D above the next C, and turns at its ends. The periods are samples at 4,000 Hz: 200 to 444 Hz.
function melody(   n, i, left, length_of, note, step)
{
	n = split("20 18 15 12 10 9", scale, " ")
	for (i = 0; i < 20 * rate / 4000 + 1; i++)
		burst[i] = 2 * random() - 1
	print "; Sample Rate " rate "\n; Channels 1"
	note = int(n / 2)
	for (left = int(seconds * rate); left > 0; left -= length_of) {
		length_of = int(rate * (random() < 0.75 ? 0.25 : 0.5))
		step = int(random() * 5) - 2
		if (note + step < 1 || note + step > n)
			step = -step
		note += step
		pluck(int(scale[note] * rate / 4000 + 0.5), length_of < left ? length_of : left, 0.4 + 0.2 * random())
	}
}

BEGIN {
	state = 20261 + seed
	DAMPING = 0.996
	SMOOTHING = 0.1
	if (task == "melody") {
		melody()
		exit
	}
}

# A difference modulo 256: 256 of them can occur, and each is counted once more than it was seen.
{
	d = ($1 - before + 512) % 256
	before = $1
}
NR > 1 && NR <= mark { seen[d]++ }
NR > mark && mark > 0 {
	bits -= log((seen[d] + 1) / (mark - 1 + 256)) / log(2)
	scored++
}

END {
	if (task == "differences")
		printf "%.4f\n", bits / scored
}
