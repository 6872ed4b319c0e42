/*
 * native_gradient_test.c - compares the gradients of weights of the native engine, for every instruction
 * set that this CPU supports, with their definition in native.h, bit for bit.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/native.h"
#include "isas.h"
#include "native_lab.h"

/* A gradient of (n, k) weights from m rows, and what it must be. */
struct outer {
	int m, n, k, ldy, ldx, ldw;
	float beta;
	struct row_blocks rows; /* where the m rows are */
	float *y, *x, *want;
};

static int outer_row(const struct outer *o, int r)
{
	return r / o->rows.rows * o->rows.apart + r % o->rows.rows;
}

/* Returns the rows of y and x, with those between the blocks. */
static int outer_rows(const struct outer *o)
{
	return (o->rows.blocks - 1) * o->rows.apart + o->rows.rows;
}

static void outer_define(struct outer *o)
{
	o->y = numbers(extent(outer_rows(o), o->n, o->ldy), 4);
	o->x = numbers(extent(outer_rows(o), o->k, o->ldx), 5);
	o->want = numbers(extent(o->n, o->k, o->ldw), 6);
	for (int j = 0; j < o->n; j++)
		for (int c = 0; c < o->k; c++) {
			float *out = o->want + j * o->ldw + c;
			*out = o->beta != 0 ? *out : 0;
			for (int r = 0; r < o->m; r++)
				*out = fmaf(o->y[outer_row(o, r) * o->ldy + j],
					    o->x[outer_row(o, r) * o->ldx + c], *out);
		}
}

static void outer_check(const struct outer *o, const struct kernels *t)
{
	size_t size = extent(o->n, o->k, o->ldw);
	float *w = numbers(size, 6);
	void *scratch = xcalloc(t->native->scratch(FORMAT_F32, o->k, true), 1);

	for (int j = 0; j < o->n && o->beta == 0; j++)
		for (int c = 0; c < o->k; c++)
			w[j * o->ldw + c] = NAN;
	t->native->outer(&o->rows, o->n, o->k, o->y, o->ldy, o->x, o->ldx, o->beta, w, o->ldw,
			 scratch);
	for (size_t i = 0; i < size; i++)
		if (memcmp(&w[i], &o->want[i], sizeof *w) != 0)
			fail_msg("%s, outer, %d x %d, %d rows, beta %g, at %zu: %a, not %a", t->isa,
				 o->n, o->k, o->m, (double)o->beta, i, (double)w[i],
				 (double)o->want[i]);
	free(scratch);
	free(w);
}

static void gradients(void **state)
{
	static const struct row_blocks rows[] = {{1, 1, 9},     {2, 1, 1},     {1, 3, 3},
						 {5, 1, 4},     {1, 13, 0},    {16, 3, 7},
						 {1, 100, 100}, {1, 257, 257}, {1, 600, 0},
						 {3, 86, 90},   {300, 2, 5}};
	const struct kernels *t;

	(void)state;
	for (int s = 0; s < SIZES; s += NEXT_SIZE)
		for (size_t r = 0; r < sizeof rows / sizeof *rows * 2; r++) {
			int m = row_blocks_total(&rows[r / 2]), n = sizes[s][0], k = sizes[s][1];
			struct outer o = {
				m,           n,    k,    n + PAD, k + PAD, k + PAD, (float)(r % 2),
				rows[r / 2], NULL, NULL, NULL};
			if (m > (SANITIZED ? 50 : 100) && s % 5 != 0)
				continue;
			outer_define(&o);
			for (size_t i = 0; (t = table_at(i)) != NULL; i++)
				outer_check(&o, t);
			free(o.y);
			free(o.x);
			free(o.want);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(gradients)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
