/* train_texts.c - see train_texts.h. */
#include "cmd/train_texts.h"

#include <string.h>

#include "base/pace.h"
#include "cmd/model_dir.h"
#include "cmd/reading.h"
#include "host/say.h"
#include "text/input.h"

/* In characters. By default, texts shorter than VALID_LEAST are not split: training needs them
 * whole. Fine-tuning needs less text, but would soon learn all of a short one by heart. */
enum { VALID_LEAST = 20000, VALID_LEAST_TUNED = 5000, VALID_MOST = 1000000 };
static const double valid_default = 0.1;

/* Warns about the characters of a text that were left out. If min_count is above 1, they are those
 * that occur less often. */
static void mention_unknown(const struct train_args *o, const struct corpus *c, const char *name,
			    int min_count)
{
	struct count n;

	if (c->unknown > 0 && min_count > 1)
		say(o->general.quiet,
		    "note: %s: %s %s%s of %d kind%s left out, because each kind occurs fewer than %d "
		    "times",
		    name, count_text(&n, (double)c->unknown), unit_word(c->vocab.unit),
		    c->unknown == 1 ? "" : "s", c->unknown_kinds, c->unknown_kinds == 1 ? "" : "s",
		    min_count);
	else if (c->unknown > 0)
		say(o->general.quiet, "warning: %s: %s %s%s unknown to the model left out", name,
		    count_text(&n, (double)c->unknown), unit_word(c->vocab.unit),
		    c->unknown == 1 ? "" : "s");
}

/* Warns about the oddities of a text, and about characters that were left out, as above. */
static void mention(const struct train_args *o, const struct corpus *c, const char *name,
		    int min_count)
{
	struct count n;

	if (c->boms > 0)
		say(o->general.quiet, "warning: %s: byte order mark left out", name);
	if (c->cr)
		say(o->general.quiet,
		    "warning: %s: has carriage returns (Windows line endings), which are kept "
		    "as characters; to remove them use tr -d '\\r'",
		    name);
	if (c->replaced > 0)
		say(o->general.quiet, "warning: %s: %s invalid byte%s %s", name,
		    count_text(&n, (double)c->replaced), c->replaced == 1 ? "" : "s",
		    strcmp(o->invalid, "skip") == 0 ? "left out" : "replaced by U+FFFD");
	mention_unknown(o, c, name, min_count);
}

/* Notes the characters that were added to the alphabet of the model `known`: how many, and the
 * first of them. */
static void mention_added(const struct train_args *o, const struct corpus *c, const char *name,
			  const struct vocab *known)
{
	enum { SHOWN = 5 };
	char list[SHOWN * 36 + 8] = "";
	struct count n;
	int shown = 0;

	if (c->added == 0)
		return;
	for (int i = 0; i < c->vocab.size && shown < SHOWN; i++) {
		char what[32];
		if (vocab_id(known, c->vocab.symbol[i]) >= 0)
			continue;
		symbol_describe(c->vocab.unit, c->vocab.symbol[i], what);
		strcat(strcat(list, shown++ > 0 ? ", " : ""), what);
	}
	say(o->general.quiet, "note: %s: %s %s%s new to the model %s added to its alphabet: %s%s",
	    name, count_text(&n, c->added), unit_word(c->vocab.unit), c->added == 1 ? "" : "s",
	    c->added == 1 ? "is" : "are", list, c->added > SHOWN ? ", ..." : "");
}

/* Returns whether newlines are added between files. A resumed training reads what it read before;
 * early versions added none. For a model without a newline in its alphabet, a newline would be an
 * unknown character. */
static bool adds_newlines(const struct vocab *vocab, const struct training *resumed)
{
	if (resumed != NULL)
		return resumed->newlines > 0;
	return vocab == NULL || vocab_id(vocab, '\n') >= 0;
}

/* Reads files to *c, and adds the time to t->waited if standard input is one of them. */
static int read_files(struct train_texts *t, struct corpus *c, char *const *file, int n,
		      const struct corpus_options *how, struct rnn_error *err)
{
	double before = pace_clock();
	int rc = corpus_read(c, file, n, how, err);
	bool waits = false;

	for (int i = 0; i < n; i++)
		waits |= input_is_standard(file[i]);
	if (waits)
		t->waited += pace_clock() - before;
	return rc;
}

bool train_texts_same(const struct train_texts *t, const struct training *resumed)
{
	return resumed->bytes == t->train.bytes && resumed->crc32 == t->train.crc32;
}

/* Changes the code of an error about the text if its advice would be to read bytes: the model of --init
 * decides what a symbol is. Returns -1. */
