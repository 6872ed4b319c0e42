/*
 * lines.c - see lines.h. Lines are sorted by length, so that those that are read side by side end at
 * about the same time.
 */
#include "run/lines.h"

#include <assert.h>
#include <stdlib.h>

/* A group of lines is read side by side if that takes at most GAIN times as many steps of streams
 * as reading one after the other: a step of many streams reads each weight from memory once. */
enum { STREAMS = 64, STREAMS_WIDE = 16, STEPS = 8, ALONE_STEPS = 32, GAIN = 8, WIDE = 4096 };

/* A predictor and what it reads at once. */
struct reader {
	struct predictor *predictor;
	int B, T;
	uint16_t *x; /* (T, B) */
};

struct lines {
	size_t window;
	struct reader one, many; /* many.predictor is NULL if the engine's rows depend on others */
	float *start;            /* the state after the context */
	struct line *order[LINES_MAX]; /* the longest first */
};

static struct predict_options one_shape(const struct lines_options *o)
{
	return (struct predict_options){.streams = 1, .steps = ALONE_STEPS, .threads = o->threads};
}

static struct predict_options many_shape(const struct model *m, const struct lines_options *o)
{
	return (struct predict_options){.streams = m->cfg.vocab > WIDE ? STREAMS_WIDE : STREAMS,
					.steps = STEPS,
					.threads = o->threads};
}

size_t lines_bytes(const struct model *m, const struct lines_options *o)
{
	struct predict_options one = one_shape(o), many = many_shape(m, o);
	size_t bytes = size_sum(predict_pack_bytes(m), predict_bytes(m, &one), 1);

	return size_sum(bytes, m->engine->reader ? predict_bytes(m, &many) : 0, 1);
}

static void reader_init(struct reader *r, const struct model *m, const struct predict_options *p)
{
	r->predictor = predict_new(m, p);
	r->B = p->streams;
	r->T = m->engine->reader ? p->steps : 1; /* else the rows of a step depend on the others */
	r->x = xcalloc((size_t)p->streams * (size_t)p->steps, sizeof *r->x);
}

struct lines *lines_new(const struct model *m, const struct lines_options *o)
{
	struct lines *l = xcalloc(1, sizeof *l);
	struct predict_options one = one_shape(o), many = many_shape(m, o);

	l->window = o->window > 0 ? (size_t)o->window : 0;
	reader_init(&l->one, m, &one);
	l->start = xcalloc(predict_state_size(l->one.predictor), sizeof *l->start);
	predict_feed(l->one.predictor, o->context, o->contexts);
	predict_save(l->one.predictor, 0, l->start);
	many.share = l->one.predictor;
	if (m->engine->reader)
		reader_init(&l->many, m, &many);
	return l;
}

void lines_free(struct lines *l)
{
	if (l == NULL)
		return;
	predict_free(l->many.predictor);
	predict_free(l->one.predictor);
	free(l->many.x);
	free(l->one.x);
	free(l->start);
	free(l);
}

/* ---- Scoring ---- */

/* Puts all streams to the state after the context, and scores the first symbol of each line. */
static void begin(struct lines *l, struct reader *r, struct line *const *line, int count)
{
	for (int b = 0; b < r->B; b++)
		predict_restore(r->predictor, b, l->start);
	for (int b = 0; b < count; b++)
		if (line[b]->n > 0)
			score_add(&line[b]->score,
				  -(double)predict_next(r->predictor, b)[line[b]->ids[0]]);
}

/* Returns how many symbols can be read at once from number `now` on: at most T, not beyond `end`,
 * and not beyond the next reset. */
static int steps_at_once(const struct lines *l, const struct reader *r, size_t now, size_t end)
{
	size_t t = (size_t)r->T;

	t = end - now < t ? end - now : t;
	if (l->window > 0 && l->window - (now + 1) % l->window < t)
		t = l->window - (now + 1) % l->window;
	return (int)t;
}

/* Reads symbols now..now+t of all lines, and scores the one that follows each. A stream whose line
 * has ended reads symbol 0. */
static void read_steps(struct reader *r, struct line *const *line, int count, size_t now, int t)
{
	uint16_t *x = r->x;

	for (size_t i = now; i < now + (size_t)t; i++)
		for (int b = 0; b < r->B; b++)
			*x++ = b < count && i < line[b]->n ? line[b]->ids[i] : 0;
	predict_read(r->predictor, t, r->x);
	predict_rows(r->predictor);
	for (int b = 0; b < count; b++)
		for (size_t i = 0; i < (size_t)t && now + i + 1 < line[b]->n; i++)
			score_add(&line[b]->score,
				  -(double)predict_row(r->predictor, (int)i,
						       b)[line[b]->ids[now + i + 1]]);
}

/* Scores line[0..count), count <= B; line[0] is the longest. */
static void score_group(struct lines *l, struct reader *r, struct line *const *line, int count)
{
	int t;

	begin(l, r, line, count);
	for (size_t now = 0; now + 1 < line[0]->n; now += (size_t)t) {
		if (l->window > 0 && (now + 1) % l->window == 0)
			predict_reset(r->predictor);
		t = steps_at_once(l, r, now, line[0]->n - 1);
		read_steps(r, line, count, now, t);
	}
}

static int by_length(const void *a, const void *b)
{
	size_t x = (*(struct line *const *)a)->n, y = (*(struct line *const *)b)->n;

	return (x < y) - (x > y);
}

/* Returns whether line[0..count) are better read side by side. */
static bool together(const struct reader *many, struct line *const *line, size_t count)
{
	size_t sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += line[i]->n;
	return many->predictor != NULL && line[0]->n * (size_t)many->B <= GAIN * sum;
}

void lines_score(struct lines *l, struct line *line, size_t n)
{
	size_t count;

	assert(n <= LINES_MAX);
	for (size_t i = 0; i < n; i++) {
		l->order[i] = &line[i];
		line[i].score.chars += line[i].n;
	}
	qsort(l->order, n, sizeof *l->order, by_length);
	for (size_t at = 0; at < n; at += count) {
		count = n - at < (size_t)l->many.B ? n - at : (size_t)l->many.B;
		if (together(&l->many, l->order + at, count)) {
			score_group(l, &l->many, l->order + at, (int)count);
		} else {
			count = 1;
			score_group(l, &l->one, l->order + at, 1);
		}
	}
}
