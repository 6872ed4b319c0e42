/*
 * kernels_test.c - compares the vector loops of every instruction set that this CPU supports with
 * libm and plain sums in double: cells, softmax with extreme logits, NaN, masks, sums, updates.
 */
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "isas.h"

enum { H = 37, BLOCKS = 4, V_MOST = 65000 };
static const double tolerance = 5e-7;

static void assert_near(const char *what, const struct kernels *k, double x, double got,
			double want, double most)
{
	if (!(fabs(got - want) <= most))
		fail_msg("%s in %s at %.9g: %.9g, expected %.9g", what, k->isa, x, got, want);
}

static float random_real(uint64_t key, uint64_t i, double reach)
{
	return (float)((2 * rng_uniform(key, i) - 1) * reach);
}

static double sigmoid(double x)
{
	return 1 / (1 + exp(-x));
}

/* ---- Cells ---- */

/* One stream of one cell: its Z before (z) and after (a) forward. */
struct row {
	const struct cell *cell;
	float z[BLOCKS * H], a[BLOCKS * H], bias[BLOCKS * H], in[3 * BLOCKS * H];
	uint16_t id;
	float h0[H], c0[H], h1[H], c1[H];
};

static void row_forward(struct row *r, const struct kernels *k)
{
	struct step s = {.n = 1,
			 .H = H,
			 .ldz = (size_t)r->cell->width * H,
			 .z = r->a,
			 .bias = r->bias,
			 .in = r->in,
			 .id = &r->id,
			 .ldin = BLOCKS * H,
			 .h0 = r->h0,
			 .h1 = r->h1};

	if (r->cell->has_c) {
		s.c0 = r->c0;
		s.c1 = r->c1;
	}
	memcpy(r->a, r->z, sizeof r->z);
	k->cell[r->cell - cell_table].forward(&s);
}

/* Returns the new h of one unit by the definition of the cell, in double, from the sums s of its
 * blocks and the state before. */
static double defined_h(const struct cell *cell, const double s[BLOCKS], double h0, double c0)
{
	if (strcmp(cell->name, "rnn") == 0)
		return tanh(s[0]);
	if (strcmp(cell->name, "lstm") == 0)
		return sigmoid(s[3]) * tanh(sigmoid(s[1]) * c0 + sigmoid(s[0]) * tanh(s[2]));
	assert_string_equal(cell->name, "gru");
	double z = sigmoid(s[2]), n = tanh(s[3] + sigmoid(s[1]) * s[0]);
	return (1 - z) * n + z * h0;
}

static void check_row(struct row *r, const struct kernels *k)
{
	row_forward(r, k);
	for (int j = 0; j < H; j++) {
		double s[BLOCKS] = {0};
		for (int b = 0; b < r->cell->width; b++) {
			int looked = b - r->cell->in_at;
			s[b] = (double)r->z[b * H + j] + (double)r->bias[b * H + j];
			if (looked >= 0)
				s[b] += (double)r->in[r->id * BLOCKS * H + looked * H + j];
		}
		assert_near(r->cell->name, k, s[0], (double)r->h1[j],
			    defined_h(r->cell, s, (double)r->h0[j], (double)r->c0[j]), 2e-6);
	}
}

static void cells_by_definition(void **state)
{
	const struct kernels *k;
	struct row r = {0};

	(void)state;
	for (size_t i = 0; (k = table_at(i)) != NULL; i++)
		for (uint64_t round = 0; round < 300 * CELLS; round++) {
			r.cell = &cell_table[round % CELLS];
			for (uint64_t j = 0; j < BLOCKS * H; j++) {
				r.z[j] = random_real(round, j, 6);
				r.bias[j] = random_real(round + 1000, j, 1);
			}
			for (uint64_t j = 0; j < 3 * BLOCKS * H; j++)
				r.in[j] = random_real(round + 4000, j, 1);
			r.id = (uint16_t)(round % 3);
			for (uint64_t j = 0; j < H; j++) {
				r.h0[j] = random_real(round + 2000, j, 1);
				r.c0[j] = random_real(round + 3000, j, 2);
			}
			check_row(&r, k);
		}
}

