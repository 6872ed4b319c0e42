/*
 * gemm_test.c - the three products of every engine that runs on this machine, in every format that
 * it supports, against plain loops. In engines for reading, a row's bits must not depend on the
 * other rows.
 */
#include <math.h>

#include "core/gemm.h"
#include "base/team.h"
#include "tiny_model.h"

enum { PAD = 3, MOST = 2100 * 73 };

/* Outputs and inputs: sizes around the widths of vectors and panels, and one that a team shares. */
static const int sizes[][2] = {{1, 1},    {5, 3},  {15, 17},   {16, 4},    {63, 70},  {64, 33},
			       {65, 128}, {80, 5}, {130, 129}, {300, 250}, {2100, 73}};
static const int rows[] = {1, 2, 3, 5, 6, 7, 13, 47, 48, 49, 100};
enum { SIZES = sizeof sizes / sizeof *sizes, ROWS = sizeof rows / sizeof *rows, ROWS_MOST = 100 };

static float w[MOST], x[ROWS_MOST * (250 + PAD)], y[ROWS_MOST * (2100 + PAD)];
static float got[ROWS_MOST * (2100 + PAD)], alone[2100 + PAD], grad[MOST + 2100 * PAD];

static void fill(float *out, size_t n, uint64_t key)
{
	for (size_t i = 0; i < n; i++)
		out[i] = (float)(2 * rng_uniform(key, i) - 1);
}

/* Returns the largest allowed error of a sum of k terms a b with sum of |a b| = size. bf16 rounds a
 * and b by up to 1/256 of each. int8 rounds them by up to 1/254 of the largest, which is below 1,
 * and the errors add up like the square root of k. */
static double tolerance(enum format f, double size, int k)
{
	return f == FORMAT_INT8 ? sqrt(k) / 60 : (f == FORMAT_BF16 ? 1.0 / 120 : 2e-6) * size;
}

static void check(const char *what, const struct engine *e, enum format f, int i, double have,
		  double want, double size)
{
	if (!(fabs(have - want) <= tolerance(f, size, sizes[i][1]) + 1e-6))
		fail_msg("%s, %s, %s, size %d: %.9g, exactly %.9g", e->name, format_name[f], what,
			 i, have, want);
}

static void check_forward(const struct pack *p, const struct engine *e, int i, int m, float beta)
{
	int ldx = p->k + PAD, ldy = p->n + PAD;

	for (int r = 0; r < m * ldy; r++)
		got[r] = beta != 0 || r % ldy >= p->n ? y[r] : NAN; /* beta 0: must not be read */
	e->forward(p, m, x, ldx, beta, got, ldy);
	for (int r = 0; r < m; r++)
		for (int j = 0; j < ldy; j++) {
			double sum = j < p->n && beta == 0 ? 0 : (double)y[r * ldy + j],
			       size = fabs(sum);
			for (int c = 0; c < p->k && j < p->n; c++) {
				double d = (double)x[r * ldx + c] * (double)w[j * p->k + c];
				sum += d;
				size += fabs(d);
			}
			check("forward", e, p->format, i, (double)got[r * ldy + j], sum, size);
		}
}

static void check_backward(const struct pack *p, const struct engine *e, int i, int m)
{
	int ldx = p->k + PAD, ldy = p->n + PAD;

	memcpy(got, x, (size_t)(m * ldx) * sizeof *x);
	e->backward(p, m, y, ldy, 1, got, ldx);
	for (int r = 0; r < m; r++)
		for (int c = 0; c < ldx; c++) {
			double sum = (double)x[r * ldx + c], size = fabs(sum);
			for (int j = 0; j < p->n && c < p->k; j++) {
				double d = (double)y[r * ldy + j] * (double)w[j * p->k + c];
				sum += d;
				size += fabs(d);
			}
			check("backward", e, p->format, i, (double)got[r * ldx + c], sum, size);
		}
}

/* The m rows lie in blocks of `block` rows, with one row between two blocks unless gap is 0. */
static void check_outer(const struct pack *p, const struct engine *e, int i, int m, int block,
			int gap)
{
	int ldx = p->k + PAD, ldy = p->n + PAD, ldw = p->k + PAD, from = p->n / 3;
	const struct row_blocks at = {m / block, block, block + gap};

	for (int j = 0; j < p->n * ldw; j++)
		grad[j] = j / ldw >= from && j % ldw < p->k ? NAN : 7;
	e->outer(p, &at, from, p->n, y, ldy, x, ldx, 0, grad + from * ldw, ldw);
	for (int j = 0; j < p->n; j++)
		for (int c = 0; c < ldw; c++) {
			bool inside = j >= from && c < p->k;
			double sum = inside ? 0 : 7, size = fabs(sum);
			for (int r = 0; r < m / block * block && inside; r++) {
				int row = r / block * at.apart + r % block;
				double d = (double)y[row * ldy + j] * (double)x[row * ldx + c];
				sum += d;
				size += fabs(d);
			}
			check("outer", e, p->format, i, (double)grad[j * ldw + c], sum, size);
		}
}

