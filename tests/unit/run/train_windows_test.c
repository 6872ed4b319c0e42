/*
 * train_windows_test.c - windows of a training: for texts shorter than a batch, and the state that each
 * begins with.
 */
#include "check.h"
#include "train_lab.h"

static void small_texts_shrink_the_batch(void **state)
{
	static const char *const text[] = {"ab", "aa", "aab", "abcabcabcabc"};

	for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
		struct lab l;
		lab_init(&l, state, text[i], "", lab_config(cell_find("gru")));
		run_well(&l, false);
		assert_int_equal(l.count[EVENT_WARNING], 1);
		assert_non_null(strstr(l.warning, "shrinks to 1 x "));
		lab_free(&l);
	}
	struct lab l;
	lab_init(&l, state, "a", "", lab_config(cell_find("gru")));
	assert_int_equal(run(&l, false), -1);
	assert_error(&l.err, EX_DATAERR, "at least 2 characters");
	lab_free(&l);
}

/* Windows of 8 symbols of a text with that period are all the same. With weights that stay as they are,
 * their losses are then equal if each begins with a zero state, and differ if the state is carried. */
static void state_is_zero_at_newlines(void **state)
{
	enum { PERIOD = 8, TIMES = 20, SEEDS = 40 };
	char text[PERIOD * TIMES + 1] = "";
	int at_newline = 0;

	for (int i = 0; i < TIMES; i++)
		strcat(text, "\nabcdefg");
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		struct lab l;
		lab_init(&l, state, text, "", lab_config(cell_find("gru")));
		l.o.batch = 1;
		l.o.seq = PERIOD;
		l.o.steps = 2;
		l.o.lr = 1e-30;
		l.o.seed = seed;
		run_well(&l, false);
		uint64_t cut = rng_bits(rng_key(seed, 1), 0) % (PERIOD * TIMES);
		bool newline = cut % PERIOD == 0;
		at_newline += newline;
		if ((l.first_step.loss == l.last_step.loss) != newline)
			fail_msg("seed %d, first symbol %d: losses %.9g, %.9g", (int)seed,
				 (int)(cut % PERIOD), l.first_step.loss, l.last_step.loss);
		lab_free(&l);
	}
	assert_in_range(at_newline, 1, SEEDS - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(small_texts_shrink_the_batch),
		cmocka_unit_test(state_is_zero_at_newlines),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
