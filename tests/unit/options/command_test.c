/* command_test.c - tests commands defined here: shared groups, groups made by a function, operands,
 * options that exclude or need each other, records, and the documents. */
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "options/command.h"
#include "scratch.h"

struct shared {
	bool loud, help;
	const char *name;
};

struct filters {
	double cut;
	int64_t most;
};

struct values {
	int64_t size;
	struct filters filters;
	struct shared shared;
	const char *from, *shape;
	double hours, days;
	bool go_on, tight;
	struct strings word;
};

static const struct option_row shared_rows[] = {
	{.name = "loud",
	 .letter = 'l',
	 .type = OPT_FLAG,
	 .at = offsetof(struct shared, loud),
	 .help = "be loud"},
	{.name = "name",
	 .type = OPT_TEXT,
	 .arg = "NAME",
	 .at = offsetof(struct shared, name),
	 .help = "a name",
	 .marks = REPEATED},
	{.name = "help",
	 .letter = 'h',
	 .type = OPT_FLAG,
	 .at = offsetof(struct shared, help),
	 .help = "show help",
	 .marks = HELP},
	{0},
};

/* Rows from another table. */
static const struct option_row *filter_rows(void)
{
	static struct option_row rows[3];

	rows[0] = (struct option_row){.name = "cut",
				      .type = OPT_REAL,
				      .hi = 1,
				      .fallback = "0.5",
				      .arg = "X",
				      .at = offsetof(struct filters, cut),
				      .help = "where to cut"};
	rows[1] = (struct option_row){.name = "most",
				      .type = OPT_INT,
				      .hi = 9,
				      .arg = "N",
				      .at = offsetof(struct filters, most),
				      .help = "how many"};
	return rows;
}

static const char *shapes(int i)
{
	static const char *const names[] = {"round", "square", NULL};

	return names[i];
}

#define AT(member) offsetof(struct values, member)

static const struct option_row first_rows[] = {
	{.name = "size",
	 .letter = 's',
	 .type = OPT_INT,
	 .lo = 1,
	 .hi = 99,
	 .fallback = "7",
	 .at = AT(size),
	 .arg = "N",
	 .help = "size",
	 .marks = FIXED},
	{.name = "shape",
	 .type = OPT_CHOICE,
	 .choice = shapes,
	 .at = AT(shape),
	 .help = "shape",
	 .marks = FIXED | SHAPE | CHOSEN},
	{.name = "from",
	 .type = OPT_TEXT,
	 .at = AT(from),
	 .arg = "DIR",
	 .path = PATH_DIR,
	 .help = "start here",
	 .marks = REPEATED,
	 .excludes = SHAPE,
	 .because = "it has a shape",
	 .neutral = "nowhere"},
	{.name = "go-on",
	 .type = OPT_FLAG,
	 .at = AT(go_on),
	 .help = "go on",
	 .excludes = FIXED,
	 .because = "it has begun"},
	{.name = "tight", .type = OPT_FLAG, .at = AT(tight), .help = "tight", .marks = FIXED},
	{.name = "word", .type = OPT_LIST, .at = AT(word), .arg = "WORD", .help = "words"},
	{0},
};

static const struct option_row length_rows[] = {
	{.name = "hours",
	 .type = OPT_REAL,
	 .lo = 1,
	 .hi = 1e6,
	 .at = AT(hours),
	 .arg = "X",
	 .help = "hours",
	 .marks = BUDGET},
	{.name = "days",
	 .type = OPT_REAL,
	 .lo = 1,
	 .hi = 1e6,
	 .at = AT(days),
	 .arg = "X",
	 .help = "days",
	 .marks = BUDGET},
	{0},
};

static const struct option_row no_rows[] = {{0}};

static const struct option_group groups[] = {
	{.title = "First", .rows = first_rows},
	{.rows = no_rows},
	{.title = "Length", .rows = length_rows, .one_of = true},
	{.title = "Filters", .make = filter_rows, .at = AT(filters)},
	{.title = "Shared", .rows = shared_rows, .at = AT(shared)},
	{0},
};

static const struct option_group small_groups[] = {{.title = "Shared", .rows = shared_rows}, {0}};

static const char *const examples[] = {"rnn build --size 3 a", "build something small", NULL};

static int run(struct options *o, struct rnn_error *err)
{
	(void)o;
	(void)err;
	return 0;
}

static const struct command build = {
	.name = "build",
	.summary = "build it",
	.description = "Builds it.",
	.operands = {.name = "PART", .path = PATH_TEXT, .min = 1, .max = 2},
	.groups = groups,
	.values_size = sizeof(struct values),
	.conflicts = (const struct option_pair[]){{"loud", "cut"}, {0}},
	.needs = (const struct option_pair[]){{"most", "cut"}, {0}},
	.uses = USES_SANDBOX,
	.example = examples,
	.run = run,
};

