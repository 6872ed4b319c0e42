/* page.c - rnn page: writes a model and what it does as one HTML file. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/commands.h"
#include "cmd/engine.h"
#include "cmd/model_dir.h"
#include "cmd/page_bytes.h"
#include "cmd/page_data.h"
#include "cmd/reading.h"
#include "host/progress.h"
#include "host/sandbox.h"
#include "host/say.h"
#include "host/startup.h"
#include "text/input.h"

struct page_args {
	struct general_args general;
	const char *prime, *name;
	int64_t text_length, distance;
};

/* A page in the making. */
struct job {
	const struct options *line;
	const struct page_args *o;
	struct saved_model a;
	struct page_text *text; /* (texts) owned */
	int texts;
	uint16_t *ids; /* (n) all texts, as the model reads them; owned */
	size_t n;
	struct reach reach;
	size_t positions; /* of reach; 0: was not measured */
	struct progress progress;
};

/* ---- Texts ---- */

/* Reads an input into t, without a byte order mark. */
static int read_text(struct job *j, struct page_text *t, struct input *in, struct rnn_error *err)
{
	static const char mark[] = "\xef\xbb\xbf";

	if (in->fd == STDIN_FILENO)
		mention_terminal(j->o->general.quiet);
	if (input_read_all(in, 0, &t->text, &t->bytes, err) < 0)
		return -1;
	if (j->a.unit == UNIT_CHAR && t->bytes >= 3 && memcmp(t->text, mark, 3) == 0) {
		t->bytes -= 3;
		memmove(t->text, t->text + 3, t->bytes);
	}
	t->shown = page_data_cut(t->text, t->bytes, (size_t)j->o->text_length);
	return 0;
}

/* Appends the ids of a text to those of the others, after a newline. What the model does not know is
 * left out. */
static int add_ids(struct job *j, const struct page_text *t, struct rnn_error *err)
{
	int newline = vocab_id(&j->a.vocab, '\n');
	long long unknown = 0;
	uint16_t *ids;
	size_t n;

	if (t->bytes == 0)
		return 0;
	if (vocab_text(&j->a.vocab, t->name, t->text, t->bytes, INVALID_REPLACE, &unknown, &ids, &n,
		       NULL, err) < 0)
		return -1;
	if (unknown > 0)
		say(j->o->general.quiet, "warning: %s: %lld %s%s unknown to the model", t->name,
		    unknown, unit_word(j->a.unit), unknown == 1 ? "" : "s");
	j->ids = xrealloc(j->ids, j->n + n + 1, sizeof *j->ids);
	if (j->n > 0 && newline >= 0 && j->ids[j->n - 1] != newline)
		j->ids[j->n++] = (uint16_t)newline;
	memcpy(j->ids + j->n, ids, n * sizeof *ids);
	j->n += n;
	free(ids);
	return 0;
}

static int read_texts(struct job *j, struct input *in, struct rnn_error *err)
{
	for (int i = 0; i < j->texts; i++)
		if (read_text(j, &j->text[i], &in[i], err) < 0 || add_ids(j, &j->text[i], err) < 0)
			return -1;
	return 0;
}

/* Names the texts, and checks the files before the model is loaded. */
static int check_texts(struct job *j, struct rnn_error *err)
{
	const struct strings *f = &j->line->operand;
	int standard = 0;
	uint64_t bytes;

	j->texts = f->n;
	j->text = xcalloc((size_t)f->n, sizeof *j->text);
	for (int i = 0; i < f->n; i++) {
		standard += strcmp(f->item[i], "-") == 0;
		j->text[i].name = input_name(f->item[i]);
		if (input_check(f->item[i], &bytes, err) < 0)
			return -1;
	}
	if (standard > 1)
		return errorf(err, EX_USAGE, "standard input (-) can be read only once");
	return 0;
}

/* ---- How far back the model remembers ---- */

static void report(void *ctx, double done)
{
	struct job *j = ctx;
	double elapsed;

	if (progress_due(&j->progress, &elapsed))
		progress_show(&j->progress, "memory %3.0f%%", 100 * done);
}

/* Returns the largest distance that is measured: half of the texts, if that is less than wanted. */
static int distance_of(const struct job *j, size_t n)
{
	return n / 2 < (size_t)j->o->distance ? (int)(n / 2) : (int)j->o->distance;
}

static struct reach_options measure_options(struct job *j, int distance, size_t positions)
{
	return (struct reach_options){
		.distance = distance,
		.positions = positions,
		.threads = (int)j->o->general.threads,
		.report = report,
		.ctx = j,
	};
}

