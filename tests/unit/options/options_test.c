/* options_test.c - tests the options of the program's commands: every type, every refusal,
 * suggestions. command_test.c tests commands that are defined for it. */
#include <math.h>

#include "check.h"
#include "cmd/general.h"
#include "cmd/reading.h"
#include "option_line.h"

static void test_defaults(void **state)
{
	struct line l = read_line("train", "x");
	int compared = 0;

	(void)state;
	assert_int_equal(l.rc, 0);
	assert_int_equal(l.o.operand.n, 1);
	assert_string_equal(l.o.operand.item[0], "x");
	assert_true(REAL(l, "time") == 0.0 && INT(l, "steps") == 0 && REAL(l, "epochs") == 0.0);
	assert_null(TEXT(l, "model"));
	assert_false(FLAG(l, "json") || FLAG(l, "quiet") || l.o.help ||
		     options_given(&l.o, "batch"));
	for (struct option_iter it = option_first(l.o.command); it.row != NULL; option_next(&it)) {
		if (it.row->fallback == NULL)
			continue;
		char *text = value_text(it.row, options_at(&l.o, &it));
		struct strings other = {0}; /* large enough for any type */
		assert_int_equal(value_parse(it.row, text, &other, NULL), 0);
		assert_memory_equal(&other, options_at(&l.o, &it), value_size(it.row));
		free(text);
		compared++;
	}
	assert_true(compared > 5);
	options_set_given(&l.o, "valid");
	assert_true(options_given(&l.o, "valid"));
	assert_int_equal(reading_invalid(TEXT(l, "invalid")), INVALID_ERROR);
	line_free(&l);
}

static void test_values(void **state)
{
	struct line l = read_line("sample",
				  "-m d -n 7 -t.5 -n9 --top-k=3 --stop a --stop=b "
				  "--seed 18446744073709551615 -q --json --threads 2 --min-p 1e-3 "
				  "--unknown skip --prime=--seed --invalid replace");

	(void)state;
	assert_int_equal(l.rc, 0);
	const struct strings *model = options_value(&l.o, "model");
	assert_int_equal(model->n, 1);
	assert_string_equal(model->item[0], "d");
	assert_int_equal(INT(l, "length"), 9);
	assert_true(REAL(l, "temperature") == 0.5 && REAL(l, "min-p") == 1e-3);
	assert_int_equal(INT(l, "top-k"), 3);
	assert_int_equal(VALUE(l, struct strings, "stop").n, 2);
	assert_string_equal(VALUE(l, struct strings, "stop").item[1], "b");
	assert_true(VALUE(l, uint64_t, "seed") == UINT64_MAX);
	assert_true(FLAG(l, "quiet") && FLAG(l, "json"));
	assert_int_equal(INT(l, "threads"), 2);
	assert_string_equal(TEXT(l, "unknown"), "skip");
	assert_string_equal(TEXT(l, "prime"), "--seed");
	assert_int_equal(reading_invalid(TEXT(l, "invalid")), INVALID_REPLACE);
	line_free(&l);
	l = read_line("eval", "a -- --json -- b");
	assert_int_equal(l.rc, 0);
	assert_int_equal(l.o.operand.n, 4);
	assert_string_equal(l.o.operand.item[1], "--json");
	assert_false(FLAG(l, "json"));
	line_free(&l);
	l = read_line("train", "--help --bogus");
	assert_true(l.rc == 0 && l.o.help);
	line_free(&l);
	l = read_line("train", "-h");
	assert_true(l.rc == 0 && l.o.help);
	line_free(&l);
	l = read_line("eval", "--invalid skip");
	assert_int_equal(reading_invalid(TEXT(l, "invalid")), INVALID_SKIP);
	line_free(&l);
}

static void test_times(void **state)
{
	static const struct {
		const char *text;
		double seconds;
	} row[] = {
		{"90s", 90},   {"10m", 600},  {"2h", 7200},  {"1.5m", 90}, {"30", 30},
		{".5h", 1800}, {"1e2s", 100}, {"1E+2", 100}, {"1e-1m", 6},
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		char *text = xasprintf("--time %s x", row[i].text);
		struct line l = read_line("train", text);
		assert_int_equal(l.rc, 0);
		assert_true(REAL(l, "time") == row[i].seconds);
		line_free(&l);
		free(text);
	}
}