static int keep_unit(struct rnn_error *err)
{
	if (err->code == RNN_ERROR_INVALID_CORPUS)
		err->code = RNN_ERROR_INVALID_TEXT;
	else if (err->code == RNN_ERROR_TOO_MANY_SYMBOLS)
		err->code = RNN_ERROR_OTHER;
	return -1;
}

int train_texts_read(struct train_texts *t, struct options *line, const struct vocab *vocab,
		     const struct training *resumed, struct rnn_error *err)
{
	const struct train_args *o = line->values;
	const struct strings *file = &line->operand;
	struct corpus_options how = {
		.unit = strcmp(o->unit, "byte") == 0 ? UNIT_BYTE : UNIT_CHAR,
		.invalid = reading_invalid(o->invalid),
		.vocab = vocab,
		.skip_unknown = reading_skips_unknown(o->unknown) || o->min_count > 1 ||
				resumed != NULL,
		.min_count = o->tuned ? 1 : (uint64_t)o->min_count, /* see train_texts_adopt */
		.add_newlines = adds_newlines(vocab, resumed),
		.held = CORPUS_HELD,
	};

	if (vocab != NULL)
		how.unit = vocab->unit;
	for (int i = 0; i < file->n; i++)
		if (input_is_standard(file->item[i]))
			mention_terminal(o->general.quiet);
	if (read_files(t, &t->train, (char *const *)file->item, file->n, &how, err) < 0)
		return o->tuned ? keep_unit(err) : -1;
	if (resumed == NULL || train_texts_same(t, resumed))
		mention(o, &t->train, file->item[0], (int)o->min_count);
	return 0;
}

int train_texts_adopt(struct train_texts *t, const struct options *line, const struct vocab *model,
		      struct rnn_error *err)
{
	const struct train_args *o = line->values;
	const char *name = line->operand.item[0];

	if (corpus_adopt(&t->train, name, model, (uint64_t)o->min_count, err) < 0)
		return -1;
	mention_unknown(o, &t->train, name, (int)o->min_count);
	mention_added(o, &t->train, name, model);
	return 0;
}

void train_texts_count(const struct train_texts *t, uint64_t *count)
{
	corpus_count(&t->train, count);
	if (!t->valid_owned)
		corpus_count(&t->valid, count);
}

static int read_valid_file(struct train_texts *t, const struct options *line, struct rnn_error *err)
{
	const struct train_args *o = line->values;
	char *file[] = {(char *)o->valid_file};
	struct corpus_options how = {.unit = t->train.vocab.unit,
				     .invalid = reading_invalid(o->invalid),
				     .vocab = &t->train.vocab,
				     .skip_unknown = true,
				     .held = CORPUS_HELD};

	for (int i = 0; i < line->operand.n; i++)
		if (model_dir_same(o->valid_file, line->operand.item[i])) {
			t->same_file = true;
			say(o->general.quiet,
			    "warning: %s is used for training and "
			    "validation: the validation loss says nothing about new text",
			    o->valid_file);
		}
	if (read_files(t, &t->valid, file, 1, &how, err) < 0)
		return -1;
	t->valid_owned = true;
	mention(o, &t->valid, o->valid_file, 0);
	if (t->valid.n < 2)
		return errorf(err, EX_DATAERR, "%s: too short for validation", o->valid_file);
	if (t->valid.n > VALID_MOST)
		t->valid.n = VALID_MOST;
	return 0;
}

int train_texts_split(struct train_texts *t, struct options *line, struct rnn_error *err)
{
	struct train_args *o = line->values;
	struct corpus *all = &t->train;
	size_t n;

	if (o->valid_file != NULL)
		return read_valid_file(t, line, err);
	if (!options_given(line, "valid")) {
		size_t least = o->tuned ? VALID_LEAST_TUNED : VALID_LEAST;
		o->valid = all->n >= least ? valid_default : 0;
		options_set_given(line, "valid"); /* so that it is recorded */
	}
	if (!(o->valid > 0))
		return 0;
	n = (size_t)(o->valid * (double)all->n);
	if (n > VALID_MOST)
		n = VALID_MOST;
	if (n < 2 || all->n - n < 2)
		return errorf(err, EX_DATAERR,
			      "--valid %g of %zu %ss leaves %zu to "
			      "validate on and %zu to train on; use a longer text or --valid 0",
			      o->valid, all->n, unit_word(all->vocab.unit), n, all->n - n);
	t->valid = corpus_cut(all, n);
	return 0;
}

void train_texts_free(struct train_texts *t)
{
	if (t->valid_owned)
		corpus_free(&t->valid);
	corpus_free(&t->train);
}
