/* eval.c - rnn eval: how well a model predicts text. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/eval_baselines.h"
#include "cmd/commands.h"
#include "cmd/engine.h"
#include "cmd/model_dir.h"
#include "cmd/reading.h"
#include "host/sandbox.h"
#include "host/startup.h"
#include "host/say.h"
#include "run/adapt.h"
#include "text/input.h"

struct scoring {
	const struct options *line;
	const struct eval_args *o;   /* the values of *line */
	const struct saved_model *a;
	struct evaluator *evaluator;
	struct model whole;          /* the model in float32, where it is not read so */
	struct evaluator *exact;     /* of that, NULL without */
	struct adapt_options adapt;
	struct adapter *adapter;     /* NULL without --adapt */
	struct baselines *baselines; /* NULL without --baselines */
	struct part train;           /* what --train names; bytes NULL without; owned */
	struct part *text;           /* (files) the texts, when they were read before; owned */
};

/* One text and its scores. */
struct scored {
	const char *file, *name;
	int number;      /* of the file */
	char *text;
	size_t bytes;
	uint16_t *ids;   /* (n) */
	uint64_t *at;    /* (n) byte offset of each id */
	size_t n;
	float *nll;      /* (n) nats; 0 where not scored */
	float *adapted;  /* the same by the adapter, or NULL */
	long long unknown;
};

static double bits(double nats)
{
	return nats / log(2);
}

static void print_figures(const struct score *s)
{
	double mean = score_mean(s);

	printf("%.4f bits per character, perplexity %.3f, %.4f +- %.4f nats", bits(mean),
	       exp(mean), mean, score_stderr(s));
}

/* All that is known of one text. */
struct report {
	struct score plain;
	struct score exact;     /* in float32, where plain is not */
	struct score adapted;
};

static const char *precision(const struct scoring *e)
{
	return format_name[e->a->model.format];
}

static void print_human(const struct scoring *e, const struct scored *t, const struct report *r)
{
	const struct score *s = &r->plain;
	struct count scored, unknown;
	char *name = xstrdup(t->name);

	text_plain(name);
	printf("%s: ", name);
	print_figures(s);
	printf(", %s scored, %s unknown\n", count_text(&scored, (double)s->scored),
	       count_text(&unknown, (double)s->unknown));
	free(name);
	if (e->exact != NULL)
		printf("  f32: %.4f bits per character; %s costs %+.4f\n", bits(score_mean(&r->exact)),
		       precision(e), bits(score_mean(s) - score_mean(&r->exact)));
	if (e->adapter != NULL) {
		fputs("  adapted: ", stdout);
		print_figures(&r->adapted);
		putchar('\n');
	}
	if (e->baselines != NULL)
		baselines_print(e->baselines, bits(score_mean(s)));
}

static void json_member(const char *name, double x)
{
	printf(",\"%s\":", name);
	print_json_number(stdout, x);
}

static void json_figures(const struct score *s)
{
	double mean = score_mean(s);

	json_member("nats", mean);
	json_member("bpc", bits(mean));
	json_member("perplexity", exp(mean));
	json_member("stderr_nats", score_stderr(s));
}

static void print_json(const struct scoring *e, const struct scored *t, const struct report *r)
{
	const struct score *s = &r->plain;

	fputs("{\"file\":", stdout);
	print_json_text(stdout, t->file, strlen(t->file));
	json_member("chars", (double)s->chars);
	json_member("scored", (double)s->scored);
	json_member("unknown", (double)s->unknown);
	json_figures(s);
	if (e->exact != NULL) {
		printf(",\"precision\":\"%s\"", precision(e));
		json_member("bpc_f32", bits(score_mean(&r->exact)));
	}
	if (e->adapter != NULL) {
		printf(",\"adapted\":{\"segment\":%d", ADAPT_SEGMENT);
		json_member("rate", e->adapt.rate);
		json_member("decay", e->adapt.decay);
		json_figures(&r->adapted);
		putchar('}');
	}
	if (e->baselines != NULL)
		baselines_print_json(e->baselines, bits(score_mean(s)));
	fputs("}\n", stdout);
}