/* Each row multiplied alone, and the first one by a team, must have the same bytes as together. */
static void check_alone(struct pack *p, const struct engine *e, int m, struct team *team)
{
	int ldx = p->k + PAD, ldy = p->n + PAD;
	size_t n = (size_t)p->n * sizeof *got;

	e->forward(p, m, x, ldx, 0, got, ldy);
	for (int r = 0; r < m; r++) {
		e->forward(p, 1, x + r * ldx, ldx, 0, alone, ldy);
		assert_memory_equal(alone, got + r * ldy, n);
	}
	p->team = team;
	e->forward(p, 1, x, ldx, 0, alone, ldy);
	p->team = NULL;
	assert_memory_equal(alone, got, n);
}

static void check_engine(const struct engine *e, enum format f, struct team *team)
{
	for (int i = 0; i < SIZES; i++) {
		struct pack p = {.n = sizes[i][0],
				 .k = sizes[i][1],
				 .ld = sizes[i][1],
				 .w = w,
				 .format = f,
				 .train = e->support(f, true) != SUPPORT_NONE,
				 .threads = 1};
		fill(w, (size_t)(p.n * p.k), (uint64_t)i);
		e->open(&p);
		e->pack(&p);
		for (int r = 0; r < ROWS; r++) {
			check_forward(&p, e, i, rows[r], 0);
			check_forward(&p, e, i, rows[r], 1);
			if (e->reader)
				check_alone(&p, e, rows[r], team);
			if (p.train)
				check_backward(&p, e, i, rows[r]);
			if (p.train)
				check_outer(&p, e, i, rows[r], rows[r], 0);
			if (p.train && rows[r] >= 8) {
				check_outer(&p, e, i, rows[r] / 2, 2, 1);
				check_outer(&p, e, i, rows[r] / 2, rows[r] / 4, 1);
			}
		}
		/* changed weights take effect when they are packed again */
		fill(w, (size_t)(p.n * p.k), 99);
		e->pack(&p);
		check_forward(&p, e, i, 2, 0);
		e->close(&p);
	}
}

static void products(void **state)
{
	struct team *team = team_new(3);
	const struct engine *e;
	int checked = 0;

	(void)state;
	fill(x, sizeof x / sizeof *x, 1000);
	fill(y, sizeof y / sizeof *y, 1001);
	for (int k = 0; (e = engine_at(k)) != NULL; k++)
		for (int f = 0; f < FORMATS && e->kernels() != NULL; f++)
			if (e->support((enum format)f, false) != SUPPORT_NONE) {
				check_engine(e, (enum format)f, team);
				checked++;
			}
	/* native in three formats, openblas in one */
	assert_true(checked >= 3 + (engine_pick("openblas", true, FORMAT_F32, NULL) != NULL));
	team_free(team);
}

/* Very small and very large weights. */
static void extremes(void **state)
{
	static const float ends[] = {0, 1e-30f, -1, 1, 3e4f, -1e30f};
	const struct engine *e = engine_pick("native", false, FORMAT_F32, NULL);

	(void)state;
	for (int f = 0; f < FORMATS; f++)
		for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
			float one = 1, out = NAN;
			struct pack p = {.n = 1,
					 .k = 1,
					 .ld = 1,
					 .w = &ends[i],
					 .format = (enum format)f,
					 .threads = 1};
			e->open(&p);
			e->pack(&p);
			e->forward(&p, 1, &one, 1, 0, &out, 1);
			if (!(fabsf(out - ends[i]) <= fabsf(ends[i]) / 100))
				fail_msg("%s: %g for %g", format_name[f], (double)out,
					 (double)ends[i]);
			e->close(&p);
		}
}

/* ---- engine_pick ---- */

static void refuses(const char *name, bool train, enum format format, enum rnn_code code,
		    const char *part)
{
	struct rnn_error err;

	assert_null(engine_pick(name, train, format, &err));
	assert_int_equal(err.status, EX_USAGE);
	assert_int_equal(err.code, code);
	if (strstr(err.text, part) == NULL)
		fail_msg("'%s' does not say '%s'", err.text, part);
}

static void choice(void **state)
{
	const struct engine *e;

	(void)state;
	unsetenv("RNN_ENGINE");
	e = test_engine(NULL, true);
	assert_non_null(e->outer);
	assert_string_equal(engine_pick(NULL, false, FORMAT_INT8, NULL)->name, "native");
	refuses(NULL, true, FORMAT_INT8, RNN_ERROR_NO_ENGINE, "int8: no matrix engine");
	refuses("abacus", true, FORMAT_F32, RNN_ERROR_UNKNOWN_ENGINE,
		"unknown matrix engine 'abacus'; this build has: native");
}

static void openblas(void **state)
{
	(void)state;
	if (engine_pick("openblas", true, FORMAT_F32, NULL) == NULL) {
		refuses("openblas", true, FORMAT_F32, RNN_ERROR_UNKNOWN_ENGINE, "this build has: ");
		print_message("skipped: this build has no engine openblas\n");
		skip();
	}
	setenv("RNN_ENGINE", "openblas", 1);
	assert_string_equal(engine_pick(NULL, false, FORMAT_F32, NULL)->name, "openblas");
	refuses(NULL, false, FORMAT_INT8, RNN_ERROR_ENGINE_UNFIT,
		"'openblas' cannot read text in int8");
	unsetenv("RNN_ENGINE");
	assert_string_equal(engine_pick("native", true, FORMAT_F32, NULL)->name, "native");
	refuses("native", true, FORMAT_BF16, RNN_ERROR_ENGINE_UNFIT,
		"'native' cannot train in bf16");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(products),
		cmocka_unit_test(extremes),
		cmocka_unit_test(choice),
		cmocka_unit_test(openblas),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
