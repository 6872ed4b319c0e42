/* stops_fuzz.c - stop strings and a text over an alphabet of four: what the automaton releases,
 * holds, hits and forbids is what a search of the whole text finds. One byte gives the number of
 * strings, one the length of the beginning and the least length of the text; each string is a length
 * with a bit for "keep" and its ids, the rest is the text. */
#include <math.h>
#include <string.h>

#include "fuzz.h"
#include "run/sample.h"

enum { STRINGS = 4, LONGEST = 12, LETTERS = 4 };

struct input {
	uint16_t id[STRINGS][LONGEST];
	struct stop stop[STRINGS];
	int stops;
	uint64_t least;
	uint16_t *text; /* the beginning, then what is drawn */
	size_t n, primes;
};

static void read_input(struct input *in, const uint8_t *data, size_t n)
{
	const uint8_t *end = data + n;

	in->stops = 1 + *data++ % STRINGS;
	in->primes = *data % 8;
	in->least = *data++ / 8;
	for (int i = 0; i < in->stops; i++) {
		unsigned byte = data < end ? *data++ : 0;
		in->stop[i] = (struct stop){in->id[i], 1 + (byte & 0x7f) % LONGEST, byte >= 0x80};
		for (size_t k = 0; k < in->stop[i].n; k++)
			in->id[i][k] = data < end ? (uint16_t)(*data++ & 3) : 0;
	}
	in->n = (size_t)(end - data);
	in->text = xcalloc(in->n, sizeof *in->text);
	for (size_t k = 0; k < in->n; k++)
		in->text[k] = data[k] & 3;
	if (in->primes > in->n)
		in->primes = in->n;
}

static bool ends_with(const struct input *in, size_t n, const struct stop *stop)
{
	return stop->n <= n &&
	       memcmp(in->text + n - stop->n, stop->ids, stop->n * sizeof *in->text) == 0;
}

/* Which stop string ends with the first n ids: first those that are cut off, then the longest. */
static int ends_at(const struct input *in, size_t n)
{
	int hit = -1;

	for (int keep = 0; keep < 2 && hit < 0; keep++)
		for (int i = 0; i < in->stops; i++)
			if (in->stop[i].keep == keep && ends_with(in, n, &in->stop[i]) &&
			    (hit < 0 || in->stop[i].n > in->stop[hit].n))
				hit = i;
	return hit;
}

/* The most ids at the end of the first n that may still become a stop string that is cut off. */
static size_t open_end(const struct input *in, size_t n)
{
	for (size_t open = n < LONGEST ? n : LONGEST; open > 0; open--)
		for (int i = 0; i < in->stops; i++)
			if (!in->stop[i].keep && open < in->stop[i].n &&
			    memcmp(in->text + n - open, in->id[i], open * sizeof *in->text) == 0)
				return open;
	return 0;
}

/* Check which ids may not follow the first n: those that end a text shorter than the least. */
static void check_forbidden(struct input *in, const struct stops *s, size_t n)
{
	uint16_t next = in->text[n];
	float row[LETTERS] = {0};
	bool any = false;

	bool some = stops_forbid(s, row);
	for (uint16_t id = 0; id < LETTERS; id++) {
		bool forbidden = false;
		in->text[n] = id;
		for (int i = 0; i < in->stops; i++) {
			uint64_t drawn = n + 1 - in->primes;
			uint64_t cut = in->stop[i].keep ? 0 : in->stop[i].n;
			forbidden |= ends_with(in, n + 1, &in->stop[i]) &&
				     (drawn > cut ? drawn - cut : 0) < in->least;
		}
		MUST(forbidden == (row[id] < 0));
		any |= forbidden;
	}
	in->text[n] = next;
	MUST(any == some && (in->least > 0 || !any));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct input in;
	const uint16_t *ids;
	int hit = -1;

	if (n < 2)
		return 0;
	read_input(&in, data, n);
	struct stops *s = stops_new(in.stop, in.stops, in.least);
	size_t at = in.primes, written = in.primes, got;
	stops_start(s, in.text, in.primes);
	while (at < in.n && hit < 0) {
		check_forbidden(&in, s, at);
		got = stops_push(s, in.text[at++], &ids, &hit);
		MUST(hit == ends_at(&in, at));
		MUST(memcmp(ids, in.text + written, got * sizeof *ids) == 0);
		written += got;
		/* everything is out that can be, and nothing that must not */
		size_t held = hit < 0 ? open_end(&in, at) : in.stop[hit].keep ? 0 : in.stop[hit].n;
		MUST(written == (at - in.primes < held ? in.primes : at - held));
	}
	if (hit < 0) {
		got = stops_held(s, &ids);
		MUST(memcmp(ids, in.text + written, got * sizeof *ids) == 0);
		MUST(written + got == at);
	}
	stops_free(s);
	free(in.text);
	return 0;
}
