/* eval.c - rnn eval: measures how well a model predicts text. */
#include <stdlib.h>
#include <string.h>

#include "cmd/advice.h"
#include "cmd/commands.h"
#include "cmd/eval_color.h"
#include "cmd/eval_load.h"
#include "cmd/eval_ranks.h"
#include "cmd/eval_scorers.h"
#include "cmd/eval_words.h"
#include "cmd/model_use.h"
#include "cmd/reading.h"
#include "host/sandbox.h"
#include "host/say.h"
#include "host/startup.h"
#include "store/jsonout.h"

/* ---- Output ---- */

static void print_human(const struct scoring *e, const char *file)
{
	char *name = xstrdup(file);

	text_plain(name);
	printf("%s: ", name);
	free(name);
	scorers_print(e);
}

static void print_json_line(struct jsonout *w)
{
	jsonout_close(w, '}');
	char *line = jsonout_finish(w);
	fputs(line, stdout);
	free(line);
}

static void print_json(const struct scoring *e, const char *file)
{
	struct jsonout w = {0};

	jsonout_open(&w, NULL, '{');
	jsonout_string(&w, "file", file);
	scorers_print_json(e, &w);
	print_json_line(&w);
}

/* Prints the figures of all texts that were scored. The JSON object has no member "file", so that it
 * cannot be taken for that of a file. */
static void print_total(struct scoring *e, int failed)
{
	struct jsonout w = {0};

	scorers_total(e);
	if (!e->o->general.json) {
		print_human(e, "total");
		return;
	}
	jsonout_open(&w, NULL, '{');
	jsonout_bool(&w, "total", true);
	jsonout_int(&w, "files", e->scored);
	jsonout_int(&w, "failed", failed);
	scorers_print_json(e, &w);
	print_json_line(&w);
}

static void print_char(const struct scoring *e, const struct scored_text *t, size_t i)
{
	const char *format = e->v->unit == UNIT_BYTE ? "%llu\t0x%02X\t%.9g" : "%llu\tU+%04X\t%.9g";

	printf(format, (unsigned long long)t->at[i], (unsigned)e->v->symbol[t->ids[i]],
	       nats_to_bits((double)t->nll[i]));
	if (t->adapted != NULL)
		printf("\t%.9g", nats_to_bits((double)t->adapted[i]));
	putchar('\n');
}

static void print_json_char(const struct scoring *e, const struct scored_text *t, size_t i)
{
	const struct vocab *v = e->v;
	uint32_t c = v->symbol[t->ids[i]];
	struct jsonout w = {0};
	char code[16], bytes[4];
	int n = vocab_encode(v, t->ids[i], bytes);

	snprintf(code, sizeof code, v->unit == UNIT_BYTE ? "0x%02X" : "U+%04X", (unsigned)c);
	jsonout_open(&w, NULL, '{');
	jsonout_string(&w, "file", t->file);
	jsonout_uint(&w, "offset", t->at[i]);
	if (v->unit == UNIT_BYTE && c >= 0x80)
		jsonout_null(&w, "char"); /* a part of a character */
	else
		jsonout_text(&w, "char", bytes, (size_t)n);
	jsonout_string(&w, "code", code);
	jsonout_number(&w, "bits", nats_to_bits((double)t->nll[i]), NUMBER_DOUBLE);
	if (t->adapted != NULL)
		jsonout_number(&w, "adapted_bits", nats_to_bits((double)t->adapted[i]),
			       NUMBER_DOUBLE);
	print_json_line(&w);
}

static void print_chars(const struct scoring *e, const struct scored_text *t)
{
	for (size_t i = t->first; i < t->n && !ferror(stdout); i++)
		if (e->o->general.json)
			print_json_char(e, t, i);
		else
			print_char(e, t, i);
}

static void print_color(const struct scoring *e, const struct scored_text *t)
{
	color_print(&(struct color_text){
		.v = e->v,
		.text = t->text,
		.bytes = t->bytes,
		.ids = t->ids + t->context,
		.at = t->at + t->context,
		.nll = t->nll + t->context,
		.n = t->n - t->context,
		.first = t->first - t->context,
	});
}