/* Returns the i-th of many numbers from -120 to 120 and extreme ones, NAN after the last. */
static float dense(int i)
{
	static const float ends[] = {0,     FLT_MIN, FLT_MAX, INFINITY, 1e-45f, 1e-30f, 87.3f,
				     88.8f, 43.7f,   44.4f,   1e4f,     1e9f,   1e10f,  1e20f};
	const int steps = 60000, n = sizeof ends / sizeof *ends;

	if (i <= 2 * steps)
		return (float)(i - steps) * (15.0f / (float)steps);
	i -= 2 * steps + 1;
	if (i <= 2000)
		return (float)(i - 1000) * 0.12f;
	i -= 2001;
	return i < 2 * n ? (i & 1 ? -ends[i / 2] : ends[i / 2]) : NAN;
}

/* Fills x with the next H numbers of dense(), padded with 0. Returns false if there is none. */
static bool dense_row(int *at, float x[H])
{
	bool any = false;

	for (int j = 0; j < H; j++) {
		x[j] = dense(*at);
		*at += !isnan(x[j]);
		any |= !isnan(x[j]);
		if (isnan(x[j]))
			x[j] = 0;
	}
	return any;
}

static void tanh_and_sigmoid(void **state)
{
	struct row rnn = {.cell = cell_find("rnn")}, lstm = {.cell = cell_find("lstm")};
	const struct kernels *k;

	(void)state;
	for (size_t i = 0; (k = table_at(i)) != NULL; i++)
		for (int at = 0; dense_row(&at, rnn.z);) {
			for (int b = 0; b < BLOCKS; b++)
				memcpy(lstm.z + b * H, rnn.z, sizeof rnn.h0);
			row_forward(&rnn, k);
			row_forward(&lstm, k);
			for (int j = 0; j < H; j++) {
				double x = (double)rnn.z[j];
				assert_near("tanh", k, x, (double)rnn.h1[j], tanh(x), tolerance);
				assert_near("i", k, x, (double)lstm.a[j], sigmoid(x), tolerance);
				assert_near("f", k, x, (double)lstm.a[H + j], sigmoid(x),
					    tolerance);
				assert_near("g", k, x, (double)lstm.a[2 * H + j], tanh(x),
					    tolerance);
				assert_near("o", k, x, (double)lstm.a[3 * H + j], sigmoid(x),
					    tolerance);
			}
		}
}

/* With *in, an input of `unit`, set to NaN, the new h must be NaN in that unit and in no other. */
static void check_nan(struct row *r, const struct kernels *k, float *in, int unit)
{
	float keep = *in;

	*in = NAN;
	row_forward(r, k);
	for (int j = 0; j < H; j++)
		if (isnan(r->h1[j]) != (j == unit))
			fail_msg("%s in %s: NaN of unit %d, unit %d gives %g", r->cell->name,
				 k->isa, unit, j, (double)r->h1[j]);
	*in = keep;
}

static void nan_passes_cells(void **state)
{
	const struct kernels *k;
	struct row r = {0};

	(void)state;
	for (uint64_t i = 0; i < BLOCKS * H; i++) {
		r.z[i] = random_real(1, i, 3);
		r.bias[i] = random_real(2, i, 1);
		r.h0[i % H] = r.c0[i % H] = random_real(3, i, 1);
	}
	for (size_t i = 0; (k = table_at(i)) != NULL; i++)
		for (int c = 0; c < CELLS; c++) {
			r.cell = &cell_table[c];
			for (int j = 0; j < r.cell->width * H; j++)
				check_nan(&r, k, &r.z[j], j % H);
			for (int j = 0; j < H; j++) {
				if (r.cell->has_c)
					check_nan(&r, k, &r.c0[j], j);
				if (r.cell->carry)
					check_nan(&r, k, &r.h0[j], j);
			}
		}
}

/* ---- Softmax ---- */

static float *random_logits(int V, uint64_t key, double reach)
{
	float *x = xcalloc((size_t)V, sizeof *x);

	for (int j = 0; j < V; j++)
		x[j] = random_real(key, (uint64_t)j, reach);
	return x;
}

/* Returns log of the sum of exp, in double. */
static double log_sum(int V, const float *x)
{
	double max = (double)x[0], sum = 0;

	/* not fmax: GCC 12 for arm64 fails to vectorise it (internal error) */
	for (int j = 1; j < V; j++)
		max = (double)x[j] > max ? (double)x[j] : max;
	for (int j = 0; j < V; j++)
		sum += exp((double)x[j] - max);
	return max + log(sum);
}

