/* int8_test.c - rows are rounded to int8 as int8.h says; rounding what was rounded changes nothing; the
 * int8 products of the native engine use the integers of the file. */
#include <float.h>
#include <math.h>

#include "core/kernels.h"
#include "core/native.h"
#include "scratch.h"
#include "store/int8.h"

static void rounds_to_the_nearest(void **state)
{
	float w[] = {
		127, -63.5f,  -62.5f, 0.5f, 1.5f,   /* scale 1, ties */
		0,   0,       -0.0f,  0,    0,      /* zeros */
		0,   -1e-35f, 1e-36f, 0,    1e-35f, /* too small */
		0,   -2e-35f, 1e-36f, 0,    2e-35f, /* just large enough */
		1,   2,       3,      NAN,  5,      /* refused when it is written */
		1,   2,       3,      4,    -INFINITY, -3.4e38f, 3.4e38f, 0.85e38f,
		1,   0,       1,      2,    3,         4,        FLT_MAX, /* 127 * scale would not be finite */
	};
	static const int8_t want[] = {
		127, -64, -62, 0, 2, 0, 0, 0, 0, 0, 0,    0,   0,  0, 0, 0, -127, 6, 0, 127,
		0,   0,   0,   0, 0, 0, 0, 0, 0, 0, -127, 127, 32, 0, 0, 0, 0,    0, 0, 0,
	};
	enum { ROWS = sizeof w / sizeof *w / 5 };
	float scale[ROWS];

	(void)state;
	int8_t *q = int8_store(ROWS, 5, w, scale);
	assert_ptr_equal(q, w);
	assert_memory_equal(q, want, sizeof want);
	assert_true(scale[0] == 1 && scale[1] == 0 && scale[2] == 0);
	assert_true(scale[3] == 2e-35f / 127 && isnan(scale[4]) && isnan(scale[5]));
	assert_true(scale[6] == 3.4e38f / 127 && isnan(scale[7]));
	assert_true(int8_scales_sound(4, scale) && int8_scales_sound(1, scale + 6));
}

/* Returns random rows of all magnitudes, (rows, cols). */
static float *random_rows(size_t rows, size_t cols)
{
	float *w = xcalloc(rows * cols, sizeof *w);

	for (size_t i = 0; i < rows * cols; i++) {
		uint64_t key = i / cols;
		double size = exp2(-115 + 242 * rng_uniform(1, key));
		w[i] = (float)((2 * rng_uniform(2, i) - 1) * size);
	}
	return w;
}

static void storing_again_changes_nothing(void **state)
{
	enum { ROWS = 100000, COLS = 5, N = ROWS * COLS };
	float *w = random_rows(ROWS, COLS), *again = xcalloc(N, sizeof *again);
	float *one = xcalloc(ROWS, sizeof *one), *two = xcalloc(ROWS, sizeof *two);
	float *before = xcalloc(N, sizeof *before);

	(void)state;
	memcpy(before, w, N * sizeof *w);
	const int8_t *q = int8_store(ROWS, COLS, w, one);
	assert_true(int8_scales_sound(ROWS, one) && int8_numbers_sound(N, q));
	int8_load(ROWS, COLS, q, one, again);
	for (size_t i = 0; i < N; i++)
		assert_true(fabsf(again[i] - before[i]) <=
			    (one[i / COLS] > 0 ? 0.50002f * one[i / COLS] : INT8_TINY));
	const int8_t *same = int8_store(ROWS, COLS, again, two);
	assert_memory_equal(one, two, ROWS * sizeof *one);
	assert_memory_equal(q, same, N);
	free(before);
	free(one);
	free(two);
	free(again);
	free(w);
}

/* The product with the unit vector of input c has q[r][c] of all rows r: an input of 1 is the integer
 * 127. */
static void engine_has_the_same_integers(void **state)
{
	enum { ROWS = 37, COLS = 53 };
	const struct native_kernels *own = kernels_pick()->native;
	float *w = random_rows(ROWS, COLS), scale[ROWS], x[COLS] = {0}, y[ROWS];
	float *loaded = xcalloc(ROWS * COLS, sizeof *loaded);
	char *packed = xcalloc(own->bytes(FORMAT_INT8, ROWS, COLS) + 64, 1);
	char *scratch = xcalloc(own->scratch(FORMAT_INT8, COLS, false), 1);

	(void)state;
	for (size_t i = 0; i < ROWS * COLS; i++) /* such that 127 * w does not overflow */
		w[i] = fabsf(w[i]) < 1e30f ? w[i] : 1e30f;
	const int8_t *q = int8_store(ROWS, COLS, w, scale);
	int8_load(ROWS, COLS, q, scale, loaded);
	char *aligned = packed + (64 - (uintptr_t)packed % 64) % 64;
	own->pack(FORMAT_INT8, ROWS, COLS, loaded, COLS, aligned);
	for (int c = 0; c < COLS; c++) {
		x[c] = 1;
		own->prepare(FORMAT_INT8, 1, COLS, x, COLS, scratch);
		own->multiply(FORMAT_INT8, ROWS, COLS, aligned, 0, own->panels(ROWS), 1, x, COLS, 0,
			      y, ROWS, scratch);
		for (int r = 0; r < ROWS; r++) {
			volatile float want = (float)(127 * q[r * COLS + c]) * (1.0f / 127);
			want = want * scale[r];
			assert_true(y[r] == want);
		}
		x[c] = 0;
	}
	free(packed);
	free(scratch);
	free(loaded);
	free(w);
}

static void knows_what_is_sound(void **state)
{
	static const struct {
		float scale;
		bool sound;
	} row[] = {
		{0, true},         {-0.0f, true}, {1e-42f, true},   {3.4e38f / 127, true},
		{2.7e36f, false},  {-1, false},   {-1e-42f, false}, {NAN, false},
		{INFINITY, false},
	};
	static const int8_t numbers[] = {-127, 0, 127, -128};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		if (int8_scales_sound(1, &row[i].scale) != row[i].sound)
			fail_msg("%g", (double)row[i].scale);
	assert_true(int8_numbers_sound(3, numbers));
	assert_false(int8_numbers_sound(4, numbers));
	float out[3], tiny = 1e-39f;
	int8_load(1, 3, numbers, &tiny, out);
	for (int i = 0; i < 3; i++)
		assert_true(out[i] == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rounds_to_the_nearest),
		cmocka_unit_test(storing_again_changes_nothing),
		cmocka_unit_test(engine_has_the_same_integers),
		cmocka_unit_test(knows_what_is_sound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