static int score_whole(const struct scoring *e, const struct scored *t, struct rnn_error *err)
{
	struct report r = {0};
	struct score *s = &r.plain;

	evaluator_run(e->evaluator, t->ids, t->n, t->nll, s);
	if (e->adapter != NULL)
		adapter_run(e->adapter, t->ids, t->n, t->adapted, &r.adapted);
	s->unknown = (uint64_t)t->unknown;
	s->chars = t->n + s->unknown;
	if (e->o->per_char)
		return 0;
	if (s->scored == 0)
		return errorf(err, EX_DATAERR, "%s: nothing to score: %llu known and %lld unknown "
			      "characters, and the first known one is context", t->name,
			      (unsigned long long)t->n, t->unknown);
	if (e->baselines != NULL)
		baselines_score(e->baselines, t->number, t->ids, t->n, s->chars);
	if (e->exact != NULL)
		evaluator_run(e->exact, t->ids, t->n, NULL, &r.exact);
	if (e->o->general.json)
		print_json(e, t, &r);
	else
		print_human(e, t, &r);
	return 0;
}

static void print_chars(const struct scoring *e, const struct scored *t)
{
	const char *format = e->a->unit == UNIT_BYTE ? "%llu\t0x%02X\t%.9g"
						     : "%llu\tU+%04X\t%.9g";

	for (size_t i = 1; i < t->n && !ferror(stdout); i++) {
		printf(format, (unsigned long long)t->at[i],
		       (unsigned)e->a->vocab.symbol[t->ids[i]], bits((double)t->nll[i]));
		if (t->adapted != NULL)
			printf("\t%.9g", bits((double)t->adapted[i]));
		putchar('\n');
	}
}

/* Characters of one line, those unknown to the model too. The decoder goes from line to line, for a
 * byte order mark may stand before the first alone. */
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

static void score_lines(const struct scoring *e, const struct scored *t)
{
	size_t id = 0, first;
	struct decoder d;

	decoder_init(&d, e->a->unit, reading_invalid(e->o->invalid)); /* all of it was decoded before: no errors */
	for (size_t begin = 0, end; begin < t->bytes && !ferror(stdout); begin = end + 1) {
		const char *newline = memchr(t->text + begin, '\n', t->bytes - begin);
		struct score s = {0};
		end = newline != NULL ? (size_t)(newline - t->text) : t->bytes;
		for (first = id; id < t->n && t->at[id] < end; id++)
			continue;
		evaluator_run(e->evaluator, t->ids + first, id - first, NULL, &s);
		if (id < t->n && t->at[id] == end)
			id++; /* the newline itself */
		d.started |= begin > 0; /* also after an empty line */
		printf("%.9g\t%zu\t",
		       bits(s.nats), count_chars(&d, t->text + begin, end - begin));
		fwrite(t->text + begin, 1, end - begin, stdout);
		putchar('\n');
	}
}

static int score_ids(const struct scoring *e, struct scored *t, struct rnn_error *err)
{
	int rc = 0;

	if (e->o->per_char)
		t->nll = xcalloc(t->n, sizeof *t->nll);
	if (e->o->per_char && e->adapter != NULL)
		t->adapted = xcalloc(t->n, sizeof *t->adapted);
	if (e->o->per_line)
		score_lines(e, t);
	else
		rc = score_whole(e, t, err);
	if (rc == 0 && e->o->per_char)
		print_chars(e, t);
	if (t->unknown > 0 && (e->o->per_char || e->o->per_line))
		say(e->o->general.quiet, "warning: %s: %lld unknown characters left out", t->name,
		    t->unknown);
	return rc;
}

static int read_text(const struct eval_args *o, const char *file, struct input *in, char **text,
		     size_t *bytes, struct rnn_error *err)
{
	if (strcmp(file, "-") == 0)
		mention_terminal(o->general.quiet);
	return input_read_all(in, 0, text, bytes, err);
}

