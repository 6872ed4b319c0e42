/* sync_test.c - the outer step of a training in rounds, against its definition in sync.h. */
#include "check.h"
#include "train_lab.h"

enum { H = 3 };

/* Trains from the random weights of the lab for some updates, and copies the weights to w. */
static void weights_after(void **state, int steps, int sync_every, float *w, size_t n)
{
	struct lab l;

	lab_init(&l, state, "the cat sat on a mat, and the dog lay by the door of a house", "",
		 lab_config(cell_find("gru")));
	assert_int_equal(l.a.model.n, n);
	l.o.steps = (uint64_t)steps;
	l.o.batch = 2;
	l.o.seq = 5;
	l.o.sync_every = (uint64_t)sync_every;
	if (steps > 0)
		run_well(&l, false);
	memcpy(w, l.a.model.w, n * sizeof *w);
	lab_free(&l);
}

/* The updates of the first round are those of a training without rounds, and the momentum is zero before
 * it: w = w0 - RATE (1 + MU) (w0 - w1), with the rate 1 and the momentum 0.5. */
static void first_round(void **state)
{
	struct lab l;

	lab_init(&l, state, "the cat sat on a mat, and the dog lay by the door of a house", "",
		 lab_config(cell_find("gru")));
	size_t n = l.a.model.n;
	lab_free(&l);
	float *w = xcalloc(3 * n, sizeof *w), *plain = w + n, *round = plain + n;
	weights_after(state, 0, 0, w, n);
	weights_after(state, H, 0, plain, n);
	weights_after(state, H, H, round, n);
	double moved = 0;
	for (size_t i = 0; i < n; i++) {
		double want = (double)w[i] - 1.5 * ((double)w[i] - (double)plain[i]);
		check_near(round[i], want, 1e-5, "weight %zu", i);
		moved += fabs((double)w[i] - (double)plain[i]);
	}
	assert_true(moved > 0.1);
	free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(first_round)};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
