/*
 * golden_test.c - compares results with PyTorch's, from the files that golden/make.py wrote.
 *
 * Every row of the cell table and every engine of this build goes through both tests, so a new
 * cell fails here until its golden files exist.
 */
#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include <cmocka.h>

#include "core/optim.h"
#include "core/pass.h"
#include "run/eval.h"
#include "store/saved_model.h"
#include "store/safetensors.h"
#include "text/input.h"

static const double NUMBERS = 1e-5; /* logits, states, gradients, weights */
static const double NATS = 1e-4;    /* log-probabilities of a loaded model */

/* One golden training batch. Arrays are the tensors of the file; NULL if the file has none. */
struct batch {
	struct safetensors file;
	char path[100];
	struct config cfg;
	int T, B, steps;
	uint16_t *x, *y; /* ids (T, B) */
};

static void read_whole(const char *path, char **text, size_t *bytes)
{
	struct rnn_error err;

	if (input_read_file(path, 0, text, bytes, &err) != 0)
		fail_msg("%s", err.text);
}

static double number(const struct batch *b, const char *key)
{
	const char *text = safetensors_meta(&b->file, key);

	if (!text)
		fail_msg("%s: no %s", b->path, key);
	return strtod(text, NULL);
}

static int whole(const struct batch *b, const char *key)
{
	return (int)number(b, key);
}

/* Returns the n numbers of a tensor as floats, owned by the caller. */
static float *numbers(const struct batch *b, const char *prefix, const char *name, size_t n)
{
	struct rnn_error err;
	char key[64];
	const struct tensor *t;
	float *out;

	snprintf(key, sizeof(key), "%s%s", prefix, name);
	t = safetensors_find(&b->file, key);
	if (!t)
		fail_msg("%s: no tensor %s", b->path, key);
	if (t->end - t->begin != n * sizeof(float))
		fail_msg("%s: %s has not %zu numbers", b->path, key, n);
	out = xcalloc(n, sizeof(float));
	if (safetensors_read(&b->file, t, b->path, out, &err) != 0)
		fail_msg("%s", err.text);
	return out;
}

static uint16_t *ids(const struct batch *b, const char *name)
{
	size_t n = (size_t)b->T * (size_t)b->B;
	float *in = numbers(b, "", name, n);
	uint16_t *out = xcalloc(n, sizeof(*out));

	for (size_t i = 0; i < n; i++)
		out[i] = (uint16_t)in[i];
	free(in);
	return out;
}

static void batch_open(struct batch *b, const struct cell *cell, const char *kind)
{
	struct rnn_error err;
	char *bytes;
	size_t n;
	uint32_t crc;

	snprintf(b->path, sizeof(b->path), "golden/%s-%s.safetensors", cell->name, kind);
	read_whole(b->path, &bytes, &n);
	crc = (uint32_t)crc32(0, (const unsigned char *)bytes, (unsigned)n);
	free(bytes);
	if (safetensors_open(&b->file, AT_FDCWD, b->path, b->path, n, crc, &err) != 0)
		fail_msg("%s", err.text);
	b->cfg = (struct config){.cell = cell,
				 .vocab = whole(b, "vocab"),
				 .layers = whole(b, "layers"),
				 .hidden = whole(b, "hidden"),
				 .embed = whole(b, "embed")};
	b->T = whole(b, "T");
	b->B = whole(b, "B");
	b->steps = whole(b, "steps");
	assert_string_equal(safetensors_meta(&b->file, "cell"), cell->name);
	assert_true(b->steps >= 1 && (b->cfg.embed > 0) == (strcmp(kind, "embed") == 0));
	b->x = ids(b, "x");
	b->y = ids(b, "y");
}

static void batch_close(struct batch *b)
{
	free(b->x);
	free(b->y);
	safetensors_close(&b->file);
}