static int take_text(const struct scoring *e, struct scored *t, struct input *in,
		     struct rnn_error *err)
{
	if (e->text == NULL)
		return read_text(e->o, t->file, in, &t->text, &t->bytes, err);
	t->text = (char *)e->text[t->number].bytes;
	t->bytes = e->text[t->number].n;
	e->text[t->number].bytes = NULL;
	return 0;
}

static int score_input(const struct scoring *e, const char *file, int number, struct input *in,
		       struct rnn_error *err)
{
	struct scored t = {.file = file, .name = in->name, .number = number};
	bool rows = e->o->per_char || e->o->per_line;

	if (take_text(e, &t, in, err) < 0)
		return -1;
	int rc = vocab_text(&e->a->vocab, t.name, t.text, t.bytes, reading_invalid(e->o->invalid),
			    &t.unknown, &t.ids, &t.n, rows ? &t.at : NULL, err);
	/* once more, now that the text is there */
	if (rc == 0)
		rc = startup_memory((int)e->o->general.threads,
				    t.n * (sizeof *t.nll + sizeof *t.adapted), err);
	if (rc == 0)
		rc = score_ids(e, &t, err);
	free(t.text);
	free(t.ids);
	free(t.at);
	free(t.nll);
	free(t.adapted);
	return rc < 0 || output_check(err) < 0 ? -1 : 0;
}

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

/* All inputs open, so that the sandbox may shut, and a missing one shows before the first is
 * scored. */
static int open_inputs(const struct strings *file, struct input *in, struct rnn_error *err)
{
	startup_descriptors(file->n);
	for (int i = 0; i < file->n; i++) {
		uint64_t bytes;
		if (input_check(file->item[i], &bytes, err) < 0 ||
		    input_open(&in[i], file->item[i], err) < 0)
			return -1;
	}
	return 0;
}

/* About the bytes of both evaluators. */
static size_t scoring_bytes(const struct scoring *e, const struct eval_options *how)
{
	const struct model *m = &e->a->model;

	size_t bytes = size_sum(0, m->format != FORMAT_F32 ? 2 : 1, evaluator_bytes(m, how));

	return size_sum(bytes, 1, e->o->adapt ? adapter_bytes(m, &e->adapt) : 0);
}

static int read_part(const struct eval_args *o, const char *file, struct input *in,
		     struct part *part, struct rnn_error *err)
{
	char *text;

	if (read_text(o, file, in, &text, &part->n, err) < 0)
		return -1;
	part->bytes = text;
	return 0;
}

/*
 * The compressors are run before the sandbox is entered, which starts no programs. Until then the
 * texts are bytes on their way to them: none is decoded, and no model has seen one, so what a text
 * or a model might do by being read it does in the sandbox, as ever.
 */
static int run_baselines(struct scoring *e, const struct strings *file, struct input *in,
			 struct rnn_error *err)
{
	const struct eval_args *o = e->o;
	struct input train;

	if (o->train != NULL) {
		if (open_inputs(&(struct strings){(const char **)&o->train, 1}, &train, err) < 0 ||
		    read_part(o, o->train, &train, &e->train, err) < 0)
			return -1;
		input_close(&train);
	}
	e->text = xcalloc((size_t)file->n, sizeof *e->text);
	for (int i = 0; i < file->n; i++)
		if (read_part(o, file->item[i], &in[i], &e->text[i], err) < 0)
			return -1;
	e->baselines = baselines_new(o, e->text, file->n, &e->train);
	return 0;
}

static void free_baselines(struct scoring *e, int files)
{
	baselines_free(e->baselines);
	for (int i = 0; e->text != NULL && i < files; i++)
		free((char *)e->text[i].bytes);
	free(e->text);
	free((char *)e->train.bytes);
}

