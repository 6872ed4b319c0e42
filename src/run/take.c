/* take.c - see take.h. */
#include "run/take.h"

#include <stdlib.h>
#include <string.h>

void take_clear(struct take *t)
{
	t->n = 0;
	t->end = (struct sample_end){.stop = -1};
}

void take_free(struct take *t)
{
	free(t->ids);
	*t = (struct take){0};
}

void take_add(struct take *t, const uint16_t *ids, size_t n)
{
	if (n == 0)
		return;
	if (t->n + n > t->room) {
		t->room = 2 * (t->n + n);
		t->ids = xrealloc(t->ids, t->room, sizeof *t->ids);
	}
	memcpy(t->ids + t->n, ids, n * sizeof *ids);
	t->n += n;
}

void take_swap(struct take *a, struct take *b)
{
	struct take c = *a;

	*a = *b;
	*b = c;
}

double take_mean(const struct take *t)
{
	return t->end.scored > 0 ? t->end.nats / (double)t->end.scored : 0;
}

int take_compare(const void *a, const void *b)
{
	const struct take *x = *(struct take *const *)a, *y = *(struct take *const *)b;
	double p = take_mean(x), q = take_mean(y);

	if (p != q)
		return (p > q) - (p < q);
	if (x->number != y->number)
		return (x->number > y->number) - (x->number < y->number);
	return (x->end.draw.stream > y->end.draw.stream) -
	       (x->end.draw.stream < y->end.draw.stream);
}

static int add_ids(void *ctx, int sample, const uint16_t *ids, size_t n)
{
	struct take *out = ctx;

	take_add(&out[sample], ids, n);
	return 0;
}

static int set_end(void *ctx, int sample, const struct sample_end *end)
{
	struct take *out = ctx;

	out[sample].end = *end;
	return 0;
}

void take_draw(struct sampler *d, const struct sample_draw *draw, int count, struct take *out)
{
	const struct sample_sink sink = {.ctx = out, .text = add_ids, .end = set_end};

	for (int i = 0; i < count; i++)
		take_clear(&out[i]);
	sample_draw(d, draw, count, &sink);
}
