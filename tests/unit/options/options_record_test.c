/* options_record_test.c - the record of a training: what it holds, what a resumed training takes from it. */
#include "option_line.h"

/* The record of a training gives the same options to a resumed training. */
static void test_record(void **state)
{
	struct line l = read_line("train", "--cell gru --hidden 33 --lr 0.1 --time 1.5m --dropout "
					   ".25 --seed 77 --valid-file it's --invalid skip x");
	struct line again = read_line("train", "--resume y"),
		    bare = read_line("train", "--valid-file= x");
	struct rnn_error err = {0};
	int compared = 0;

	(void)state;
	char *record = options_record(&l.o), *json = options_json(&l.o);
	assert_non_null(strstr(record, "--cell gru"));
	assert_non_null(strstr(record, "--time 90 "));
	assert_non_null(strstr(record, "--valid-file 'it'\\''s'"));
	assert_null(strstr(record, "--steps"));
	assert_non_null(strstr(json, "\"lr\":0.1,"));
	assert_non_null(strstr(json, "\"valid-file\":\"it's\""));
	assert_int_equal(options_recall(&again.o, record, &err), 0);
	for (struct option_iter it = option_first(l.o.command); it.row != NULL; option_next(&it)) {
		if (!(it.row->marks & (FIXED | BUDGET)))
			continue;
		if (it.row->type == OPT_TEXT)
			assert_string_equal(*(const char **)options_at(&again.o, &it),
					    *(const char **)options_at(&l.o, &it));
		else
			assert_memory_equal(options_at(&again.o, &it), options_at(&l.o, &it),
					    value_size(it.row));
		compared++;
	}
	assert_true(compared > 10);
	char *twice = options_record(&again.o);
	assert_string_equal(twice, record);
	assert_int_equal(options_recall(&again.o, twice, &err), 0); /* a second time */
	free(twice);
	free(json);
	free(record);
	record = options_record(&bare.o);
	assert_non_null(strstr(record, "--valid-file ''"));
	free(record);
	line_free(&bare);
	line_free(&again);
	line_free(&l);
}

static void test_bad_records(void **state)
{
	static const struct {
		const char *record, *part;
	} row[] = {
		{"--cell 'gru", "a quote is not closed"},
		{"--cell none", "is not one of"},
		{"--bogus 3", "unknown option"},
		{"--json", "--json is not a recorded option"},
		{"--resume", "--resume is not a recorded option"},
		{"--hidden 3 --hidden", "--hidden needs a value"},
		{"--lr nan", "not a number"},
		{"'", "a quote is not closed"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct line l = read_line("train", "--resume x");
		assert_int_equal(options_recall(&l.o, row[i].record, &l.err), -1);
		assert_error(&l.err, EX_DATAERR, row[i].part);
		line_free(&l);
	}
}

/* Unusual but valid records: blanks, escapes, no words. */
static void test_odd_records(void **state)
{
	static const char *const record[] = {"",
					     "   ",
					     " --hidden  7 ",
					     "--hidden '7'",
					     "--hid'den' 7",
					     "--hidden \\7",
					     "--valid-file '' "};

	(void)state;
	for (size_t i = 0; i < sizeof record / sizeof *record; i++) {
		struct line l = read_line("train", "--resume x");
		assert_int_equal(options_recall(&l.o, record[i], &l.err), 0);
		assert_int_equal(INT(l, "hidden"), i >= 2 && i <= 5 ? 7 : 0);
		line_free(&l);
	}
	struct line l = read_line("train", "--resume x");
	assert_int_equal(options_recall(&l.o, "--valid-file a\\", &l.err), 0);
	assert_string_equal(TEXT(l, "valid-file"), "a\\");
	line_free(&l);
}

static void test_budgets(void **state)
{
	static const struct {
		const char *line, *record, *part;
	} row[] = {
		{"--resume --steps 9 x", "--steps 8", NULL},
		{"--resume --steps 8 x", "--steps 8", NULL},
		{"--resume --steps 7 x", "--steps 8", "begun with --steps 8"},
		{"--resume --time 2m x", "--time 1m", NULL},
		{"--resume --time 30 x", "--time 1m", "begun with --time 60"},
		{"--resume --epochs 1 x", "--epochs 1.5", "begun with --epochs 1.5"},
		{"--resume --epochs 1 x", "--steps 8", NULL}, /* another budget: counts alone */
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct line l = read_line("train", row[i].line);
		int rc = options_recall(&l.o, row[i].record, &l.err);
		assert_int_equal(rc, row[i].part == NULL ? 0 : -1);
		if (row[i].part != NULL)
			assert_error(&l.err, EX_USAGE, row[i].part);
		else
			assert_true((INT(l, "steps") > 0) + (REAL(l, "time") > 0) +
					    (REAL(l, "epochs") > 0) ==
				    1);
		line_free(&l);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_record),
		cmocka_unit_test(test_bad_records),
		cmocka_unit_test(test_odd_records),
		cmocka_unit_test(test_budgets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
