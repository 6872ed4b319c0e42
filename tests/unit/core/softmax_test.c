/* softmax_test.c - compares the softmax of every instruction set that this CPU supports with libm in double: its
 * loss, gradient and log-probabilities, with extreme logits and NaN. */
#include "near.h"

enum { V_MOST = 65000 };

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(softmax_by_definition),
		cmocka_unit_test(exp_is_dense),
		cmocka_unit_test(extreme_logits_are_finite),
		cmocka_unit_test(nan_passes_softmax),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
