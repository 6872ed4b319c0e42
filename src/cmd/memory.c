/* memory.c - rnn memory: shows how far back models remember. */
#include <stdlib.h>
#include <string.h>

#include "cmd/commands.h"
#include "cmd/engine.h"
#include "cmd/memory_output.h"
#include "cmd/model_dir.h"
#include "cmd/reading.h"
#include "cmd/text_files.h"
#include "host/progress.h"
#include "host/sandbox.h"
#include "host/say.h"
#include "host/startup.h"

struct memory_args {
	struct general_args general;
	struct strings model;
	int64_t distance, positions;
	uint64_t seed;
	const char *invalid;
};

/* The models that are compared, and the text, as each of them reads it. */
struct comparison {
	const struct options *line;
	const struct memory_args *o;
	struct saved_model *a; /* (models) */
	char **dir;            /* (models) owned, as the names in it */
	int models, loaded;    /* the first `loaded` models are loaded */
	struct text_files files;
	char *text_name; /* for messages; owned */
	uint16_t *ids;   /* (n) of the first model */
	size_t n;
	long long unknown;
	size_t *at; /* (positions) */
	size_t positions;
	struct reach *reach; /* (models) */
	int measured;        /* models that were measured, for the progress */
	struct progress progress;
};

/* ---- Models ---- */

static int load_models(struct comparison *c, const struct engine *engine, struct rnn_error *err)
{
	const struct strings *model = &c->o->model;

	c->models = model->n > 0 ? model->n : 1;
	c->a = xcalloc((size_t)c->models, sizeof *c->a);
	c->dir = xcalloc((size_t)c->models, sizeof *c->dir);
	c->reach = xcalloc((size_t)c->models, sizeof *c->reach);
	for (int i = 0; i < c->models; i++) {
		c->dir[i] = model_dir_to_read(model->n > 0 ? model->item[i] : NULL, err);
		if (c->dir[i] == NULL || saved_model_load(&c->a[i], c->dir[i], engine, err) < 0)
			return -1;
		c->loaded++;
		if (c->a[i].unit != c->a[0].unit)
			return errorf(err, EX_USAGE,
				      "%s predicts %ss and %s predicts %ss: their distances "
				      "cannot be compared",
				      c->dir[0], unit_word(c->a[0].unit), c->dir[i],
				      unit_word(c->a[i].unit));
	}
	return 0;
}

static void free_all(struct comparison *c)
{
	for (int i = 0; i < c->models && c->a != NULL; i++) {
		if (i < c->loaded)
			saved_model_free(&c->a[i]);
		free(c->dir[i]);
		reach_free(&c->reach[i]);
	}
	free(c->a);
	free(c->dir);
	free(c->reach);
	text_files_free(&c->files);
	free(c->text_name);
	free(c->ids);
	free(c->at);
}

/* ---- Text ---- */

/* Returns the id in each model of a symbol of the first one, in id (models), or false if one of them
 * does not know it. */
static bool known_to_all(const struct comparison *c, uint16_t symbol_id, uint16_t *id)
{
	uint32_t symbol = c->a[0].vocab.symbol[symbol_id];

	for (int i = 0; i < c->models; i++) {
		int known = vocab_id(&c->a[i].vocab, symbol);
		if (known < 0)
			return false;
		id[i] = (uint16_t)known;
	}
	return true;
}

/* Leaves out of c->ids what one of the models does not know, so that all of them read the same text. */
static void keep_common(struct comparison *c)
{
	uint16_t *id = xcalloc((size_t)c->models, sizeof *id);
	size_t kept = 0;

	for (size_t i = 0; i < c->n; i++)
		if (known_to_all(c, c->ids[i], id))
			c->ids[kept++] = c->ids[i];
	c->unknown += (long long)(c->n - kept);
	c->n = kept;
	free(id);
}

/* Returns the text as model i reads it; the caller frees it. */
static uint16_t *text_of(const struct comparison *c, int i)
{
	uint16_t *ids = xcalloc(c->n, sizeof *ids);

	for (size_t j = 0; j < c->n; j++)
		ids[j] = (uint16_t)vocab_id(&c->a[i].vocab, c->a[0].vocab.symbol[c->ids[j]]);
	return ids;
}

/* Reads the files one after the other, as a training does: with a newline after one that lacks it. The
 * caller frees *text. */
static int read_files(struct comparison *c, char **text, size_t *bytes, struct rnn_error *err)
{
	bool newlines = vocab_id(&c->a[0].vocab, '\n') >= 0;

	*text = NULL;
	*bytes = 0;
	for (int i = 0; i < c->files.name->n; i++) {
		char *part;
		size_t n;
		if (text_files_read(&c->files, i, c->o->general.quiet, &part, &n, err) < 0) {
			free(*text);
			return -1;
		}
		*text = xrealloc(*text, *bytes + n + 1, 1);
		if (newlines && *bytes > 0 && (*text)[*bytes - 1] != '\n')
			(*text)[(*bytes)++] = '\n';
		memcpy(*text + *bytes, part, n);
		*bytes += n;
		free(part);
	}
	return 0;
}

