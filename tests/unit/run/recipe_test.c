/* recipe_test.c - what is chosen for a training: what was given stays, the rest is in range, fits the
 * text and grows with the time. */
#include "run/recipe.h"

#include <math.h>

#include "scratch.h"
#include "check.h"
#include "text/batch.h"

static struct recipe choose(struct recipe r, struct recipe_facts f)
{
	if (r.cell == NULL)
		r.cell = cell_find("gru");
	if (r.layers == 0)
		r.layers = 2;
	if (f.threads == 0)
		f.threads = 2;
	if (f.vocab == 0)
		f.vocab = 65;
	if (f.flops == 0)
		f.flops = 9e10 * f.threads;
	recipe_fill(&r, &f);
	return r;
}

static const struct recipe open_recipe = {.dropout = -1, .decay = -1};
static const struct recipe_facts shakespeare = {.chars = 1003855, .vocab = 65, .threads = 2};

static double weight_count(const struct recipe *r)
{
	double H = r->hidden;

	return (2 * r->layers - 1) * r->cell->gates * H * H;
}

static void test_efforts(void **state)
{
	struct recipe_facts f = shakespeare;
	struct recipe quick, usual, best;

	(void)state;
	f.effort = EFFORT_QUICK;
	quick = choose(open_recipe, f);
	f.effort = EFFORT_DEFAULT;
	usual = choose(open_recipe, f);
	f.effort = EFFORT_BEST;
	best = choose(open_recipe, f);
	assert_true(quick.seconds == 60.0 && usual.seconds == 600.0);
	assert_true(best.seconds == 0.0 && best.epochs == 18.0); /* sooner over than an hour */
	assert_true(quick.hidden < usual.hidden && usual.hidden < best.hidden);
	assert_true(quick.dropout < usual.dropout && usual.dropout < best.dropout);
	assert_true(quick.lr > usual.lr && usual.lr > best.lr);
	assert_true(quick.batch * quick.seq < usual.batch * usual.seq);
	assert_true(usual.batch * usual.seq < best.batch * best.seq);
	f.chars *= 10;
	assert_true(choose(open_recipe, f).seconds == 3600.0);
}

static void test_short_text(void **state)
{
	struct recipe_facts f = {.chars = 90000};
	struct recipe r = choose(open_recipe, f);

	(void)state;
	assert_true(r.seconds == 0.0 && r.steps == 0 && r.epochs == 20.0);
	assert_true(r.hidden < choose(open_recipe, shakespeare).hidden);
	for (f.chars = 2; f.chars < 20000; f.chars = f.chars * 3 / 2) { /* some hundred updates */
		r = choose(open_recipe, f);
		double windows = floor((double)f.chars / (r.batch * r.seq));
		check_that(r.epochs * windows >= 800 && r.epochs * windows < 2400,
			   "%zu characters: %g x %g", f.chars, r.epochs, windows);
	}
}

/* What a number decides: a size for the cells alike, a time or a count of updates for the size. */
static void test_given(void **state)
{
	struct recipe r = choose((struct recipe){.hidden = 77,
						 .batch = 5,
						 .seq = 7,
						 .lr = 0.3,
						 .dropout = 0,
						 .decay = 0,
						 .steps = 9},
				 shakespeare);

	(void)state;
	assert_true(r.hidden == 77 && r.batch == 5 && r.seq == 7 && r.steps == 9);
	assert_true(r.lr == 0.3 && r.dropout == 0.0 && r.decay == 0.0);
	assert_true(r.seconds == 0.0 && r.epochs == 0.0);
	r = choose((struct recipe){.dropout = -1, .decay = -1, .seconds = 60}, shakespeare);
	struct recipe hour = choose((struct recipe){.dropout = -1, .decay = -1, .seconds = 3600},
				    shakespeare);
	assert_true(r.seconds == 60.0 && hour.hidden > 2 * r.hidden);
	r = choose((struct recipe){.dropout = -1, .decay = -1, .epochs = 2}, shakespeare);
	hour = choose((struct recipe){.dropout = -1, .decay = -1, .epochs = 20}, shakespeare);
	assert_true(r.epochs == 2.0 && hour.hidden > 2 * r.hidden && hour.dropout > r.dropout);

	struct recipe gru = choose(open_recipe, shakespeare);
	for (int i = 0; i < CELLS; i++) {
		struct recipe same =
			choose((struct recipe){.cell = &cell_table[i], .dropout = -1, .decay = -1},
			       shakespeare);
		check_near(weight_count(&same) / weight_count(&gru), 1, 0.15, "%s",
			   cell_table[i].name);
	}
}