static int choose_adapting(struct scoring *e, struct rnn_error *err)
{
	const struct eval_args *o = e->o;
	const struct model *m = &e->a->model;

	e->adapt.rate = options_given(e->line, "adapt-rate") ? o->adapt_rate : adapter_rate(m);
	e->adapt.decay = o->adapt_decay;
	e->adapt.threads = (int)o->general.threads;
	e->adapt.engine = engine_pick(NULL, true, FORMAT_F32, err);
	return e->adapt.engine != NULL ? 0 : -1;
}

static int score_inputs(struct scoring *e, const struct strings *file, struct rnn_error *err)
{
	const struct eval_args *o = e->o;
	struct eval_options how = {.window = (int)o->window, .batch = (int)o->batch,
				   .threads = (int)o->general.threads};
	struct input *in = xcalloc((size_t)file->n, sizeof *in);
	int rc = open_inputs(file, in, err);

	if (rc == 0 && o->adapt)
		rc = choose_adapting(e, err);
	if (rc == 0)
		rc = startup_memory(how.threads, scoring_bytes(e, &how), err);
	if (rc == 0 && o->baselines)
		rc = run_baselines(e, file, in, err);
	if (rc == 0) {
		sandbox_enter(); /* a second wall; without it all goes on */
		if (e->baselines != NULL)
			rc = baselines_count(e->baselines, e->a, err);
		e->evaluator = evaluator_new(&e->a->model, &how);
		if (e->a->model.format != FORMAT_F32) {
			e->whole = e->a->model;
			e->whole.format = FORMAT_F32;
			e->exact = evaluator_new(&e->whole, &how);
		}
		if (o->adapt)
			e->adapter = adapter_new(&e->a->model, &e->adapt);
		for (int i = 0; rc == 0 && i < file->n; i++) {
			rc = score_input(e, file->item[i], i, &in[i], err);
			input_close(&in[i]);
		}
		evaluator_free(e->evaluator);
		evaluator_free(e->exact);
		adapter_free(e->adapter);
	}
	free_baselines(e, file->n);
	free(in); /* after an error the process ends, and with it what is open */
	return rc;
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

	if (check_files(line, err) < 0 || (engine = engine_for(line->command, &o->general, err)) == NULL ||
	    (dir = model_dir_to_read(o->general.model, err)) == NULL)
		return -1;
	if (saved_model_load(&a, dir, engine, err) == 0) {
		rc = engine_set_precision(line->command, o->precision, &a.model, err);
		if (rc == 0)
			rc = score_inputs(&e, line->operand.n > 0 ? &line->operand : &input, err);
		saved_model_free(&a);
	}
	free(dir);
	return rc;
}

static const char *const examples[] = {
	"rnn eval test.txt", "bits per character, perplexity, standard error",
	"rnn eval --json a.txt b.txt", "one JSON object per file",
	"rnn eval --per-line < names.txt | sort -g", "the most likely lines first",
	"rnn eval --per-char test.txt | sort -g -k3 | tail", "the most surprising characters",
	"rnn eval --adapt test.txt", "and how well it does when it learns from the text",
	"rnn eval --baselines --train train.txt test.txt", "is it better than counts, than bzip2?",
	NULL,
};

const struct command cmd_eval = {
	.name = "eval",
	.summary = "score text",
	.description =
		"Says how well a model predicts text: mean bits per character, "
		"perplexity, and nats with their standard error. Each file is one stream: "
		"the first character is context and not scored, every known one after it "
		"is; unknown ones are left out and counted. No file, or -, is standard "
		"input. With --per-line each line is a stream of its own, without its "
		"newline; its characters are all counted. With --adapt a second score follows: "
		"each 32 characters are scored first and learnt from then, and each file "
		"begins again with the trained weights; the model's files stay as they "
		"are. With --adapt --per-char its bits are a fourth column.",
	.operands = {.name = "FILE", .path = PATH_TEXT, .max = OPERANDS_MANY},
	.groups = eval_groups,
	.values_size = sizeof(struct eval_args),
	.conflicts = eval_conflicts,
	.needs = eval_needs,
	.uses = USES_READER | USES_SANDBOX,
	.example = examples,
	.run = run,
};