static int read_text(struct comparison *c, struct rnn_error *err)
{
	const struct memory_args *o = c->o;
	const char *word = unit_word(c->a[0].unit);
	char *text;
	size_t bytes;

	if (read_files(c, &text, &bytes, err) < 0)
		return -1;
	int rc = vocab_text(&c->a[0].vocab, c->text_name, text, bytes, reading_invalid(o->invalid),
			    &c->unknown, &c->ids, &c->n, NULL, err);
	free(text);
	if (rc < 0) {
		c->ids = NULL;
		return -1;
	}
	keep_common(c);
	if (c->unknown > 0)
		say(o->general.quiet, "warning: %s: %lld %s%s unknown to %s left out", c->text_name,
		    c->unknown, word, c->unknown == 1 ? "" : "s",
		    c->models > 1 ? "one of the models" : "the model");
	return 0;
}

static int choose_positions(struct comparison *c, size_t wanted, struct rnn_error *err)
{
	const struct memory_args *o = c->o;
	const char *name = c->text_name, *word = unit_word(c->a[0].unit);
	int K = (int)o->distance;
	size_t most = c->n > 0 ? c->n - 1 : 0;

	c->at = xcalloc(wanted, sizeof *c->at);
	c->positions = reach_positions(c->n, K, wanted, o->seed, c->at);
	if (c->positions > 0)
		return 0;
	if (most < 2)
		return errorf(
			err, EX_DATAERR,
			"%s: at least 3 %ss that the model knows are needed, this text has %zu",
			name, word, c->n);
	return errorf(err, EX_DATAERR,
		      "%s: %zu %ss are not enough for distances up to %d; use a longer text, or "
		      "--distance %zu",
		      name, c->n, word, K, most);
}

/* ---- Measuring ---- */

static void report(void *ctx, double done)
{
	struct comparison *c = ctx;
	double elapsed;

	if (progress_due(&c->progress, &elapsed))
		progress_show(&c->progress, "%3.0f%%", 100 * (c->measured + done) / c->models);
}

static struct reach_options measure_options(struct comparison *c, size_t positions)
{
	return (struct reach_options){
		.distance = (int)c->o->distance,
		.at = c->at,
		.positions = positions,
		.threads = (int)c->o->general.threads,
		.report = report,
		.ctx = c,
	};
}

static void measure(struct comparison *c)
{
	struct reach_options how = measure_options(c, c->positions);

	progress_init(&c->progress, c->o->general.quiet);
	for (int i = 0; i < c->models; i++) {
		uint16_t *ids = text_of(c, i);
		reach_measure(&c->reach[i], &c->a[i].model, ids, &how);
		free(ids);
		c->measured++;
	}
	progress_clear(&c->progress);
}

/* Returns the number of positions wanted: as many as the largest model allows, unless it was given. */
static size_t wanted_positions(const struct comparison *c)
{
	size_t least = SIZE_MAX;

	if (options_given(c->line, "positions"))
		return (size_t)c->o->positions;
	for (int i = 0; i < c->models; i++) {
		size_t n = reach_usual_positions(&c->a[i].model, (int)c->o->distance);
		least = n < least ? n : least;
	}
	return least;
}

static int check_memory(struct comparison *c, size_t wanted, struct rnn_error *err)
{
	struct reach_options how = measure_options(c, wanted);
	size_t most = 0;

	for (int i = 0; i < c->models; i++) {
		size_t bytes = reach_bytes(&c->a[i].model, &how);
		most = bytes > most ? bytes : most;
	}
	return startup_memory(how.threads, most, err);
}

static void write_result(const struct comparison *c, int columns)
{
	memory_output_write(
		&(struct memory_result){
			.files = c->files.name,
			.models = c->models,
			.dir = c->dir,
			.a = c->a,
			.reach = c->reach,
			.chars = c->n,
			.unknown = c->unknown,
			.positions = c->positions,
			.columns = columns,
		},
		c->o->general.json    ? MEMORY_JSON
		: on_terminal(stdout) ? MEMORY_TABLE
				      : MEMORY_ROWS);
}

static int run_models(struct comparison *c, struct rnn_error *err)
{
	size_t wanted = wanted_positions(c);
	int columns = terminal_columns(stdout); /* the sandbox forbids to ask */

	if (check_memory(c, wanted, err) < 0 || text_files_open(&c->files, err) < 0)
		return -1;
	sandbox_enter(); /* an additional protection: may fail */
	if (read_text(c, err) < 0 || choose_positions(c, wanted, err) < 0)
		return -1;
	measure(c);
	write_result(c, columns);
	return output_check(err);
}

/* Returns the name of the text that the files make; the caller frees it. */
static char *name_text(const struct strings *file)
{
	const char *first = input_name(file->item[0]);

	return file->n == 1 ? xstrdup(first) : xasprintf("%s and %d more", first, file->n - 1);
}

