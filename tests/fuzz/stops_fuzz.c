/* stops_fuzz.c - stop strings and a text over an alphabet of four: what the automaton releases,
 * holds and hits is what a search of the whole text finds. One byte gives the number of strings, one
 * the length of the beginning; each string is a length and its ids, the rest is the text. */
#include <string.h>

#include "fuzz.h"
#include "run/sample.h"

enum { STRINGS = 4, LONGEST = 12 };

struct input {
	uint16_t id[STRINGS][LONGEST];
	const uint16_t *stop[STRINGS];
	size_t length[STRINGS];
	int stops;
	uint16_t *text; /* the beginning, then what is drawn */
	size_t n, primes;
};

static void read_input(struct input *in, const uint8_t *data, size_t n)
{
	const uint8_t *end = data + n;

	in->stops = 1 + *data++ % STRINGS;
	in->primes = *data++ % 8;
	for (int i = 0; i < in->stops; i++) {
		in->length[i] = 1 + (data < end ? (size_t)*data++ : 0) % LONGEST;
		in->stop[i] = in->id[i];
		for (size_t k = 0; k < in->length[i]; k++)
			in->id[i][k] = data < end ? (uint16_t)(*data++ & 3) : 0;
	}
	in->n = (size_t)(end - data);
	in->text = xcalloc(in->n, sizeof *in->text);
	for (size_t k = 0; k < in->n; k++)
		in->text[k] = data[k] & 3;
	if (in->primes > in->n)
		in->primes = in->n;
}

/* Does a stop string end with the first n ids, and not in the beginning? The longest. */
static int ends_at(const struct input *in, size_t n)
{
	int hit = -1;

	for (int i = 0; i < in->stops; i++) {
		size_t length = in->length[i];
		if (length <= n && (hit < 0 || length > in->length[hit]) &&
		    memcmp(in->text + n - length, in->id[i], length * sizeof *in->text) == 0)
			hit = i;
	}
	return hit;
}

/* The most ids at the end of the first n that may still become a stop string. */
static size_t open_end(const struct input *in, size_t n)
{
	for (size_t open = n < LONGEST ? n : LONGEST; open > 0; open--)
		for (int i = 0; i < in->stops; i++)
			if (open < in->length[i] &&
			    memcmp(in->text + n - open, in->id[i], open * sizeof *in->text) == 0)
				return open;
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct input in;
	const uint16_t *ids;
	int hit = -1;

	if (n < 2)
		return 0;
	read_input(&in, data, n);
	struct stops *s = stops_new(in.stop, in.length, in.stops);
	size_t at = in.primes, written = in.primes, got;
	stops_start(s, in.text, in.primes);
	while (at < in.n && hit < 0) {
		got = stops_push(s, in.text[at++], &ids, &hit);
		MUST(hit == ends_at(&in, at));
		MUST(memcmp(ids, in.text + written, got * sizeof *ids) == 0);
		written += got;
		/* everything is out that can be, and nothing that must not */
		size_t held = hit >= 0 ? in.length[hit] : open_end(&in, at);
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
