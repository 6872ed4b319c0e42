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

/* Copies n ids of the ring, from position `at` on, to a column of out (rows of `stride` ids). */
static void copy_column(const struct corpus *c, size_t at, int n, int stride, uint16_t *out)
{
	for (int t = 0; t < n; t++, at = at + 1 < c->n ? at + 1 : 0)
		out[(size_t)t * (size_t)stride] = c->width == 1 ? ((const uint8_t *)c->id)[at]
								: ((const uint16_t *)c->id)[at];
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
		copy_column(b->text, at, b->T, b->own, x + j);
		copy_column(b->text, (at + 1) % n, b->T, b->own, y + j);
	}
	if (++b->window == b->windows) {
		b->window = 0;
		b->epoch++;
	}
	return first;
}