static int run(struct options *line, struct rnn_error *err)
{
	struct memory_args *o = line->values;
	const char *item = "-";
	const struct strings standard = {&item, 1};
	const struct strings *file = line->operand.n > 0 ? &line->operand : &standard;
	const struct engine *engine = engine_for(line->command, &o->general, err);
	struct comparison c = {.line = line, .o = o, .text_name = name_text(file)};

	if (engine == NULL) {
		free_all(&c);
		return -1;
	}
	int rc = load_models(&c, engine, err);
	if (rc == 0)
		rc = text_files_init(&c.files, file, err);
	if (rc == 0)
		rc = run_models(&c, err);
	free_all(&c);
	return rc;
}

/* ---- The command ---- */

#define AT(member) offsetof(struct memory_args, member)

static const struct option_row measure_rows[] = {
	{
		.name = "distance",
		.type = OPT_INT,
		.lo = 2,
		.hi = REACH_MAX,
		.fallback = "512",
		.at = AT(distance),
		.arg = "N",
		.help = "the largest distance, in characters (bytes for a byte model)",
	},
	{
		.name = "positions",
		.type = OPT_INT,
		.lo = 1,
		.hi = 1000000,
		.at = AT(positions),
		.arg = "N",
		.help = "characters of the text that are predicted, at most; the time grows with"
			" them [32 to 1024, fewer for large models]",
	},
	{
		.name = "seed",
		.type = OPT_SEED,
		.fallback = "1",
		.at = AT(seed),
		.arg = "N",
		.help = "seed of the choice of these characters",
	},
	{
		.name = "invalid",
		.type = OPT_CHOICE,
		.choice = reading_invalids,
		.fallback = "error",
		.at = AT(invalid),
		.help = "bytes that are not UTF-8: stop, read as U+FFFD, or leave out",
	},
	{0},
};

static const struct option_row model_rows[] = {
	{
		.name = "model",
		.letter = 'm',
		.type = OPT_LIST,
		.at = AT(model),
		.arg = "DIR",
		.path = PATH_DIR,
		.help = "model directory; several are shown side by side [$RNN_MODEL, else"
			" models/latest, else the model that ships with rnn]",
	},
	{0},
};

static const struct option_group groups[] = {
	{.title = "Measurement", .rows = measure_rows},
	{.title = "General", .rows = model_rows},
	{.rows = general_engine_rows, .at = AT(general)},
	{.rows = general_rows, .at = AT(general)},
	{0},
};

/* clang-format off */
static const char *const examples[] = {
	"rnn memory test.txt", "how far back the newest model remembers",
	"rnn memory -m models/tanh -m models/gru test.txt", "two models side by side",
	"rnn memory test.txt | grep ^bits", "bits per character for each context",
	"rnn memory --json test.txt | jq .gradient_tenth", "the distance at which the gradient has vanished",
	NULL,
};
/* clang-format on */

const struct command cmd_memory = {
	.name = "memory",
	.summary = "show how far back models remember",
	.description = "Shows how far back models remember, on a text: the files, or standard "
		       "input; several are joined, each with a newline at its end. It prints two "
		       "curves, which are means over positions that are spread over the text. The "
		       "gradient at k is the norm of the gradient of the loss at a position with "
		       "respect to the hidden states of all layers k characters before, divided by "
		       "its value at k = 1. Where it is tiny, the prediction hardly depends on "
		       "what was read then, and training cannot learn to use it: the gradient "
		       "vanishes. Before the first of these states the model reads up to 256 "
		       "characters. The bits at k are those of the character at the position if "
		       "the model knows only the last k characters, for k = 1, 2, 4 and so on; "
		       "`rnn eval --window k --per-char` gives the last character of each window "
		       "the same bits. A tenth is, for the gradient, the first k at which it is at "
		       "most 0.1. For the bits it is the first k after which at most a tenth of "
		       "the gain is left; the gain is the bits at k = 1 minus those at the largest "
		       "k. For an LSTM the curve `cell` is the gradient with respect to its cell "
		       "state c, where it keeps what it remembers for long; h and c are taken as "
		       "independent. Characters that one of the models does not know are left out "
		       "for all. In a pipe the output is rows with tabs, with one column for each "
		       "model. The first row has their names. The others are: gradient, k, values; "
		       "for an LSTM cell, k, values; bits, k, values; tenth, name of a curve, "
		       "values. A value that does not exist is -. On a terminal the output is a "
		       "table and a plot of the gradient. With --json each model is one object: "
		       "model, files, unit, cell, layers, hidden, parameters, chars, unknown, "
		       "positions, distance; gradient and cell_gradient (null without c), with the "
		       "values for k = 1, 2, 3 and so on; gradient_nats, the norm at k = 1; bits, "
		       "a list of k and bits; gradient_tenth, cell_tenth and bits_tenth (null if "
		       "there is none).",
	.operands = {.name = "FILE", .path = PATH_TEXT, .max = OPERANDS_MANY},
	.groups = groups,
	.values_size = sizeof(struct memory_args),
	.uses = USES_SANDBOX | USES_TRAINER,
	.example = examples,
	.run = run,
};