/* Checks the loss, its gradient and the log-probabilities of one row of logits of up to 1e4. */
static void check_softmax(const struct kernels *k, int V, const float *x, int y)
{
	size_t bytes = (size_t)V * sizeof *x;
	float *row = xcalloc((size_t)V, sizeof *row);
	double lse = log_sum(V, x), nll = lse - (double)x[y];
	double most = tolerance + 2 * FLT_EPSILON * fabs(nll) + 1e-9 * V;

	memcpy(row, x, bytes);
	assert_near("loss", k, (double)x[y], (double)k->xent(V, row, y, 0), nll, most);
	assert_memory_equal(row, x, bytes);
	assert_near("loss", k, (double)x[y], (double)k->xent(V, row, y, 1), nll, most);
	for (int j = 0; j < V; j++) /* p - onehot(y) */
		assert_near("gradient", k, (double)x[j], (double)row[j],
			    exp((double)x[j] - lse) - (j == y), tolerance);
	memcpy(row, x, bytes);
	k->logp(V, row);
	for (int j = 0; j < V; j++) {
		double want = (double)x[j] - lse;
		assert_near("logp", k, (double)x[j], (double)row[j], want,
			    most + 2 * FLT_EPSILON * fmax(fabs(want), fabs(lse)));
	}
	free(row);
}

static void softmax_by_definition(void **state)
{
	static const int size[] = {1, 2, 3, 15, 16, 17, 63, 100, 257, 1000, V_MOST};
	static const double reach[] = {0, 1, 15, 90, 1e4};
	const struct kernels *k;

	(void)state;
	for (size_t i = 0; (k = table_at(i)) != NULL; i++)
		for (size_t v = 0; v < sizeof size / sizeof *size; v++)
			for (size_t r = 0; r < sizeof reach / sizeof *reach; r++) {
				float *x = random_logits(size[v], v, reach[r]);
				check_softmax(k, size[v], x, 0);
				check_softmax(k, size[v], x, size[v] - 1);
				free(x);
			}
}

/* Checks exp itself, by two symbols whose logits differ by x. */
static void exp_is_dense(void **state)
{
	const struct kernels *k;
	float x;

	(void)state;
	for (size_t i = 0; (k = table_at(i)) != NULL; i++)
		for (int at = 0; !isnan(x = dense(at)); at++) {
			float row[] = {0, x};
			if (isinf(x))
				continue;
			k->xent(2, row, 0, 1);
			assert_near("exp", k, (double)x, (double)row[1], sigmoid((double)x),
				    tolerance);
			if (x < -20 && x > -69) /* p is almost exp(x): check the relative error */
				assert_near("exp", k, (double)x, (double)row[1] / exp((double)x), 1,
					    5e-6);
		}
}

static void extreme_logits_are_finite(void **state)
{
	const struct kernels *k;
	float *x = random_logits(V_MOST, 1, 1);

	(void)state;
	for (int j = 0; j < V_MOST; j++)
		x[j] = x[j] < 0 ? -1e4f : 1e4f;
	for (size_t i = 0; (k = table_at(i)) != NULL; i++)
		for (int V = 1; V <= V_MOST; V = V < 40 ? V + 1 : V * 4) {
			check_softmax(k, V, x, 0);
			check_softmax(k, V, x, V / 2);
		}
	free(x);
}

static void nan_passes_softmax(void **state)
{
	const struct kernels *k;
	float x[70], row[70];

	(void)state;
	for (uint64_t j = 0; j < 70; j++)
		x[j] = random_real(4, j, 5);
	for (size_t i = 0; (k = table_at(i)) != NULL; i++)
		for (int V = 1; V <= 70; V++)
			for (int bad = 0; bad < 2 * V; bad++) {
				memcpy(row, x, sizeof row);
				row[bad / 2] = bad & 1 ? INFINITY : NAN;
				assert_true(isnan(k->xent(V, row, V / 3, 0)));
				assert_true(isnan(k->xent(V, row, V / 3, 1)));
				memcpy(row, x, sizeof row);
				row[bad / 2] = NAN;
				k->logp(V, row);
				assert_true(isnan(row[V / 3]));
			}
}

/* ---- The rest ---- */