static void test_tuned(void **state)
{
	struct recipe_facts f = shakespeare;

	(void)state;
	f.tuned = true;
	assert_true(choose(open_recipe, f).lr < choose(open_recipe, shakespeare).lr);
	assert_true(choose(open_recipe, f).decay == 0.0); /* it would forget what it brought */
	f.tuned = false;
	assert_true(choose(open_recipe, f).decay > 0.0);
}

/* The passes of pretrained weights are limited on any machine; a slow one may make fewer in the time. */
static void test_tuned_slow(void **state)
{
	struct recipe_facts f = {.chars = 20000, .tuned = true, .effort = EFFORT_QUICK};

	(void)state;
	struct recipe fast = choose(open_recipe, f);
	f.flops = 1e9;
	struct recipe slow = choose(open_recipe, f);
	assert_true(fast.epochs == 6.0 && slow.epochs == 6.0);
	assert_true(slow.seconds == 0.0 && slow.limit == 60.0);
	f.tuned = false;
	assert_true(choose(open_recipe, f).seconds == 60.0);
}

/* Without validation nothing ends a fine-tuning but its passes. */
static void test_blind(void **state)
{
	(void)state;
	for (size_t chars = 100; chars < 100000; chars *= 3) {
		struct recipe_facts f = {.chars = chars, .tuned = true};
		struct recipe seen = choose(open_recipe, f);
		f.blind = true;
		struct recipe blind = choose(open_recipe, f);
		check_that(blind.epochs > 0 && blind.epochs <= 5 && seen.epochs > blind.epochs,
			   "%zu characters: %g, %g", chars, blind.epochs, seen.epochs);
		struct recipe given =
			choose((struct recipe){.epochs = 40, .dropout = -1, .decay = -1}, f);
		assert_true(given.epochs == 40.0);
		f.tuned = false;
		assert_true(choose(open_recipe, f).epochs > blind.epochs);
	}
}

/* The updates of a pretrained model are of at least 1,024 characters, within rounding. */
static void test_tuned_window(void **state)
{
	struct recipe_facts f = {.chars = 20000};
	struct recipe plain = choose(open_recipe, f);
	(void)state;
	f.tuned = true;
	struct recipe tuned = choose(open_recipe, f);
	check_that(plain.batch * plain.seq < 700 && tuned.batch * tuned.seq > 700,
		   "%d x %d, %d x %d", plain.batch, plain.seq, tuned.batch, tuned.seq);
}

/* Each fact alone decides against the base model. */
static void test_init(void **state)
{
	static const struct recipe_init good = {.chars = 50000,
						.known = 0.999,
						.bits = 2.2,
						.counted = 2.6,
						.speed = 10000};
	struct recipe_init f = good;

	(void)state;
	assert_true(recipe_init_pays(&good));
	assert_false(recipe_init_fits(10) || recipe_init_fits(1000000));
	f.chars = 1000000;
	assert_false(recipe_init_pays(&f));
	f.chars = 10;
	assert_false(recipe_init_pays(&f));
	f = good;
	f.known = 0.9;
	assert_false(recipe_init_pays(&f));
	f = good;
	f.bits = 4;
	f.counted = 5;
	assert_false(recipe_init_pays(&f));
	f = good;
	f.bits = 0.9; /* the base model has read it */
	assert_false(recipe_init_pays(&f));
	f = good;
	f.counted = 1; /* a text of another kind, which counts predict well */
	assert_false(recipe_init_pays(&f));
	f = good;
	f.seconds = 0.1;
	assert_false(recipe_init_pays(&f));
	f.counts_updates = true;
	assert_true(recipe_init_pays(&f));
	f = good;
	f.speed = 1;
	for (int e = 0; e < 3; e++) {
		f.effort = (enum effort)e;
		assert_false(recipe_init_pays(&f));
	}
}

