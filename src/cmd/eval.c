/* eval.c - rnn eval: measures how well a model predicts text. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/commands.h"
#include "cmd/engine.h"
#include "cmd/eval_scorers.h"
#include "cmd/model_dir.h"
#include "cmd/reading.h"
#include "host/sandbox.h"
#include "host/say.h"
#include "host/startup.h"
#include "store/jsonout.h"

/* ---- Output ---- */

static void print_human(const struct scoring *e, const struct scored_text *t)
{
	char *name = xstrdup(t->name);

	text_plain(name);
	printf("%s: ", name);
	free(name);
	scorers_print(e);
}

static void print_json(const struct scoring *e, const struct scored_text *t)
{
	struct jsonout w = {0};

	jsonout_open(&w, NULL, '{');
	jsonout_string(&w, "file", t->file);
	scorers_print_json(e, &w);
	jsonout_close(&w, '}');
	char *line = jsonout_finish(&w);
	fputs(line, stdout);
	free(line);
}

static void print_chars(const struct scoring *e, const struct scored_text *t)
{
	const char *format = e->a->unit == UNIT_BYTE ? "%llu\t0x%02X\t%.9g" : "%llu\tU+%04X\t%.9g";

	for (size_t i = 1; i < t->n && !ferror(stdout); i++) {
		printf(format, (unsigned long long)t->at[i],
		       (unsigned)e->a->vocab.symbol[t->ids[i]], nats_to_bits((double)t->nll[i]));
		if (t->adapted != NULL)
			printf("\t%.9g", nats_to_bits((double)t->adapted[i]));
		putchar('\n');
	}
}

/* Counts the characters of one line, including those unknown to the model. All lines of a text
 * share the decoder, because only the first may begin with a byte order mark that is not
 * counted. */
static size_t count_chars(struct decoder *d, const char *text, size_t n)
{
	enum { CHUNK = 512 };
	uint32_t c[CHUNK + 4];
	size_t chars = 0;

	for (size_t i = 0; i < n; i += CHUNK) {
		bool last = n - i <= CHUNK;
		chars += (size_t)decoder_run(d, "", (const unsigned char *)text + i,
					     last ? n - i : CHUNK, last, c, NULL, NULL);
	}
	return chars;
}

static void score_lines(const struct scoring *e, const struct scored_text *t)
{
	size_t id = 0, first;
	struct decoder d;

	/* vocab_text has decoded the whole text, so decoding it again gives no errors. */
	decoder_init(&d, e->a->unit, reading_invalid(e->o->invalid));
	for (size_t begin = 0, end; begin < t->bytes && !ferror(stdout); begin = end + 1) {
		const char *newline = memchr(t->text + begin, '\n', t->bytes - begin);
		struct score s = {0};
		end = newline != NULL ? (size_t)(newline - t->text) : t->bytes;
		for (first = id; id < t->n && t->at[id] < end; id++)
			continue;
		evaluator_run(e->plain.evaluator, t->ids + first, id - first, NULL, &s);
		if (id < t->n && t->at[id] == end)
			id++;           /* the newline itself */
		d.started |= begin > 0; /* also after an empty line */
		printf("%.9g\t%zu\t", nats_to_bits(s.nats),
		       count_chars(&d, t->text + begin, end - begin));
		fwrite(t->text + begin, 1, end - begin, stdout);
		putchar('\n');
	}
}

/* ---- Scoring ---- */

static int score_whole(struct scoring *e, const struct scored_text *t, struct rnn_error *err)
{
	if (scorers_score(e, t, err) < 0)
		return -1;
	if (e->o->per_char)
		print_chars(e, t);
	else if (e->o->general.json)
		print_json(e, t);
	else
		print_human(e, t);
	return 0;
}

static int score_ids(struct scoring *e, struct scored_text *t, struct rnn_error *err)
{
	int rc = 0;

	if (e->o->per_char)
		t->nll = xcalloc(t->n, sizeof *t->nll);
	if (e->o->per_char && e->o->adapt)
		t->adapted = xcalloc(t->n, sizeof *t->adapted);
	if (e->o->per_line)
		score_lines(e, t);
	else
		rc = score_whole(e, t, err);
	if (t->unknown > 0 && scorers_print_rows(e))
		say(e->o->general.quiet,
		    "warning: %s: %lld character%s unknown to the model left "
		    "out",
		    t->name, t->unknown, t->unknown == 1 ? "" : "s");
	return rc;
}