static const struct command look = {
	.name = "look",
	.summary = "look",
	.description = "Looks.",
	.operands = {.name = "DIR", .path = PATH_DIR, .max = 1},
	.groups = small_groups,
	.values_size = sizeof(struct shared),
	.uses = USES_SANDBOX | USES_TRAINER,
	.example = examples,
	.run = run,
};

static const struct command rest = {
	.name = "considerably-longer",
	.summary = "do nothing",
	.description = "Does nothing.",
	.groups = small_groups,
	.values_size = sizeof(struct shared),
	.uses = USES_SANDBOX,
	.example = examples,
	.run = run,
};

static const struct command *const commands[] = {&build, &look, &rest, NULL};

static const struct program probe = {
	.purpose = "things: build them",
	.start = "rnn build",
	.version_shows = "version",
	.commands = commands,
	.man_description = "D\n",
	.man_sections = "S\n",
	.man_notes = "N\n",
	.man_security = "B\n",
	.man_sandbox = "E\n",
};

/* Read a command line, given without argv[0] and ended by NULL. */
static int read_words(struct options *o, const struct command *c, const char *const *word,
		      struct rnn_error *err)
{
	char *argv[16] = {"rnn"};
	int argc = 1;

	for (; *word != NULL; word++)
		argv[argc++] = (char *)*word;
	return options_parse(o, c, argc, argv, err);
}

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

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

static void test_operands_in_words(void **state)
{
	static const struct {
		struct operands operands;
		const char *want;
	} row[] = {
		{{.name = "X"}, ""},
		{{.name = "X", .min = 1, .max = 1}, "X"},
		{{.name = "X", .max = 1}, "[X]"},
		{{.name = "X", .min = 2, .max = OPERANDS_MANY}, "X..."},
		{{.name = "X", .max = OPERANDS_MANY}, "[X...]"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		char *text = help_operands(&row[i].operands);
		assert_string_equal(text, row[i].want);
		free(text);
	}
}

/* ---- Documents ---- */

/* Return the text of a document of the program above; the caller frees it. */
static char *document_text(void (*print)(FILE *to, const struct program *p))
{
	char *text = NULL;
	size_t bytes;
	FILE *to = open_memstream(&text, &bytes);

	assert_non_null(to);
	print(to, &probe);
	assert_int_equal(fclose(to), 0);
	return text;
}

static void assert_shows(void (*print)(FILE *to, const struct program *p), const char *const *part)
{
	char *text = document_text(print);

	for (; *part != NULL; part++)
		if (strstr(text, *part) == NULL)
			fail_msg("no '%s' in:\n%s", *part, text);
	free(text);
}

static void test_documents(void **state)
{
	(void)state;
	assert_shows(help_overview,
		     WORDS("Things: build them.\n",
			   "  rnn build               [options] PART...    build it\n",
			   "  rnn considerably-longer [options]            do nothing\n",
			   "  rnn help bash|zsh|fish  completions for a shell\n",
			   "Start with:  rnn build\n"));
	assert_shows(man_print,
		     WORDS(".Cm build\n.Op Ar options\n.Ar PART ...\n",
			   ".Cm look\n.Op Ar options\n.Op Ar DIR\n",
			   ".Cm considerably-longer\n.Op Ar options\n.Nm\n.Fl \\-version\n",
			   "\nFilters:\n.Bl -tag -width Ds\n.It Fl \\-cut Ar X\n",
			   ".Ss rnn look\nLooks.\n.Ss", /* its options are common to all commands */
			   ".Ss All commands\n.Bl -tag -width Ds\n.It Fl l , Fl \\-loud\n",
			   "the last one counts, but\nevery\n.Fl \\-word\ncounts.\n",
			   "B\n.Cm build ,\n.Cm look\nand\n.Cm considerably-longer\nE\n"));
	assert_shows(complete_bash,
		     WORDS("words='build look considerably-longer help man bash zsh fish'",
			   "--from) kind=-d ;;", "--shape) words='round square' ;;",
			   "--most) return ;;",
			   "\t\t*) kind=-d; [[ $word == -* ]] && words='--loud ",
			   "\t\t*) [[ $word == -* ]] && words='--loud "));
	assert_shows(complete_zsh,
		     WORDS("'*:file:_files'", "':directory:_files -/'", "'*--word[words]:WORD:'"));
	assert_shows(complete_fish,
		     WORDS("from look' -f -a '(__fish_complete_directories)'\n",
			   "from considerably-longer' -f\n",
			   "-l from -x -a '(__fish_complete_directories)' -d 'start here'"));
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
		cmocka_unit_test(test_operands_in_words),
		cmocka_unit_test(test_documents),
		cmocka_unit_test(test_a_lacking_option),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
