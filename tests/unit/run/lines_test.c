/*
 * lines_test.c - lines scored side by side against one symbol after the other: the same bits, for
 * every cell, engine, number format, number of threads and order of the lines.
 */
#include <math.h>

#include "run/lines.h"
#include "tiny_model.h"

enum { V = 16, H = 20, N = 150, TEXT = 8000 };

/* Lines of lengths 0 to 40, and a long one. */
static void make_lines(struct line *line, const uint16_t *text)
{
	size_t at = 0;

	for (size_t i = 0; i < N; i++) {
		size_t n = i == 77 ? 900 : (size_t)(rng_bits(3, i) % 41);
		line[i] = (struct line){.ids = text + at, .n = n, .score = {.unknown = i}};
		at += n;
		assert_true(at < TEXT);
	}
}

/* Scores a line as the sampler does: the row of predict_next, then one symbol is read. */
static double plain(struct predictor *p, const struct lines_options *o, const struct line *l)
{
	double nats = 0;

	predict_reset(p);
	predict_feed(p, o->context, o->contexts);
	for (size_t i = 0; i < l->n; i++) {
		if (i > 0 && o->window > 0 && i % (size_t)o->window == 0)
			predict_reset(p);
		if (i > 0)
			predict_read(p, 1, l->ids + i - 1);
		nats -= (double)predict_next(p, 0)[l->ids[i]];
	}
	return nats;
}

static void compare(const struct model *m, const struct lines_options *o)
{
	struct predictor *p = predict_new(m, &(struct predict_options){1, 32, .threads = 1});
	struct lines *l = lines_new(m, o);
	uint16_t *text = random_words(TEXT, 7);
	struct line *line = xcalloc(N, sizeof *line);

	make_lines(line, text);
	lines_score(l, line, N);
	for (size_t i = 0; i < N; i++) {
		assert_int_equal(line[i].score.scored, line[i].n);
		assert_int_equal(line[i].score.unknown, i);
		assert_true(line[i].score.nats == plain(p, o, &line[i]));
	}
	/* alone, and few together: the same */
	for (size_t i = 70; i < 80; i++) {
		struct line alone = {.ids = line[i].ids, .n = line[i].n};
		lines_score(l, &alone, 1);
		assert_true(alone.score.nats == line[i].score.nats);
		assert_true(alone.score.sumsq == line[i].score.sumsq);
	}
	lines_score(l, line, 0);
	lines_free(l);
	predict_free(p);
	free(line);
	free(text);
}

static void equals_one_by_one(void **state)
{
	static const uint16_t context[] = {3, 1, 4, 1, 5};
	const struct engine *engine;

	(void)state;
	for (int k = 0; (engine = engine_at(k)) != NULL; k++) {
		if (engine->kernels() == NULL)
			continue;
		for (size_t c = 0; c < CELLS; c++)
			for (int f = 0; f < FORMATS; f++) {
				struct model m;
				if (!engine->reader && f != FORMAT_F32)
					continue;
				tiny_model(&m, &(struct config){&cell_table[c], V, 2, H, 0},
					   engine);
				m.format = (enum format)f;
				compare(&m, &(struct lines_options){context, 1, .threads = 2});
				compare(&m, &(struct lines_options){context, 5, .threads = 1});
				compare(&m, &(struct lines_options){.threads = 1});
				model_free(&m);
			}
	}
}

static void windows_reset(void **state)
{
	static const uint16_t context[] = {3};
	struct model m;

	(void)state;
	tiny_model(&m, &(struct config){cell_find("gru"), V, 2, H, 4},
		   engine_pick(NULL, false, FORMAT_F32, NULL));
	for (int window = 1; window < 20; window += 3)
		compare(&m, &(struct lines_options){context, 1, window, 1});
	model_free(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equals_one_by_one),
		cmocka_unit_test(windows_reset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
