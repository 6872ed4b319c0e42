/*
 * kernels_test.c - compares the vector loops of every instruction set that this CPU supports with
 * libm and plain sums in double: cells, NaN, masks, sums, updates. The softmax is in softmax_test.c.
 */
#include "near.h"

enum { H = 37, BLOCKS = 4 };

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
		cmocka_unit_test(masks),
		cmocka_unit_test(sums),
		cmocka_unit_test(pulls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
