/* command_test.c - tests commands of a small program: values in their groups, operands, options that exclude or need
 * each other, records. */
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "build_program.h"

static void test_values_lie_in_their_groups_structs(void **state)
{
	struct options o;
	struct rnn_error err;

	(void)state;
	assert_int_equal(read_words(&o, &build,
				    WORDS("a", "--most", "3", "--cut=.25", "--name", "n", "--word",
					  "x", "--word=y"),
				    &err),
			 0);
	const struct values *v = o.values;
	assert_int_equal(v->size, 7);
	assert_int_equal(v->filters.most, 3);
	assert_true(v->filters.cut == 0.25);
	assert_string_equal(v->shared.name, "n");
	assert_false(v->shared.loud);
	assert_null(v->shape);
	assert_int_equal(v->word.n, 2);
	assert_ptr_equal(options_value(&o, "cut"), &v->filters.cut);
	assert_true(options_given(&o, "cut"));
	assert_false(options_given(&o, "loud"));
	options_free(&o);
	assert_int_equal(read_words(&o, &look, WORDS("--name", "m", "-l"), &err), 0);
	assert_string_equal(((const struct shared *)o.values)->name, "m");
	assert_true(((const struct shared *)o.values)->loud);
	options_free(&o);
}

static void test_refusals(void **state)
{
	static const struct {
		const struct command *command;
		const char *word[6], *part;
	} row[] = {
		{&build,
		 {"a", "--hours", "1", "--days", "2"},
		 "--hours and --days exclude each other"},
		{&build,
		 {"a", "--days", "2", "--hours", "1"},
		 "--hours and --days exclude each other"},
		{&build, {"a", "-l", "--cut", "1"}, "--loud and --cut exclude each other"},
		{&build, {"a", "--most", "1"}, "--most needs --cut"},
		{&build,
		 {"a", "--from", "d", "--shape", "round"},
		 "--from and --shape exclude each other: it has a shape"},
		{&build,
		 {"a", "--size", "1", "--go-on"},
		 "--go-on and --size exclude each other: it has begun"},
		{&build, {"a", "--go-on", "--shape", "round"}, "--go-on and --shape exclude"},
		{&build,
		 {NULL},
		 "'rnn build' needs a text file, or - for standard input; see 'rnn build --help'"},
		{&build, {"a", "b", "c"}, "'rnn build' takes no further argument 'c'; see"},
		{&look, {"a", "b"}, "takes no further argument 'b'"},
		{&rest, {"a"}, "'rnn considerably-longer' takes no argument 'a'"},
		{&look, {"--cut", "1"}, "unknown option '--cut'"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct options o;
		struct rnn_error err = {0};
		assert_int_equal(read_words(&o, row[i].command, row[i].word, &err), -1);
		assert_error(&err, EX_USAGE, row[i].part);
		options_free(&o);
	}
}

static void test_help_ends_the_reading(void **state)
{
	struct options o;
	struct rnn_error err;

	(void)state;
	assert_int_equal(read_words(&o, &build,
				    WORDS("--hours", "1", "--days", "2", "-h", "--bogus"), &err),
			 0);
	assert_true(o.help);
	options_free(&o);
}

/* BUDGET and FIXED options are recorded if they have a default or were given, others are not. */
static void test_record(void **state)
{
	struct options o, again;
	struct rnn_error err = {0};

	(void)state;
	assert_int_equal(read_words(&o, &build,
				    WORDS("a b", "--days", "2", "--tight", "--name", "n", "--from",
					  "x", "--word", "w"),
				    &err),
			 0);
	((struct values *)o.values)->shape = "square";
	char *record = options_record(&o), *json = options_json(&o), *command = options_command(&o);
	assert_string_equal(record, "--size 7 --tight --days 2");
	assert_string_equal(json, "{\"size\":7,\"tight\":true,\"days\":2}");
	assert_string_equal(command, "rnn build --tight --days 2 --from x --name n 'a b'");
	free(json);
	free(command);
	free(record);
	options_set_given(&o, "shape");
	record = options_record(&o);
	command = options_command(&o);
	assert_string_equal(record, "--size 7 --shape square --tight --days 2");
	/* --from excludes SHAPE options. */
	assert_string_equal(command, "rnn build --tight --days 2 --from x --name n 'a b'");
	/* With this value it excludes nothing. */
	assert_int_equal(read_words(&again, &build,
				    WORDS("c", "--shape", "square", "--from", "nowhere"), &err),
			 0);
	free(command);
	command = options_command(&again);
	assert_string_equal(command, "rnn build --shape square --from nowhere c");
	options_free(&again);
	assert_int_equal(read_words(&again, &build, WORDS("c", "--shape", "square", "--from", "x"),
				    &err),
			 -1);
	assert_error(&err, EX_USAGE, "it has a shape");
	options_free(&again);
	assert_int_equal(read_words(&again, &build, WORDS("--go-on", "c", "--hours", "50"), &err),
			 0);
	assert_int_equal(options_recall(&again, record, &err), 0);
	const struct values *v = again.values;
	assert_string_equal(v->shape, "square");
	assert_true(v->tight);
	assert_true(v->hours == 50 && v->days == 0); /* only the budget given now counts */
	options_free(&again);
	assert_int_equal(read_words(&again, &build, WORDS("--go-on", "c", "--days", "1"), &err), 0);
	assert_int_equal(options_recall(&again, record, &err), -1);
	assert_error(&err, EX_USAGE,
		     "--days can only make a training longer; it was begun with --days 2");
	options_free(&again);
	assert_int_equal(read_words(&again, &build, WORDS("--go-on", "c"), &err), 0);
	assert_int_equal(options_recall(&again, "--loud", &err), -1);
	assert_error(&err, EX_DATAERR, "--loud is not a recorded option");
	options_free(&again);
	free(command);
	free(record);
	options_free(&o);
}

/* A command without recorded options and without operands has a record too. */
static void test_empty_record(void **state)
{
	struct options o;
	struct rnn_error err = {0};

	(void)state;
	assert_int_equal(read_words(&o, &rest, WORDS("-l"), &err), 0);
	char *record = options_record(&o), *json = options_json(&o);
	assert_string_equal(record, "");
	assert_string_equal(json, "{}");
	assert_int_equal(options_recall(&o, record, &err), 0);
	free(json);
	free(record);
	options_free(&o);
}

static void test_looking_up(void **state)
{
	(void)state;
	assert_ptr_equal(command_find(&probe, "look"), &look);
	assert_null(command_find(&probe, "loo"));
	assert_string_equal(command_suggest(&probe, "biuld"), "build");
	assert_null(command_suggest(&probe, "zzzzzz"));
	assert_ptr_equal(command_using(&probe, USES_SANDBOX, 1), &look);
	assert_ptr_equal(command_using(&probe, USES_SANDBOX | USES_TRAINER, 0), &look);
	assert_null(command_using(&probe, USES_TRAINER, 1));
	assert_ptr_equal(document_find("fish")->print, complete_fish);
	assert_null(document_find("build"));
}

/* Asking for an option that the command lacks is a fault of the caller: the process is aborted. */
static void test_a_lacking_option(void **state)
{
	char *argv[] = {"rnn", NULL};
	struct rnn_error err;
	struct options o;
	int status;

	(void)state;
	assert_int_equal(options_read(&o, &look, 1, argv, &err), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		setrlimit(RLIMIT_CORE, &(struct rlimit){0});
		signal(SIGABRT, SIG_DFL);
		close(STDERR_FILENO);
		_exit(options_given(&o, "none-of-its-own"));
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
	options_free(&o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values_lie_in_their_groups_structs),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_help_ends_the_reading),
		cmocka_unit_test(test_record),
		cmocka_unit_test(test_empty_record),
		cmocka_unit_test(test_looking_up),
		cmocka_unit_test(test_a_lacking_option),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