/* ---- Scoring ---- */

static void warn_of_unknown(const struct scoring *e, const char *name, uint64_t unknown)
{
	struct count n;

	if (unknown == 0 || !scorers_print_rows(e))
		return;
	count_text(&n, (double)unknown);
	if (e->o->by_line || e->o->per_word)
		say(e->o->general.quiet,
		    "note: %s: %s %s%s unknown to the model, at %.4g bits each", name, n.text,
		    unit_word(e->v->unit), unknown == 1 ? "" : "s", score_unknown_bits(e->v->unit));
	else
		say(e->o->general.quiet,
		    "warning: %s: %llu %s%s unknown to the model left "
		    "out",
		    name, (unsigned long long)unknown, unit_word(e->v->unit),
		    unknown == 1 ? "" : "s");
}

static void measure(struct scoring *e, const struct scored_text *t)
{
	const struct known_text known = {
		.text = t->text,
		.bytes = t->bytes,
		.ids = t->ids,
		.n = t->n,
		.first = t->first,
		.context = t->context,
		.unknown = (uint64_t)t->unknown,
	};

	text_size_measure(&e->size, e->v, reading_invalid(e->o->invalid), &known);
}

static int score_ids(struct scoring *e, struct scored_text *t, struct rnn_error *err)
{
	if (e->o->fit_mix != NULL)
		return mixed_fit(e, t, err);
	measure(e, t);
	eval_ranks_choose(e, t);
	if (scorers_score(e, t, err) < 0)
		return -1;
	if (eval_ranks_silent(e->ranks))
		return 0;
	if (e->o->color)
		print_color(e, t);
	if (e->o->per_char)
		print_chars(e, t);
	else if (e->o->per_word)
		words_print(e, t);
	else if (e->o->general.json)
		print_json(e, t->file);
	else
		print_human(e, t->name);
	warn_of_unknown(e, t->name, (uint64_t)t->unknown);
	return 0;
}

static int score_text(struct scoring *e, int number, struct rnn_error *err)
{
	struct scored_text t = {.file = e->texts.file->item[number],
				.name = input_name(e->texts.file->item[number]),
				.number = number};
	int rc = eval_texts_take(&e->texts, number, &t.text, &t.bytes, err);

	if (rc == 0)
		rc = eval_load_symbols(e, &t, err);
	rc = eval_ranks_same_text(e->ranks, rc, &t, err);
	if (rc == 0)
		rc = score_ids(e, &t, err);
	eval_load_free(&t);
	return rc;
}

static int score_lines(struct scoring *e, int number, struct rnn_error *err)
{
	const char *file = e->texts.file->item[number];
	struct input *in;
	uint64_t unknown;

	if (eval_texts_input(&e->texts, number, &in, err) < 0)
		return -1;
	int rc = eval_lines_run(&e->lines, in, file, &unknown, err);
	warn_of_unknown(e, in->name, unknown);
	input_close(in);
	return rc;
}

/* Scores every file. A file that cannot be scored is reported, and the next ones follow. Returns the
 * exit status of the first that failed, 0 if none did, or -1 with *err: the error of a single file,
 * or a failed write. */
static int score_files(struct scoring *e, const struct strings *file, struct rnn_error *err)
{
	int status = 0, failed = 0;

	for (int i = 0; i < file->n; i++) {
		eval_ranks_receive(e, i);
		int rc = e->o->by_line ? score_lines(e, i, err) : score_text(e, i, err);
		struct rnn_error output;
		if (output_check(&output) < 0) {
			*err = output;
			return -1;
		}
		if (rc == 0)
			continue;
		if (file->n == 1)
			return -1;
		advice_add(e->line->command, err);
		say(false, "%s", err->text);
		status = failed++ == 0 ? err->status : status;
	}
	if (file->n > 1 && e->scored > 0 && !scorers_print_rows(e))
		print_total(e, failed);
	return status;
}