/* A weight lasts the longer the longer the text, by the same number of updates for any network. */
static void test_decay(void **state)
{
	static const struct {
		size_t chars;
		double lasts;
	} want[] = {{100, 400},    {20000, 400},    {160000, 400},
		    {490000, 700}, {1000000, 1000}, {(size_t)1 << 30, 1000}};
	static const enum effort effort[] = {EFFORT_DEFAULT, EFFORT_QUICK, EFFORT_BEST};

	(void)state;
	for (size_t i = 0; i < sizeof want / sizeof *want; i++)
		for (int e = 0; e < 3; e++) {
			struct recipe_facts f = {.chars = want[i].chars, .effort = effort[e]};
			struct recipe r = choose(open_recipe, f);
			check_near(1 / (r.lr * r.decay), want[i].lasts, 0.01 * want[i].lasts,
				   "row %zu, effort %d", i, e);
		}
}

/* By the passes, within what the width bears. */
static void test_dropout(void **state)
{
	static const struct {
		double passes;
		int hidden;
		double dropout;
	} want[] = {
		{0.1, 800, 0}, {5.9, 800, 0},  {6.1, 800, 0.05}, {7, 800, 0.05},
		{9, 800, 0.1}, {17, 800, 0.3}, {25, 800, 0.5},   {1e4, 800, 0.5},
		{9, 32, 0.1},  {20, 96, 0.2},  {20, 192, 0.3},   {20, 272, 0.35},
	};

	(void)state;
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		struct recipe r = {.dropout = -1,
				   .decay = -1,
				   .epochs = want[i].passes,
				   .hidden = want[i].hidden};
		check_near(choose(r, shakespeare).dropout, want[i].dropout, 1e-9, "row %zu", i);
	}
}

/* More cores and faster products mean a larger network in the same time. */
static void test_speed(void **state)
{
	struct recipe_facts f = shakespeare;
	int two = choose(open_recipe, f).hidden;

	(void)state;
	f.flops = 30e10;
	int fast = choose(open_recipe, f).hidden;
	f.flops = 1e12;
	assert_true(choose(open_recipe, f).hidden > fast && fast > two);
	f.flops = 6e10;
	int slow = choose(open_recipe, f).hidden;
	f.flops = 1e10;
	assert_true(choose(open_recipe, f).hidden < slow && slow < two);
	f.flops = 0;
	f.threads = 16;
	f.chars *= 10;
	struct recipe r = choose(open_recipe, f);
	assert_true(r.hidden > two && r.batch >= 16 * 16);
}

/* The time that the effort promises ends a training at any speed: it is the budget, or a limit on
 * passes that are expected to end earlier, also where a short text gets more of them or the network
 * is given and large. */