static void masks(void **state)
{
	enum { N = 200000, FROM = 12345, PART = 1001 };
	float *a = xcalloc(N, sizeof *a), *b = xcalloc(N, sizeof *b);
	const struct kernels *k;

	(void)state;
	kernels_base.mask(N, 11, 0, 0.3f, a);
	for (size_t i = 0; (k = table_at(i)) != NULL; i++) {
		double sum = 0;
		k->mask(N, 11, 0, 0.3f, b);
		assert_memory_equal(a, b, N * sizeof *a);
		k->mask(PART, 11, FROM, 0.3f, b);
		assert_memory_equal(a + FROM, b, PART * sizeof *a);
		k->mask(N, 12, 0, 0.3f, b);
		assert_memory_not_equal(a, b, N * sizeof *a);
		for (int j = 0; j < N; j++) {
			assert_true(b[j] == 0 || fabsf(b[j] - 1 / 0.7f) < 1e-6f);
			sum += (double)b[j];
		}
		assert_near("mask", k, 0.3, sum / N, 1, 0.01); /* over 6 standard errors */
	}
	free(a);
	free(b);
}

static void sums(void **state)
{
	enum { ROWS = 9, N = 45, LD = 50 };
	float x[ROWS * LD], y[ROWS * LD], out[N];
	const struct kernels *k;

	(void)state;
	for (uint64_t i = 0; i < ROWS * LD; i++)
		x[i] = random_real(6, i, 1);
	for (size_t i = 0; (k = table_at(i)) != NULL; i++) {
		double squares = 0, all = 0;
		for (int j = 0; j < N; j++)
			out[j] = (float)j;
		k->colsum(ROWS, N, x, LD, out);
		for (int j = 0; j < N; j++) {
			double want = j;
			for (int r = 0; r < ROWS; r++)
				want += (double)x[r * LD + j];
			assert_near("colsum", k, j, (double)out[j], want, 1e-5);
		}
		memcpy(y, x, sizeof y);
		k->add(ROWS * LD - 1, x, y);
		k->mul(ROWS * LD - 1, y, x, y);
		for (int j = 0; j < ROWS * LD - 1; j++) {
			assert_near("add, mul", k, j, (double)y[j],
				    2.0 * (double)x[j] * (double)x[j], 1e-6);
			squares += (double)x[j] * (double)x[j];
			all += fabs((double)x[j]);
		}
		assert_true(y[ROWS * LD - 1] == x[ROWS * LD - 1] && all > 100);
		assert_near("sumsq", k, 0, k->sumsq(ROWS * LD - 1, x), squares, 1e-9);
	}
}

/* Two calls of rms_step, because the second uses the mean square of the first. */
static void pulls(void **state)
{
	enum { N = 133 };
	const struct rms_step p = {.rate = 0.01f,
				   .decay = 0.2f,
				   .beta2 = 0.9f,
				   .eps = 0.001f,
				   .c2 = 4};
	float w[N + 1], home[N], g[N], v[N + 1];
	double want[N], square[N];
	const struct kernels *k;

	(void)state;
	for (size_t i = 0; (k = table_at(i)) != NULL; i++) {
		for (uint64_t j = 0; j < N; j++) {
			want[j] = (double)(w[j] = random_real(7, j, 1));
			home[j] = random_real(8, j, 1);
			g[j] = j % 10 == 0 ? 0 : random_real(9, j, 0.1);
			square[j] = (double)(v[j] = j % 10 == 0 ? 0
								: random_real(10, j, 0.5) + 0.5f);
		}
		w[N] = v[N] = 7;
		k->rms_step(N, w, home, g, v, &p);
		k->rms_step(N, w, home, g, v, &p);
		for (int j = 0; j < N; j++) {
			for (int step = 0; step < 2; step++) {
				square[j] = 0.9 * square[j] + 0.1 * (double)g[j] * (double)g[j];
				want[j] += 0.2 * ((double)home[j] - want[j]) -
					   0.01 * (double)g[j] / (sqrt(4 * square[j]) + 0.001);
			}
			assert_near("pull", k, j, (double)w[j], want[j], 1e-6);
			assert_near("pull, v", k, j, (double)v[j], square[j], 1e-6);
		}
		assert_true(w[N] == 7 && v[N] == 7);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_by_definition),
		cmocka_unit_test(tanh_and_sigmoid),
		cmocka_unit_test(nan_passes_cells),
		cmocka_unit_test(softmax_by_definition),
		cmocka_unit_test(exp_is_dense),
		cmocka_unit_test(extreme_logits_are_finite),
		cmocka_unit_test(nan_passes_softmax),
		cmocka_unit_test(masks),
		cmocka_unit_test(sums),
		cmocka_unit_test(pulls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