/* Compares n numbers. Fails if the reference is all zero, because it would test little. */
static void check(const struct batch *b, const char *what, const char *name, size_t n,
		  const float *got, const float *want)
{
	double size = 0;

	for (size_t i = 0; i < n; i++) {
		double d = fabs((double)got[i] - (double)want[i]);

		size += fabs((double)want[i]);
		if (!(d <= NUMBERS))
			fail_msg("%s: %s%s[%zu] is %.8g, PyTorch has %.8g", b->path, what, name, i,
				 (double)got[i], (double)want[i]);
	}
	assert_true(size > 0);
}

static void load_weights(const struct batch *b, struct model *m)
{
	for (int i = 0; i < m->params; i++) {
		const struct param *p = &m->param[i];
		float *w = numbers(b, "w.", p->name, p->n);

		param_import(p, w, m->w);
		free(w);
	}
}

/* Compares the block `w` (weights or gradients) with the tensors whose names begin with prefix. */
static void check_block(const struct batch *b, const struct model *m, const char *prefix,
			const real *w)
{
	for (int i = 0; i < m->params; i++) {
		const struct param *p = &m->param[i];
		float *want = numbers(b, prefix, p->name, p->n);
		float *got = xcalloc(p->n, sizeof(float));

		param_export(p, w, got);
		check(b, prefix, p->name, p->n, got, want);
		free(want);
		free(got);
	}
}

/* load_state reads the carried state, h (L, B, H) and then c, from the tensors h<when> and c<when>;
 * check_state compares it with them. */
static void load_state(const struct batch *b, const char *when, float *state)
{
	size_t n = (size_t)b->cfg.layers * (size_t)b->B * (size_t)b->cfg.hidden;
	float *h = numbers(b, "h", when, n);

	memcpy(state, h, n * sizeof(float));
	free(h);
	if (b->cfg.cell->has_c) {
		float *c = numbers(b, "c", when, n);

		memcpy(state + n, c, n * sizeof(float));
		free(c);
	}
}

static void check_logits(const struct batch *b, struct work *w)
{
	size_t V = (size_t)b->cfg.vocab, rows = (size_t)b->T * (size_t)b->B;
	float *want = numbers(b, "", "logits", rows * V);

	for (int t = 0; t < b->T; t++)
		for (int s = 0; s < b->B; s++)
			check(b, "logits", "", V, pass_logits(w, t, s),
			      want + (size_t)(t * b->B + s) * V);
	free(want);
}

static void check_state(const struct batch *b, const struct work *w)
{
	size_t n = work_state_size(w);
	float *got = xcalloc(n, sizeof(float)), *want = xcalloc(n, sizeof(float));

	work_state_get(w, got);
	load_state(b, "1", want);
	check(b, "state", "", n, got, want);
	free(got);
	free(want);
}

static void train(const struct batch *b, const struct engine *engine, int threads)
{
	struct rnn_error err;
	struct model m;
	struct optim o;
	struct work_options options = {.B = b->B, .T = b->T, .train = true, .threads = threads};
	int positions = b->T * b->B;

	if (model_init(&m, &b->cfg, engine, &err) != 0)
		fail_msg("%s: %s", b->path, err.text);
	load_weights(b, &m);
	struct work *w = work_new(&m, &options);
	float *state = xcalloc(work_state_size(w), sizeof(float));
	real *grad = xcalloc(m.n, sizeof(real));

	load_state(b, "0", state);
	optim_init(&o, m.n, work_team(w));
	o.beta1 = (real)number(b, "beta1");
	o.beta2 = (real)number(b, "beta2");
	o.eps = (real)number(b, "eps");
	o.decay = (real)number(b, "decay");
	o.clip = (real)number(b, "clip");
	for (int step = 0; step < b->steps; step++) {
		work_refresh(w);
		work_state_set(w, state);
		pass_forward(w, b->T, b->x, 0);
		if (step == 0)
			check_logits(b, w);
		double loss = pass_loss(w, b->y, NULL) / positions;
		pass_backward(w, grad);
		double norm = optim_norm(&o, m.kernels, grad);
		if (step == 0) {
			assert_true(fabs(loss - number(b, "loss")) <= NUMBERS);
			assert_true(fabs(norm - number(b, "norm")) <= NUMBERS);
			assert_true(norm > number(b, "clip"));
			check_block(b, &m, "g.", grad);
			check_state(b, w);
		}
		optim_step(&o, m.kernels, m.w, grad, norm, number(b, "lr"));
	}
	check_block(b, &m, "w3.", m.w);
	free(grad);
	free(state);
	optim_free(&o);
	work_free(w);
	model_free(&m);
}

