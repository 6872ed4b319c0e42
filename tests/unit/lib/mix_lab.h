/* mix_lab.h - the members of a mixture for tests: two networks of which one lacks symbols, n-gram counts and
 * two caches; and their rows, computed without a mixture. */
#ifndef MIX_LAB_H
#define MIX_LAB_H

#include <math.h>

#include "check.h"
#include "run/mix.h"
#include "run/predict.h"
#include "tiny_model.h"

/* The mixture has the symbols 0 .. V - 1; the second network lacks two of them. */
enum { V = 9, OWN = V - 2, LACKS_1 = 3, LACKS_2 = 8, N = 200, TRAIN = 400, K = 5, STEP = 7 };

struct mix_lab {
	struct model m[2];
	struct vocab all, own;
	struct ngram *ngram;
	uint16_t *train, *ids; /* (TRAIN), (N) */
	double row[N][K][V];   /* log-probabilities after symbol i, computed without a mixture */
};

static inline void set_vocab(struct vocab *v, bool lacks)
{
	uint32_t symbol[V];
	int n = 0;

	for (int i = 0; i < V; i++)
		if (!lacks || (i != LACKS_1 && i != LACKS_2))
			symbol[n++] = i > 0 ? (uint32_t)('a' + i) : '\n';
	assert_int_equal(vocab_init(v, UNIT_CHAR, symbol, n, NULL), 0);
}

/* Writes the log-probabilities of the counts of from[0..m), and those of ids[0..n) if `learn`, after
 * ids[0..n), to row (V). */
static inline void counted_row(const uint16_t *from, size_t m, bool learn, const uint16_t *ids,
			       size_t n, double *row)
{
	struct ngram *g = ngram_new(MEMBER_ORDER, V, (size_t)1 << 30);
	uint16_t *text = xcalloc(n + 1, sizeof *text);
	struct ngram_context c;

	assert_int_equal(ngram_count(g, from, m, NULL), 0);
	ngram_start(&c);
	for (size_t i = 0; learn && i < n; i++)
		assert_int_equal(ngram_learn(g, &c, ids[i], NULL), 0);
	memcpy(text, ids, n * sizeof *ids);
	for (int v = 0; v < V; v++) {
		text[n] = (uint16_t)v;
		row[v] = ngram_score(g, text, n, NULL) - ngram_score(g, text, n + 1, NULL);
	}
	ngram_free(g);
	free(text);
}

/* Computes the rows of a network after every symbol, reading one after the other. */
static inline void network_rows(struct mix_lab *l, int k, const struct vocab *own)
{
	struct predictor *p = predict_new(&l->m[k], &(struct predict_options){1, 4, .threads = 1});

	for (size_t i = 0; i < N; i++) {
		int id = vocab_id(own, l->all.symbol[l->ids[i]]);
		if (id >= 0)
			predict_read(p, 1, &(uint16_t){(uint16_t)id});
		const float *row = predict_next(p, 0);
		for (int v = 0; v < V; v++) {
			int its = vocab_id(own, l->all.symbol[v]);
			l->row[i][k][v] = its < 0 ? log(1e-6)
						  : (double)row[its] +
							    log(1 - 1e-6 * (V - own->size));
		}
	}
	predict_free(p);
}

static inline void mix_lab_init(struct mix_lab *l)
{
	uint16_t *words = random_words(TRAIN + N, 3);

	set_vocab(&l->all, false);
	set_vocab(&l->own, true);
	tiny_model(&l->m[0], &(struct config){&cell_table[1], V, 1, 12, 0},
		   test_engine(NULL, true));
	tiny_model(&l->m[1], &(struct config){&cell_table[0], OWN, 1, 7, 0},
		   test_engine(NULL, true));
	l->train = xcalloc(TRAIN, sizeof *l->train);
	l->ids = xcalloc(N, sizeof *l->ids);
	for (size_t i = 0; i < TRAIN; i++)
		l->train[i] = words[i] % V;
	for (size_t i = 0; i < N; i++)
		l->ids[i] = words[TRAIN + i] % V;
	l->ids[0] = LACKS_1; /* unknown to the second network, as two long runs */
	for (size_t i = 40; i < 80; i++)
		l->ids[i] = LACKS_2;
	l->ngram = ngram_new(MEMBER_ORDER, V, (size_t)1 << 30);
	assert_int_equal(ngram_count(l->ngram, l->train, TRAIN, NULL), 0);
	network_rows(l, 0, &l->all);
	network_rows(l, 1, &l->own);
	for (size_t i = 0; i < N; i++) {
		counted_row(l->train, TRAIN, false, l->ids, i + 1, l->row[i][2]);
		counted_row(l->ids, i + 1, false, l->ids, i + 1, l->row[i][3]);
		counted_row(l->train, TRAIN, true, l->ids, i + 1, l->row[i][4]);
	}
	free(words);
}

static inline void mix_lab_free(struct mix_lab *l)
{
	model_free(&l->m[0]);
	model_free(&l->m[1]);
	vocab_free(&l->all);
	vocab_free(&l->own);
	ngram_free(l->ngram);
	free(l->train);
	free(l->ids);
	free(l);
}

static inline struct mix *mix_lab_new(const struct mix_lab *l, const struct mix_weights *w)
{
	struct member *const member[K] = {
		member_network(&l->m[0], &l->all, &l->all, 1),
		member_network(&l->m[1], &l->own, &l->all, 1),
		member_ngram(l->ngram, V),
		member_cache(NULL, V),
		member_cache(l->ngram, V),
	};

	return mix_new(member, K, V, w);
}

#endif