static void measure(struct job *j)
{
	enum { SEED = 1 }; /* the default of rnn memory */
	int K = distance_of(j, j->n);

	if (K < 2)
		return;
	size_t wanted = reach_usual_positions(&j->a.model, K), *at = xcalloc(wanted, sizeof *at);
	j->positions = reach_positions(j->n, K, wanted, SEED, at);
	struct reach_options how = measure_options(j, K, j->positions);
	how.at = at;
	progress_init(&j->progress, j->o->general.quiet);
	reach_measure(&j->reach, &j->a.model, j->ids, &how);
	progress_clear(&j->progress);
	free(at);
}

/* ---- Output ---- */

/* Writes JSON as the content of a script element, which only "</script" can end. */
static void put_json(const char *json)
{
	for (; *json != 0; json++)
		if (*json == '<')
			fputs("\\u003c", stdout);
		else if (*json != '\n')
			putchar(*json);
}

static void put_part(int i)
{
	fwrite(page_part[i].text, 1, page_part[i].bytes, stdout);
}

static void put_page(const char *json, const struct page_weights *w)
{
	put_part(0);
	put_json(json);
	put_part(1);
	page_weights_write(w, stdout);
	put_part(2);
}

static void write_page(const struct job *j, const char *name, const struct train_log *log)
{
	struct page_weights weights;
	struct page_data d = {
		.name = name,
		.directory = j->o->general.model,
		.a = &j->a,
		.weights = &weights,
		.text = j->text,
		.texts = j->texts,
		.reach = j->positions > 0 ? &j->reach : NULL,
		.positions = j->positions,
		.log = log,
	};
	char *prime = j->o->prime != NULL ? xstrdup(j->o->prime) : page_data_prime(&d);
	char *line = options_command(j->line), *command = xasprintf("%s > page.html", line);

	page_weights_init(&weights, &j->a.model);
	d.prime = prime;
	d.command = command;
	char *json = page_data_json(&d);
	if (j->o->general.json)
		fputs(json, stdout);
	else
		put_page(json, &weights);
	free(json);
	free(prime);
	free(line);
	free(command);
	page_weights_free(&weights);
}

/* ---- All of it ---- */

/* Estimates the memory for texts of `bytes`: they are measured if they may be long enough. */
static int check_memory(struct job *j, uint64_t bytes, struct rnn_error *err)
{
	int K = bytes > 0 ? (int)j->o->distance : 0;
	size_t need = page_weights_bytes(&j->a.model);

	if (K >= 2) {
		size_t positions = reach_usual_positions(&j->a.model, K);
		struct reach_options how = measure_options(j, K, positions);
		size_t measured = reach_bytes(&j->a.model, &how);
		need = measured > need ? measured : need;
	}
	return startup_memory((int)j->o->general.threads, size_sum(need, bytes, 4), err);
}

static int check_prime(const struct job *j, struct rnn_error *err)
{
	const char *prime = j->o->prime;
	uint16_t *ids;
	size_t n;

	if (prime == NULL || *prime == 0)
		return 0;
	if (vocab_text(&j->a.vocab, "--prime", prime, strlen(prime), INVALID_ERROR, NULL, &ids, &n,
		       NULL, err) < 0)
		return -1;
	free(ids);
	return 0;
}

/* Opens the texts and the log, reads them in the sandbox, and writes the page. */
static int run_model(struct job *j, const char *dir, const char *name, struct rnn_error *err)
{
	struct input *in = xcalloc((size_t)j->texts, sizeof *in);
	struct train_log log;
	int opened = 0, rc = 0;

	while (rc == 0 && opened < j->texts)
		if ((rc = input_open(&in[opened], j->line->operand.item[opened], err)) == 0)
			opened++;
	int log_fd = train_log_open(dir);
	if (rc == 0) {
		sandbox_enter(); /* an additional protection: may fail */
		rc = read_texts(j, in, err);
	}
	while (opened > 0)
		input_close(&in[--opened]);
	free(in);
	train_log_read(&log, log_fd);
	if (rc == 0) {
		measure(j);
		write_page(j, name, &log);
		rc = output_check(err);
	}
	train_log_free(&log);
	return rc;
}

/* Returns the name of the model: that of the directory. The caller frees it. */
static char *model_name(const char *dir)
{
	char *path = realpath(dir, NULL);
	const char *slash = path != NULL ? strrchr(path, '/') : NULL;
	char *name = xstrdup(slash != NULL && slash[1] != 0 ? slash + 1 : dir);

	free(path);
	return name;
}