/* Returns the next engine from *i on that can run on this machine. */
static const struct engine *usable(int *i)
{
	const struct engine *e;

	while ((e = engine_at((*i)++)) && !e->kernels())
		continue;
	return e;
}

static void test_training(void **unused)
{
	static const char *const kinds[] = {"onehot", "embed"};
	const struct engine *engine;

	(void)unused;
	for (int c = 0; c < CELLS; c++) {
		for (size_t k = 0; k < 2; k++) {
			struct batch b;

			batch_open(&b, &cell_table[c], kinds[k]);
			for (int i = 0; (engine = usable(&i));)
				for (int threads = 1; threads <= 2; threads++)
					train(&b, engine, threads);
			batch_close(&b);
		}
	}
}

/* Compares the nats of each symbol with the rows `offset U+XXXX bits` of a file. */
static void check_bits(const char *path, const struct vocab *v, size_t n, const uint16_t *id,
		       const uint64_t *at, const float *nll)
{
	char *table;
	const char *row;
	size_t bytes;

	read_whole(path, &table, &bytes);
	row = table;
	for (size_t i = 1; i < n; i++) {
		unsigned long long offset;
		unsigned symbol;
		double bits;
		int used = 0;

		if (sscanf(row, "%llu\tU+%X\t%lf\n%n", &offset, &symbol, &bits, &used) != 3)
			fail_msg("%s: row %zu is missing or malformed", path, i);
		row += used;
		assert_int_equal(offset, at[i]);
		assert_int_equal(symbol, v->symbol[id[i]]);
		if (!(fabs(bits * M_LN2 - (double)nll[i]) <= NATS))
			fail_msg("%s: U+%04X at byte %llu has %.6f nats, PyTorch %.6f", path,
				 symbol, offset, (double)nll[i], bits * M_LN2);
	}
	assert_true(*row == '\0');
	free(table);
}

static void score(const struct cell *cell, const struct engine *engine)
{
	struct rnn_error err;
	struct saved_model a;
	struct eval_options options = {.window = 0, .batch = 1, .threads = 1};
	struct score total = {0};
	char dir[64], path[100], *text;
	size_t bytes, n;
	uint16_t *id;
	uint64_t *at;

	snprintf(dir, sizeof(dir), "golden/model-%s", cell->name);
	if (saved_model_load(&a, dir, engine, &err) != 0)
		fail_msg("%s", err.text);
	assert_ptr_equal(a.model.cfg.cell, cell);
	snprintf(path, sizeof(path), "%s/text.txt", dir);
	read_whole(path, &text, &bytes);
	if (vocab_text(&a.vocab, path, text, bytes, INVALID_ERROR, NULL, &id, &n, &at, &err) != 0)
		fail_msg("%s", err.text);
	float *nll = xcalloc(n, sizeof(float));
	struct evaluator *e = evaluator_new(&a.model, &options);

	evaluator_run(e, id, n, nll, &total);
	assert_int_equal(total.scored, n - 1);
	snprintf(path, sizeof(path), "%s/bits.tsv", dir);
	check_bits(path, &a.vocab, n, id, at, nll);
	evaluator_free(e);
	free(nll);
	free(id);
	free(at);
	free(text);
	saved_model_free(&a);
}

static void test_model_directory(void **unused)
{
	const struct engine *engine;

	(void)unused;
	for (int c = 0; c < CELLS; c++)
		for (int i = 0; (engine = usable(&i));)
			score(&cell_table[c], engine);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_training),
		cmocka_unit_test(test_model_directory),
	};

	return cmocka_run_group_tests_name("golden", tests, NULL, NULL);
}