static void test_promise(void **state)
{
	static const double time[] = {600, 60, 3600};
	static const size_t chars[] = {2, 500, 20000, 90000, 1003855, 20000000};
	static const int hidden[] = {0, 448, 2048};
	int timed = 0, passes = 0;

	(void)state;
	for (int k = 0; k < 3 * 6 * 3 * 6; k++) {
		struct recipe_facts f = {.chars = chars[k / 3 % 6],
					 .flops = pow(10, 8 + k / 54),
					 .effort = (enum effort)(k % 3)};
		struct recipe r = {.hidden = hidden[k / 18 % 3], .dropout = -1, .decay = -1};
		r = choose(r, f);
		f.vocab = 65;
		double needed = r.epochs * (double)f.chars * recipe_flops(&r, &f) / f.flops;
		check_near(r.seconds + r.limit, time[k % 3], 0, "combination %d", k);
		check_that((r.seconds > 0) != (r.epochs > 0) && needed <= r.limit,
			   "combination %d: %g epochs take %g s", k, r.epochs, needed);
		timed += r.seconds > 0;
		passes += r.epochs > 0;
	}
	assert_true(timed > 50 && passes > 50);
	struct recipe given = choose((struct recipe){.dropout = -1, .decay = -1, .epochs = 5},
				     shakespeare);
	assert_true(given.limit == 0.0);
}

/* Where the clock does not end the training, the same for any number of threads. */
static void test_threads(void **state)
{
	static const struct recipe row[] = {{.dropout = -1, .decay = -1, .steps = 500},
					    {.dropout = -1, .decay = -1, .epochs = 3},
					    {.dropout = -1, .decay = -1}};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct recipe_facts f = {.chars = 50000, .threads = 1};
		struct recipe one = choose(row[i], f);
		f.threads = 64;
		struct recipe many = choose(row[i], f);
		check_near(one.seconds, 0, 0, "row %zu", i);
		if (memcmp(&one, &many, sizeof one) != 0)
			fail_msg("row %zu: %d x %d, not %d x %d", i, many.hidden, many.batch,
				 one.hidden, one.batch);
	}
}

static void test_extremes(void **state)
{
	static const size_t chars[] = {2, 3, 50, 999, 20000, 446023, 20000000, (size_t)1 << 40};
	static const int vocab[] = {1, 65, 65000}, threads[] = {1, 64, 1024};
	static const double seconds[] = {0, 0.01, 1e8};

	(void)state;
	for (size_t i = 0; i < sizeof chars / sizeof *chars; i++)
		for (int k = 0; k < 3 * 3 * 3 * 3; k++) {
			struct recipe_facts f = {.chars = chars[i],
						 .vocab = vocab[k % 3],
						 .threads = threads[k / 3 % 3],
						 .effort = (enum effort)(k / 27)};
			struct recipe r = choose((struct recipe){.dropout = -1,
								 .decay = -1,
								 .seconds = seconds[k / 9 % 3]},
						 f);
			int B = r.batch, T = r.seq;
			bool fits = !batch_fit(f.chars, &B, &T); /* nothing is left to shrink */
			bool sizes = r.hidden >= 32 && r.hidden <= 2048 && r.batch >= 1 &&
				     r.batch <= 512 && r.seq >= 1 && r.seq <= 128 &&
				     (double)(r.batch * r.seq) * f.vocab < 1 << 27;
			bool rates = r.lr > 0 && r.lr <= 0.008 && r.dropout >= 0 &&
				     r.dropout <= 0.5 && r.decay >= 0 && r.decay <= 100;
			bool budget = (r.seconds > 0) != (r.epochs > 0) && r.steps == 0;
			if (!fits || !sizes || !rates || !budget)
				fail_msg(
					"%zu characters, combination %d: hidden %d, %d x %d, lr %g, dropout %g, "
					"decay %g, %g s, %g epochs, %g steps",
					f.chars, k, r.hidden, r.batch, r.seq, r.lr, r.dropout,
					r.decay, r.seconds, r.epochs, (double)r.steps);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_efforts),    cmocka_unit_test(test_short_text),
		cmocka_unit_test(test_given),      cmocka_unit_test(test_tuned),
		cmocka_unit_test(test_blind),      cmocka_unit_test(test_tuned_window),
		cmocka_unit_test(test_tuned_slow), cmocka_unit_test(test_init),
		cmocka_unit_test(test_speed),      cmocka_unit_test(test_threads),
		cmocka_unit_test(test_promise),    cmocka_unit_test(test_decay),
		cmocka_unit_test(test_dropout),    cmocka_unit_test(test_extremes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
