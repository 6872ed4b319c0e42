/* batch.c - see batch.h. */
#include "text/batch.h"

#include <assert.h>

bool batch_fit(size_t n, int *B, int *T)
{
	size_t steps = n - 1;
	int b = *B, t = *T;

	if ((size_t)t > steps)
		*T = (int)steps;
	if ((size_t)b * (size_t)*T > steps)
		*B = (int)(steps / (size_t)*T);
	return *B != b || *T != t;
}

void batch_init(struct batches *b, const struct corpus *text, int B, int T, uint64_t seed)
{
	*b = (struct batches){.text = text, .B = B, .T = T, .own = B, .seed = seed};
	b->windows = text->n / (uint64_t)B / (uint64_t)T;
	assert(b->windows > 0);
}

/* Copies n ids of the ring, from position `at` on. */
static void copy_ring(const struct corpus *c, size_t at, size_t n, uint16_t *out)
{
	size_t head = c->n - at < n ? c->n - at : n;

	corpus_copy(c, at, head, out);
	corpus_copy(c, 0, n - head, out + head);
}

/* Copies n symbols of the ring, from position `at` on, and their successors to a column of x and of y
 * (rows of `stride` ids). */
static void copy_columns(const struct corpus *c, size_t at, int n, int stride, uint16_t *x,
			 uint16_t *y)
{
	enum { PIECE = 512 };
	uint16_t ids[PIECE + 1];

	for (int t = 0, part; t < n; t += part) {
		part = n - t < PIECE ? n - t : PIECE;
		copy_ring(c, (at + (size_t)t) % c->n, (size_t)part + 1, ids);
		for (int i = 0; i < part; i++) {
			x[(size_t)(t + i) * (size_t)stride] = ids[i];
			y[(size_t)(t + i) * (size_t)stride] = ids[i + 1];
		}
	}
}

bool batch_fill(struct batches *b, uint16_t *x, uint16_t *y)
{
	size_t n = b->text->n, stream = n / (size_t)b->B;
	size_t cut = (size_t)(rng_bits(rng_key(b->seed, 1), b->epoch) % n);
	bool first = b->window == 0;

	for (int j = 0; j < b->own; j++) {
		size_t at =
			(cut + (size_t)(b->first + j) * stream + (size_t)b->window * (size_t)b->T) %
			n;
		copy_columns(b->text, at, b->T, b->own, x + j, y + j);
	}
	if (++b->window == b->windows) {
		b->window = 0;
		b->epoch++;
	}
	return first;
}