/* Gets everything ready to score. */
static int prepare(struct scoring *e, struct rnn_error *err)
{
	size_t bytes = 0;
	int rc = eval_context_read(&e->context, e->o, e->v, err);

	if (rc == 0 && e->texts.file->n == 1 && e->texts.error->status != 0) {
		*err = *e->texts.error; /* reported before memory is checked */
		rc = -1;
	}
	if (rc == 0)
		rc = scorers_prepare(e, &bytes, err);
	if (rc == 0)
		rc = startup_memory(e->how.threads, bytes, err);
	if (rc == 0)
		rc = scorers_gather(e, err);
	if (rc < 0)
		return -1;
	if (e->ranks->peers == NULL) /* MPI makes connections at any time */
		sandbox_enter();     /* an additional protection: if it fails, scoring goes on */
	return scorers_begin(e, err);
}

static int score_inputs(struct scoring *e, const struct strings *file, struct rnn_error *err)
{
	int rc = 0;

	eval_ranks_share(e->ranks, &e->how);
	eval_texts_open(&e->texts, e->o, eval_ranks_files(e->ranks, file));
	if (!eval_ranks_idle(e->ranks))
		rc = prepare(e, err);
	rc = eval_ranks_agree(e->ranks, rc, e->a->weights.crc32, "model", err);
	if (rc == 0)
		eval_ranks_score_own(e);
	if (rc == 0)
		rc = score_files(e, e->texts.file, err);
	if (rc >= 0)
		eval_ranks_hand_over(e->ranks);
	scorers_end(e);
	eval_texts_free(&e->texts);
	eval_context_free(&e->context);
	return rc;
}

/* ---- The command ---- */

static int check_files(const struct options *line, struct rnn_error *err)
{
	const struct eval_args *o = line->values;
	const struct strings *file = &line->operand;
	int inputs = input_is_standard(o->novelty);

	inputs += file->n == 0 && (o->fit_mix == NULL || input_is_standard(o->fit_mix));
	inputs += input_is_standard(o->train) + input_is_standard(o->prime_file) +
		  input_is_standard(o->mix.ngram);
	for (int i = 0; i < file->n; i++)
		inputs += input_is_standard(file->item[i]);
	if (o->fit_mix != NULL && file->n > 0)
		return errorf(err, EX_USAGE, "--fit-mix takes no other file: %s", file->item[0]);
	if (inputs > 1)
		return errorf(err, EX_USAGE, "standard input (-) can be read only once");
	return 0;
}

static int run_model(const struct options *line, struct saved_model *a, struct rnn_error *err)
{
	const struct eval_args *o = line->values;
	const char *standard = o->fit_mix != NULL ? o->fit_mix : "-";
	const struct strings input = {&standard, 1};
	struct scoring e = {
		.line = line,
		.o = o,
		.ranks = o->ranks,
		.a = a,
		.v = &a->vocab,
		.how = {.window = (int)o->window,
			.batch = (int)o->batch,
			.warm = (int)o->warm,
			.threads = (int)o->general.threads},
	};

	scorers_forget(&e);
	if (mix_args_several(&o->mix)) {
		e.mixed.on = true;
		e.v = &e.mixed.use.all;
		if (mix_use_load(&e.mixed.use, line, &o->mix, a, o->precision, err) < 0) {
			mixed_end(&e);
			return -1;
		}
	}
	return score_inputs(&e, line->operand.n > 0 ? &line->operand : &input, err);
}

static int run(struct options *line, struct rnn_error *err)
{
	struct eval_args *o = line->values;
	struct eval_ranks ranks;

	o->by_line = o->per_line || o->choose || options_given(line, "min") ||
		     options_given(line, "max");
	if (eval_args_check(line, err) < 0 || check_files(line, err) < 0 ||
	    eval_mix_check(line, err) < 0)
		return -1;
	o->general.model = o->mix.model.n > 0 ? o->mix.model.item[0] : NULL;
	if (eval_ranks_open(&ranks, line, err) < 0)
		return -1;
	o->ranks = &ranks;
	return eval_ranks_close(&ranks, model_use(line, o->precision, run_model, err), err);
}