static uint64_t bytes_of_texts(const struct strings *files)
{
	uint64_t sum = 0, bytes;

	for (int i = 0; i < files->n; i++)
		if (input_check(files->item[i], &bytes, NULL) == 0)
			sum += bytes > 0 ? bytes : 1; /* a pipe may have any */
	return sum;
}

static int run_dir(struct job *j, const char *dir, const struct engine *engine,
		   struct rnn_error *err)
{
	char *name = j->o->name != NULL ? xstrdup(j->o->name) : model_name(dir);
	int rc = check_texts(j, err);

	if (rc == 0)
		rc = saved_model_load(&j->a, dir, engine, err);
	if (rc == 0) {
		rc = check_prime(j, err);
		if (rc == 0)
			rc = check_memory(j, bytes_of_texts(&j->line->operand), err);
		if (rc == 0)
			rc = run_model(j, dir, name, err);
		saved_model_free(&j->a);
	}
	for (int i = 0; i < j->texts; i++)
		free(j->text[i].text);
	free(j->text);
	free(j->ids);
	if (j->positions > 0)
		reach_free(&j->reach);
	free(name);
	return rc;
}

static int run(struct options *line, struct rnn_error *err)
{
	struct page_args *o = line->values;
	struct job j = {.line = line, .o = o};
	const struct engine *engine;
	char *dir;

	if (!o->general.json && on_terminal(stdout))
		return errorf(err, EX_USAGE,
			      "standard output is a terminal; rnn page writes a file: rnn page ... "
			      "> page.html");
	if ((engine = engine_for(line->command, &o->general, err)) == NULL ||
	    (dir = model_dir_to_read(o->general.model, err)) == NULL)
		return -1;
	int rc = run_dir(&j, dir, engine, err);
	free(dir);
	return rc;
}

/* ---- The command ---- */

#define AT(member) offsetof(struct page_args, member)

static const struct option_row page_rows[] = {
	{
		.name = "name",
		.type = OPT_TEXT,
		.at = AT(name),
		.arg = "TEXT",
		.help = "name of the model on the page [that of its directory]",
		.marks = REPEATED,
	},
	{
		.name = "prime",
		.type = OPT_TEXT,
		.at = AT(prime),
		.arg = "TEXT",
		.help = "text that the page begins with when it writes [how the first FILE begins]",
		.marks = REPEATED,
	},
	{
		.name = "text-length",
		.type = OPT_INT,
		.lo = 0,
		.hi = 10000000,
		.fallback = "2000",
		.at = AT(text_length),
		.arg = "N",
		.help = "characters of each FILE that the page holds, from its start on",
		.marks = REPEATED,
	},
	{
		.name = "distance",
		.type = OPT_INT,
		.lo = 0,
		.hi = REACH_MAX,
		.fallback = "512",
		.at = AT(distance),
		.arg = "N",
		.help = "the largest distance of the curves of rnn memory, which are measured on all"
			" of FILE, at most half of its length; 0: no curves, which is faster",
		.marks = REPEATED,
	},
	{0},
};

static const struct option_group groups[] = {
	{.title = "Page", .rows = page_rows},
	{.title = "General", .rows = general_model_rows, .at = AT(general)},
	{.rows = general_engine_rows, .at = AT(general)},
	{.rows = general_rows, .at = AT(general)},
	{0},
};

/* clang-format off */
static const char *const examples[] = {
	"rnn page > page.html", "a page of the newest model; open it in a browser",
	"rnn page -m models/tales test.txt > tales.html", "with a text that the model has not seen",
	"rnn page --distance 0 test.txt > page.html", "without the curves of rnn memory",
	NULL,
};
/* clang-format on */

const struct command cmd_page = {
	.name = "page",
	.summary = "write a model as a page that a browser shows",
	.description =
		"Writes one HTML file with the model inside to standard output. A browser "
		"opens it without a network or a server, and computes the model itself: the "
		"page writes text with it, shows the next characters while one types, colours "
		"a text by how much it surprises the model or by what a unit of the network "
		"does, and plots the training, if the model's directory has its log. Each "
		"FILE is a text to show, best one that the model has not been trained on; "
		"with it, the page also plots how far back the model remembers, as `rnn "
		"memory` does. The page's weights are 8-bit integers: its text and its scores "
		"are those of `rnn sample` and `rnn eval` with --precision int8. Bytes that are "
		"not UTF-8 are shown as U+FFFD. With --json the output is the data of the page "
		"without the weights.",
	.operands = {.name = "FILE", .path = PATH_TEXT, .max = OPERANDS_MANY},
	.groups = groups,
	.values_size = sizeof(struct page_args),
	.uses = USES_SANDBOX | USES_TRAINER,
	.example = examples,
	.run = run,
};
