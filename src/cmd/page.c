/* page.c - rnn page: writes a model and what it does as one HTML file. */
#include <stdlib.h>
#include <string.h>

#include "cmd/commands.h"
#include "cmd/engine.h"
#include "cmd/model_dir.h"
#include "cmd/page_bytes.h"
#include "cmd/page_data.h"
#include "host/progress.h"
#include "host/sandbox.h"
#include "host/say.h"
#include "host/startup.h"

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
	struct page_texts texts;
	struct reach reach;
	size_t positions; /* of reach; 0: was not measured */
	struct progress progress;
};

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
	int K = distance_of(j, j->texts.symbols);

	if (K < 2)
		return;
	size_t wanted = reach_usual_positions(&j->a.model, K), *at = xcalloc(wanted, sizeof *at);
	j->positions = reach_positions(j->texts.symbols, K, wanted, SEED, at);
	struct reach_options how = measure_options(j, K, j->positions);
	how.at = at;
	progress_init(&j->progress, j->o->general.quiet);
	reach_measure(&j->reach, &j->a.model, j->texts.ids, &how);
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
		.directory = page_data_private(j->o->general.model) ? NULL : j->o->general.model,
		.a = &j->a,
		.weights = &weights,
		.texts = &j->texts,
		.reach = j->positions > 0 ? &j->reach : NULL,
		.positions = j->positions,
		.log = log,
	};
	char *prime = j->o->prime != NULL ? xstrdup(j->o->prime)
					  : page_texts_prime(&j->texts, &j->a);
	char *line = options_command(j->line), *command = xasprintf("%s > page.html", line);

	page_weights_init(&weights, &j->a.model);
	d.prime = prime;
	d.command = page_data_private(line) ? NULL : command;
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

/* Checks that there is memory; texts are measured if they may be long enough. */
static int check_memory(struct job *j, struct rnn_error *err)
{
	uint64_t bytes = j->texts.files.bytes;
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
	struct train_log log;
	int rc = text_files_open(&j->texts.files, err), log_fd = train_log_open(dir);

	if (rc == 0) {
		sandbox_enter(); /* an additional protection: may fail */
		rc = page_texts_read(&j->texts, &j->a, (size_t)j->o->text_length,
				     j->o->general.quiet, err);
	}
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

static int run_dir(struct job *j, const char *dir, const struct engine *engine,
		   struct rnn_error *err)
{
	char *name = j->o->name != NULL ? xstrdup(j->o->name) : model_name(dir);
	int rc = page_texts_init(&j->texts, &j->line->operand, err);

	if (rc == 0)
		rc = saved_model_load(&j->a, dir, engine, err);
	if (rc == 0) {
		rc = check_prime(j, err);
		if (rc == 0)
			rc = check_memory(j, err);
		if (rc == 0)
			rc = run_model(j, dir, name, err);
		saved_model_free(&j->a);
	}
	page_texts_free(&j->texts);
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
		.help = "text that the page begins with when it writes [how the first long line of FILE begins]",
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
		"are those of `rnn sample` and `rnn eval` with --precision int8. (For that, a model "
		"without embedding that was not trained with --storage int8 keeps its first matrix "
		"in 32 bits, and the page is larger.) Bytes that are "
		"not UTF-8 are shown as U+FFFD. With --json the output is the data of the page "
		"without the weights.",
	.operands = {.name = "FILE", .path = PATH_TEXT, .max = OPERANDS_MANY},
	.groups = groups,
	.values_size = sizeof(struct page_args),
	.uses = USES_SANDBOX | USES_TRAINER,
	.example = examples,
	.run = run,
};