static int score_input(struct scoring *e, int number, struct rnn_error *err)
{
	struct scored_text t = {.file = e->texts.file->item[number],
				.name = e->texts.in[number].name,
				.number = number};

	if (eval_texts_take(&e->texts, number, &t.text, &t.bytes, err) < 0)
		return -1;
	int rc = vocab_text(&e->a->vocab, t.name, t.text, t.bytes, reading_invalid(e->o->invalid),
			    &t.unknown, &t.ids, &t.n, scorers_print_rows(e) ? &t.at : NULL, err);
	/* the memory check before the first text did not know this text's length */
	if (rc == 0)
		rc = startup_memory(e->how.threads, t.n * (sizeof *t.nll + sizeof *t.adapted), err);
	if (rc == 0)
		rc = score_ids(e, &t, err);
	free(t.text);
	free(t.ids);
	free(t.at);
	free(t.nll);
	free(t.adapted);
	return rc < 0 || output_check(err) < 0 ? -1 : 0;
}

static int score_inputs(struct scoring *e, const struct strings *file, struct rnn_error *err)
{
	size_t bytes = 0;
	int rc = eval_texts_open(&e->texts, e->o, file, err);

	if (rc == 0)
		rc = scorers_prepare(e, &bytes, err);
	if (rc == 0)
		rc = startup_memory(e->how.threads, bytes, err);
	if (rc == 0)
		rc = scorers_gather(e, err);
	if (rc == 0) {
		sandbox_enter(); /* an additional protection: if it fails, scoring goes on */
		rc = scorers_begin(e, err);
	}
	for (int i = 0; rc == 0 && i < file->n; i++)
		rc = score_input(e, i, err);
	scorers_end(e);
	eval_texts_free(&e->texts);
	return rc;
}

/* ---- The command ---- */

static int check_files(const struct options *line, struct rnn_error *err)
{
	const struct eval_args *o = line->values;
	const struct strings *file = &line->operand;
	int inputs = file->n == 0;

	inputs += o->train != NULL && strcmp(o->train, "-") == 0;
	for (int i = 0; i < file->n; i++)
		inputs += strcmp(file->item[i], "-") == 0;
	if (inputs > 1)
		return errorf(err, EX_USAGE, "standard input (-) can be read only once");
	return 0;
}

static int run(struct options *line, struct rnn_error *err)
{
	struct eval_args *o = line->values;
	const char *standard = "-";
	const struct strings input = {&standard, 1};
	const struct engine *engine;
	struct saved_model a;
	struct scoring e = {.line = line, .o = o, .a = &a};
	char *dir = NULL;
	int rc = -1;

	if (check_files(line, err) < 0 ||
	    (engine = engine_for(line->command, &o->general, err)) == NULL ||
	    (dir = model_dir_to_read(o->general.model, err)) == NULL)
		return -1;
	if (saved_model_load(&a, dir, engine, err) == 0) {
		e.how = (struct eval_options){.window = (int)o->window,
					      .batch = (int)o->batch,
					      .threads = (int)o->general.threads};
		rc = engine_set_precision(line->command, o->precision, &a.model, err);
		if (rc == 0)
			rc = score_inputs(&e, line->operand.n > 0 ? &line->operand : &input, err);
		saved_model_free(&a);
	}
	free(dir);
	return rc;
}

/* clang-format off */
static const char *const examples[] = {
	"rnn eval test.txt", "bits per character, perplexity, standard error",
	"rnn eval --json a.txt b.txt", "one JSON object per file",
	"rnn eval --per-line < names.txt | sort -g", "the most likely lines first",
	"rnn eval --per-char test.txt | sort -g -k3 | tail", "the most surprising characters",
	"rnn eval --adapt test.txt", "the score if the model learns from the text as it reads",
	"rnn eval --baselines --train train.txt test.txt", "compare with n-grams and compressors",
	NULL,
};
/* clang-format on */

const struct command cmd_eval = {
	.name = "eval",
	.summary = "measure how well a model predicts text",
	.description = "Measures how well a model predicts text: mean bits per character, "
		       "perplexity, and mean nats with their standard error. No file, or -, is "
		       "standard input. Each file is one stream: its first character is context "
		       "and not scored; every later character that the model knows is scored; "
		       "unknown characters are left out and counted. With --per-line, each line is "
		       "a separate stream, without its newline, and its number of characters "
		       "includes unknown ones and the first. With --adapt, a second score follows: "
		       "the model scores 32 characters, then learns from them, and so on. Each "
		       "file starts again from the trained weights, and the model's files do not "
		       "change. With --adapt --per-char, the bits of this score are a fourth "
		       "column.",
	.operands = {.name = "FILE", .path = PATH_TEXT, .max = OPERANDS_MANY},
	.groups = eval_groups,
	.values_size = sizeof(struct eval_args),
	.conflicts = eval_conflicts,
	.needs = eval_needs,
	.uses = USES_READER | USES_SANDBOX,
	.example = examples,
	.run = run,
};