static void test_refusals(void **state)
{
	static const struct {
		const char *command, *line, *part;
	} row[] = {
		{"train", "--bogus x", "unknown option '--bogus'; see"},
		{"train", "--hiden 3 x", "did you mean '--hidden'?"},
		{"train", "--hidd 3 x", "did you mean '--hidden'?"},
		{"train", "--hidd=3 x", "unknown option '--hidd', did"},
		{"train", "-x x", "unknown option '-x'"},
		{"train", "-qx x", "unknown option '-x'"},
		{"train", "--json=yes x", "--json takes no value"},
		{"train", "x --hidden", "--hidden needs a value: N"},
		{"train", "x -m", "--model needs a value: DIR"},
		{"train", "x --cell", "--cell needs a value: rnn|gru|lstm"},
		{"train", "--cell x y", "'x' is not one of rnn|gru|lstm"},
		{"train", "", "needs a text file"},
		{"sample", "x", "takes no argument 'x'"},
		{"train", "--hidden 0 x", "'0' is not a whole number from 1 to 16384"},
		{"train", "--hidden 1x x", "'1x' is not"},
		{"train", "--hidden - x", "'-' is not"},
		{"train", "--hidden 16385 x", "'16385' is not"},
		{"train", "--steps 99999999999999999999 x", "is not a whole number"},
		{"train", "--seed 99999999999999999999 x", "from 0 to 18446744073709551615"},
		{"train", "--seed -1 x", "from 0 to 18446744073709551615"},
		{"train", "--lr nan x", "'nan' is not a number from 1e-09"},
		{"train", "--lr 1e999 x", "'1e999' is not"},
		{"train", "--lr 1e x", "'1e' is not"},
		{"train", "--lr . x", "'.' is not"},
		{"train", "--lr -0x1 x", "'-0x1' is not"},
		{"train", "--dropout 0.96 x", "'0.96' is not"},
		{"train", "--hidden \u22123 x", "; it begins with a minus sign (U+2212)"},
		{"train", "--lr \u20130.1 x", "; it begins with an en dash (U+2013)"},
		{"sample", "--stop -n 50", "--stop needs a value: TEXT; '-n' looks like"},
		{"sample", "--stop --count 3", "(write --stop=--count if it is the value)"},
		{"sample", "--stop --count=3 4", "'--count=3' looks like an option"},
		{"sample", "--prime -qn5 6", "--prime needs a value: TEXT; '-qn5' looks"},
		{"sample", "--prime --temp 0.5", "--prime needs a value: TEXT; '--temp' looks"},
		{"sample", "--prime \u2014seed 5",
		 "--prime needs a value: TEXT; '\u2014seed' looks"},
		{"sample", "--prime -- x", "--prime needs a value: TEXT; '--' looks"},
		{"sample", "--prime=-n 50", "takes no argument '50'"},
		{"sample", "50 --prime -n", "takes no argument '50'"},
		{"sample", "--prime -5 50", "takes no argument '50'"},
		{"sample", "-n -t 0.5", "--length needs a value: N; '-t' looks like an option"},
		{"sample", "-n -nan", "'-nan' is not a whole number"},
		{"train", "--cell --hidden x", "--cell needs a value: rnn|gru|lstm; '--hidden'"},
		{"sample", "--prime \u201cOnce upon",
		 "--prime took only '\u201cOnce' as its value"},
		{"sample", "--prime=\u201cOnce upon",
		 "--prime took only '\u201cOnce' as its value"},
		{"train", "\u2014epochs 3 x", "an em dash (U+2014); did you mean '--epochs'?"},
		{"train", "x \u2013m y", "an en dash (U+2013); did you mean '-m'?"},
		{"sample", "\u2212n5", "a minus sign (U+2212); did you mean '-n'?"},
		{"sample", "\u2014count=3", "did you mean '--count'?"},
		{"sample", "\u2014cuont 3", "did you mean '--count'?"},
		{"train", "-\u2014epochs 3 x", "an em dash (U+2014); did you mean '--epochs'?"},
		{"train", "--\u2014epochs 3 x", "an em dash (U+2014); did you mean '--epochs'?"},
		{"train", "\u201c--epochs 3 x", "(U+201C); did you mean '--epochs'?"},
		{"train", "\u2014bogusness x", "options begin with one or two hyphens '-'"},
		{"eval", "\u2014", "did you mean '-'?"},
		{"eval", "\u201cmy text\u201d",
		 "a quotation mark (U+201C) that the shell does not know"},
		{"train", "--time s x", "'s' is not a time"},
		{"train", "--time 1d x", "'1d' is not a time"},
		{"train", "--time 1e7h x", "'1e7h' is not a time"},
		{"train", "--time 1 --steps 1 x", "--steps and --time exclude each other"},
		{"train", "--resume --force x", "--resume and --force exclude each other"},
		{"train", "--resume --lr 1 x", "a resumed training keeps its options"},
		{"train", "--init d --cell gru x", "the model of --init sets it"},
		{"train", "--init none --resume", "--resume and --init exclude each other"},
		{"eval", "--color --json", "--color and --json exclude"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct line l = read_line(row[i].command, row[i].line);
		assert_int_equal(l.rc, -1);
		assert_error(&l.err, EX_USAGE, row[i].part);
		line_free(&l);
	}
	struct line empty = read_line("train", "--cell= x");
	assert_error(&empty.err, EX_USAGE, "'' is not one of");
	line_free(&empty);
}

/* A value that is an option is accepted and noted; one that only begins with - or -- is not. */
static void test_suspects(void **state)
{
	struct line l = read_line("sample", "--prime --seed --stop --nothing --separator --");

	(void)state;
	assert_int_equal(l.rc, 0);
	assert_string_equal(TEXT(l, "prime"), "--seed");
	assert_string_equal(VALUE(l, struct strings, "stop").item[0], "--nothing");
	assert_string_equal(TEXT(l, "separator"), "--");
	assert_string_equal(l.o.suspicious->name, "prime");
	assert_string_equal(l.o.suspicious_value, "--seed");
	line_free(&l);
	l = read_line("sample", "--prime=--seed --stop --nothing --separator --");
	assert_int_equal(l.rc, 0);
	assert_null(l.o.suspicious);
	line_free(&l);
}

static void test_more_suspects(void **state)
{
	static const struct {
		const char *value;
		bool noted;
	} row[] = {
		{"-n", true},      {"-n5", true},        {"-t.5", true},      {"-q", true},
		{"-qn", true},     {"-qt1", true},       {"-m", true},        {"--count=3", true},
		{"--json", true},  {"\u2014json", true}, {"\u2013n", true},   {"-", false},
		{"--", false},     {"-1", false},        {"-mine", false},    {"-nothing", false},
		{"-x", false},     {"-qx", false},       {"--counts", false}, {"n", false},
		{"\u2014", false}, {"\u2014Yes", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		char *apart = xasprintf("--prime %s", row[i].value);
		char *attached = xasprintf("--prime=%s", row[i].value);
		struct line l = read_line("sample", apart), other = read_line("sample", attached);
		assert_int_equal(l.rc, 0);
		check_that((l.o.suspicious != NULL) == row[i].noted, "%s", row[i].value);
		assert_null(other.o.suspicious);
		assert_string_equal(TEXT(l, "prime"), row[i].value);
		line_free(&l);
		line_free(&other);
		free(apart);
		free(attached);
	}
}

/* Words after "--" are operands; a dash that no option follows may begin a name. */
static void test_dashes_in_names(void **state)
{
	static const char *const text[] = {"-- \u2014epochs \u201cx", "\u2014,notes x"};

	(void)state;
	for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
		struct line l = read_line("train", text[i]);
		assert_int_equal(l.rc, 0);
		assert_int_equal(l.o.operand.n, 2);
		line_free(&l);
	}
}

/* value_text writes values of every type as a user would type them. */
static void test_texts(void **state)
{
	static const struct {
		const char *name, *text;
	} row[] = {
		{"seed", "18446744073709551615"},
		{"lr", "0.123456789"},
		{"lr", "1e-08"},
		{"steps", "999999999999"},
		{"valid-file", ""},
		{"cell", "gru"},
		{"time", "0.25"},
		{"clip", "0.30000000000000004"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		const struct option_row *r =
			option_find(&cmd_train, row[i].name, strlen(row[i].name)).row;
		struct strings value = {0}; /* large enough for any type */
		assert_int_equal(value_parse(r, row[i].text, &value, NULL), 0);
		char *text = value_text(r, &value);
		assert_string_equal(text, row[i].text);
		free(text);
	}
	const struct option_row *quiet = option_find(&cmd_train, "quiet", 5).row;
	for (int on = 0; on < 2; on++) {
		bool value = on;
		char *text = value_text(quiet, &value);
		assert_string_equal(text, on ? "true" : "false");
		free(text);
	}
	assert_int_equal(value_size(quiet), sizeof(bool));
	assert_int_equal(value_size(option_find(&cmd_sample, "stop", 4).row),
			 sizeof(struct strings));
	assert_null(option_find(&cmd_eval, "stop", 4).row);
}

/* pick for suggest: return the i-th name of a list. */
static const char *pick(const void *ctx, int i)
{
	return ((const char *const *)ctx)[i];
}

static void test_suggest(void **state)
{
	static const char *const names[] = {"train",    "sample", "eval", "info",
					    "no-prime", "--",     NULL};
	static const struct {
		const char *name, *want;
	} row[] = {
		{"train", "train"},
		{"trian", "train"},
		{"tain", "train"},
		{"traain", "train"},
		{"smaple", "sample"},
		{"sam", "sample"},
		{"evla", "eval"},
		{"inof", "info"},
		{"no", "no-prime"},
		{"xyzzy", NULL},
		{"", NULL},
		{"q", NULL},
		{"ifo", "info"},
		{"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		const char *got = suggest(row[i].name, strlen(row[i].name), pick, names);
		if (row[i].want == NULL)
			assert_null(got);
		else
			assert_string_equal(got, row[i].want);
	}
}

/* Properties of every command on which the rest of the program relies. */
static void test_commands(void **state)
{
	(void)state;
	for (const struct command *const *c = program.commands; *c != NULL; c++) {
		char *argv[] = {"rnn", "x", NULL};
		struct options o;
		struct rnn_error err;
		options_parse(&o, *c, (*c)->operands.min > 0 ? 2 : 1, argv, &err);
		assert_ptr_equal(options_value(&o, "quiet"),
				 &((struct general_args *)o.values)->quiet);
		const struct option_row *model = option_find(*c, "model", strlen("model")).row;
		if (model != NULL && model->type != OPT_LIST)
			assert_ptr_equal(options_value(&o, "model"),
					 &((struct general_args *)o.values)->model);
		for (struct option_iter it = option_first(*c); it.row != NULL; option_next(&it)) {
			size_t end = (size_t)((char *)options_at(&o, &it) - (char *)o.values) +
				     value_size(it.row);
			assert_true(end <= (*c)->values_size);
			for (struct option_iter other = option_first(*c); other.number < it.number;
			     option_next(&other)) {
				char *at = options_at(&o, &other);
				if (at < (char *)o.values + end &&
				    (char *)options_at(&o, &it) < at + value_size(other.row))
					fail_msg("%s: --%s and --%s have the same place",
						 (*c)->name, other.row->name, it.row->name);
			}
			assert_true(it.row->type != OPT_LIST ||
				    !(it.row->marks & (FIXED | REPEATED)));
			assert_true(!(it.row->marks & BUDGET) || it.row->type == OPT_INT ||
				    it.row->type == OPT_REAL || it.row->type == OPT_TIME);
			assert_true((it.row->excludes != 0) == (it.row->because != NULL));
			assert_int_equal(option_find(*c, it.row->name, strlen(it.row->name)).number,
					 it.number); /* names are unique */
		}
		options_free(&o);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults),        cmocka_unit_test(test_values),
		cmocka_unit_test(test_times),           cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_suspects),        cmocka_unit_test(test_more_suspects),
		cmocka_unit_test(test_dashes_in_names), cmocka_unit_test(test_texts),
		cmocka_unit_test(test_suggest),         cmocka_unit_test(test_commands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