/* clang-format off */
static const char *const examples[] = {
	"rnn eval test.txt", "bits per character, perplexity, standard error",
	"rnn eval --json a.txt b.txt", "one JSON object per file, and one for both together",
	"rnn eval --per-line < names.txt | sort -g", "the most likely lines first",
	"rnn eval --color letter.txt | less -R", "the text, coloured by surprise",
	"rnn eval --prime 'Dear ' names.txt", "the score of a text that follows another",
	"rnn eval --per-char test.txt | sort -g -k3 | tail", "the most surprising characters",
	"rnn eval --adapt test.txt", "the score if the model learns from the text as it reads",
	"rnn eval --per-word letter.txt | sort -g -r -k2 | head", "the most surprising words",
	"rnn eval --per-word --likely 5 letter.txt", "and what was likelier there",
	"tail -f log | rnn eval --min 4", "only lines that the model does not expect",
	"rnn eval --choose --prime 'The ' readings.txt", "the likeliest of several readings",
	"rnn eval -m a -m b --mix-ngram train.txt --cache test.txt", "several models at once",
	"rnn eval --mix \"$(rnn eval -m a -m b --fit-mix valid.txt)\" -m a -m b test.txt", "the same with weights fitted on a text",
	"rnn eval --per-line --novelty train.txt <names.txt | sort -n -k4", "each line with what it copies",
	"mpirun -n 4 rnn eval --batch 64 --warm 1000 huge.txt", "several processes share the parts of a text",
	"rnn eval --baselines --train train.txt test.txt", "compare with n-grams and compressors",
	NULL,
};
/* clang-format on */

const struct command cmd_eval = {
	.name = "eval",
	.summary = "measure how well a model predicts text",
	.description =
		"Measures how well a model predicts text: mean bits per character and per "
		"byte, perplexity, and mean nats with their standard error. No file, or -, "
		"is standard input. Each file is one stream: its first character is context "
		"and not scored, unless --prime gives another context; every later "
		"character that the model knows is scored. Unknown characters are left out "
		"and counted; a second line has the figures if each costs log2(0x110000) = "
		"20.09 bits (8 bits in a byte model), as it does wherever texts or models "
		"are compared: with --per-line and --baselines. A file that cannot be "
		"scored is reported, the others are scored, and the exit status is that of "
		"the first that failed. Several files also get a total. With --per-line, "
		"each line is scored from newline to newline: it begins in the state after "
		"a newline (or after --prime), and the newline that ends it is scored, also "
		"if the text ends without one. So its bits are those that `rnn sample "
		"--stop` with a newline reports for the same text. If the model does not "
		"know the newline, lines begin as `rnn sample` does, and their ends are not "
		"scored. From a pipe, each line is answered when it has arrived. "
		"With --adapt, a second score follows: the model scores 32 characters, "
		"then learns from them, and so on. Each file starts again from the trained "
		"weights, and the model's files do not change. With --adapt --per-char, the "
		"bits of this score are a fourth column. "
		"Several --model, --mix-ngram and --cache are the members of a mixture. "
		"Its weights are in this order. Without --mix it is the product of their "
		"probabilities, each to the power of its weight, scaled to sum to 1; the "
		"weights begin equal in each file and are learned from what was scored. "
		"The mixture knows the characters of all models; one that a model lacks has "
		"the probability 0.000001 in it and is left out of what it reads. With "
		"--adapt, all models learn. --likely compares a word as `rnn next` does: its "
		"letters, with apostrophes between them, and no letter after them; the rank "
		"is `-` if no word is there or it is not among the N likeliest. Under mpirun -n N, N "
		"processes share the files, or the parts of a single file (--batch), and give the "
		"figures of one process; lines, mixtures, --likely, --baselines, --novelty and "
		"one file without --batch are scored by the first of them.",
	.operands = {.name = "FILE", .path = PATH_TEXT, .max = OPERANDS_MANY},
	.groups = eval_groups,
	.values_size = sizeof(struct eval_args),
	.conflicts = eval_conflicts,
	.needs = eval_needs,
	.uses = USES_SANDBOX,
	.example = examples,
	.run = run,
};
