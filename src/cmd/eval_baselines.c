/* eval_baselines.c - see eval_baselines.h. */
#include "cmd/eval_baselines.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "cmd/reading.h"
#include "host/say.h"
#include "base/ram.h"
#include "text/input.h"
#include "text/ngram.h"

/* Command lines. xz runs with one thread, because with more it cuts the text into blocks. */
static const char *const compressor_table[][4] = {
	{"gzip", "-9"},
	{"bzip2", "-9"},
	{"xz", "-9e", "-T1"},
};
enum { COMPRESSORS = sizeof compressor_table / sizeof *compressor_table };

/* Compressed sizes of a text in bytes: alone, and joined to the training text. */
struct sizes {
	uint64_t alone[COMPRESSORS], joined[COMPRESSORS];
};

/* One line of the result. `alone` or `after` (the training text) is NAN if there is no such
 * figure. */
struct figure {
	char name[16], title[48];
	double alone, after; /* bits of the whole text */
	uint64_t symbols;    /* of the text, to divide by */
};

struct baselines {
	const struct eval_args *o;
	enum unit unit;                        /* of the rnn model */
	struct part train;                     /* training text, borrowed; bytes NULL: none */
	bool usable[COMPRESSORS];              /* installed, and has not failed */
	uint64_t trained[COMPRESSORS];         /* compressed size of the training text */
	struct sizes *size;                    /* (texts) */
	struct ngram *ngram;                   /* NULL: no training text */
	size_t memory;                         /* limit for the counts, bytes */
	struct figure figure[COMPRESSORS + 1]; /* (figures) of the last text */
	struct figure sum[COMPRESSORS + 1];    /* of all texts so far */
	int figures;
};

/* Runs compressor k on the joined parts. Returns whether *size is set; if not, the compressor is
 * not used again. */
static bool compress(struct baselines *b, int k, const struct part *part, int parts, uint64_t *size)
{
	struct rnn_error err;

	if (!b->usable[k])
		return false;
	enum child_result result = child_output_size(compressor_table[k], part, parts, size, &err);
	if (result == CHILD_MISSING)
		say(b->o->general.quiet, "note: %s is not installed, so it is left out",
		    compressor_table[k][0]);
	else if (result == CHILD_FAILED)
		say(b->o->general.quiet, "warning: %s; it is left out", err.text);
	return b->usable[k] = result == CHILD_DONE;
}

static void compress_text(struct baselines *b, const struct part *text, struct sizes *size)
{
	const struct part both[] = {b->train, *text};

	for (int k = 0; k < COMPRESSORS; k++)
		if (compress(b, k, text, 1, &size->alone[k]) && b->train.bytes != NULL)
			compress(b, k, both, 2, &size->joined[k]);
}

/* Returns half of the memory that the process may use; the rest is for the model, the texts and
 * the libraries. */
static size_t counts_memory(void)
{
	uint64_t most = ram_total();
	struct rlimit limit;

	if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur < most)
		most = limit.rlim_cur;
	return most / 2 < SIZE_MAX ? (size_t)(most / 2) : SIZE_MAX;
}

struct baselines *baselines_new(const struct eval_args *o, const struct part *text, int texts,
				const struct part *train)
{
	struct baselines *b = xcalloc(1, sizeof *b);

	b->o = o;
	b->train = *train;
	b->memory = counts_memory();
	b->size = xcalloc((size_t)texts, sizeof *b->size);
	for (int k = 0; k < COMPRESSORS; k++) {
		b->usable[k] = true;
		if (train->bytes != NULL)
			compress(b, k, train, 1, &b->trained[k]);
	}
	for (int i = 0; i < texts; i++)
		if (text[i].bytes != NULL)
			compress_text(b, &text[i], &b->size[i]);
	return b;
}

void baselines_free(struct baselines *b)
{
	if (b == NULL)
		return;
	ngram_free(b->ngram);
	free(b->size);
	free(b);
}

int baselines_count(struct baselines *b, const struct saved_model *a, struct rnn_error *err)
{
	const char *name = input_name(b->o->train != NULL ? b->o->train : "");
	long long unknown;
	uint16_t *ids;
	size_t n;
	int rc;

	b->unit = a->vocab.unit;
	if (b->train.bytes == NULL)
		return 0;
	if (vocab_text(&a->vocab, name, b->train.bytes, b->train.n, reading_invalid(b->o->invalid),
		       &unknown, &ids, &n, NULL, err) < 0)
		return -1;
	if (unknown > 0)
		say(b->o->general.quiet,
		    "warning: %s: %lld %s%s unknown to the model left "
		    "out",
		    name, unknown, unit_word(b->unit), unknown == 1 ? "" : "s");
	b->ngram = ngram_new((int)b->o->order, a->vocab.size, b->memory);
	rc = n > 0 ? ngram_count(b->ngram, ids, n, err)
		   : errorf(err, EX_DATAERR, "%s: has no character of the model's alphabet", name);
	free(ids);
	return rc;
}

static struct figure *add_figure(struct baselines *b, uint64_t symbols)
{
	struct figure *f = &b->figure[b->figures++];

	*f = (struct figure){.alone = NAN, .after = NAN, .symbols = symbols};
	return f;
}

static void score_ngram(struct baselines *b, const struct baselines_text *t)
{
	struct figure *f = add_figure(b, t->compared);

	snprintf(f->name, sizeof f->name, "kn%d", (int)b->o->order);
	snprintf(f->title, sizeof f->title, "modified Kneser-Ney %d-gram", (int)b->o->order);
	f->after = nats_to_bits(ngram_score(b->ngram, t->ids, t->n, NULL)) + t->unknown_bits;
}

static void score_compressor(struct baselines *b, int k, const struct baselines_text *t)
{
	const struct sizes *size = &b->size[t->number];
	struct figure *f = add_figure(b, t->symbols);

	snprintf(f->name, sizeof f->name, "%s", compressor_table[k][0]);
	snprintf(f->title, sizeof f->title, "%s %s", compressor_table[k][0],
		 compressor_table[k][1]);
	f->alone = 8 * (double)size->alone[k];
	if (b->train.bytes != NULL)
		f->after = 8 * ((double)size->joined[k] - (double)b->trained[k]);
}

/* Adds the figures of the last text to the sums. Each text has the same figures in the same order,
 * because compressors that fail are found out before the first. */
static void add_to_sums(struct baselines *b)
{
	for (int i = 0; i < b->figures; i++) {
		struct figure sum = b->sum[i];
		b->sum[i] = b->figure[i];
		b->sum[i].alone += sum.alone;
		b->sum[i].after += sum.after;
		b->sum[i].symbols += sum.symbols;
	}
}

void baselines_score(struct baselines *b, const struct baselines_text *t)
{
	b->figures = 0;
	if (b->ngram != NULL)
		score_ngram(b, t);
	for (int k = 0; k < COMPRESSORS; k++)
		if (b->usable[k])
			score_compressor(b, k, t);
	add_to_sums(b);
}

void baselines_total(struct baselines *b)
{
	memcpy(b->figure, b->sum, sizeof b->figure);
}

/* Return the figures in bits per symbol. */
static double alone(const struct figure *f)
{
	return f->alone / (double)f->symbols;
}

static double after(const struct figure *f)
{
	return f->after / (double)f->symbols;
}

/* Is the better figure of the two below `bits`? fmin ignores NAN. */
static bool beats(const struct figure *f, double bits)
{
	return fmin(alone(f), after(f)) < bits;
}

static void print_figure(const struct baselines *b, const struct figure *f)
{
	const char *unit = b->unit == UNIT_BYTE ? "bits per byte" : "bits per character";

	printf("  %s: ", f->title);
	if (isnan(f->alone))
		printf("%.4f %s after the training text\n", after(f), unit);
	else if (isnan(f->after))
		printf("%.4f %s\n", alone(f), unit);
	else
		printf("%.4f %s, %.4f after the training text\n", alone(f), unit, after(f));
}

void baselines_print(const struct baselines *b, double bits)
{
	int worse = 0;

	for (int i = 0; i < b->figures; i++)
		print_figure(b, &b->figure[i]);
	for (int i = 0; i < b->figures; i++)
		if (beats(&b->figure[i], bits))
			printf("%s%s", worse++ == 0 ? "  the model is worse than " : ", ",
			       b->figure[i].title);
	if (worse > 0)
		putchar('\n');
}

static void json_figure(struct jsonout *w, const char *name, const char *end, double x)
{
	char key[32];

	snprintf(key, sizeof key, "%s%s", name, end);
	jsonout_number(w, key, x, NUMBER_DOUBLE);
}

void baselines_json(const struct baselines *b, struct jsonout *w, double bits)
{
	jsonout_open(w, "baselines", '{');
	for (int i = 0; i < b->figures; i++) {
		const struct figure *f = &b->figure[i];
		if (isnan(f->alone)) {
			json_figure(w, f->name, "", after(f));
			continue;
		}
		json_figure(w, f->name, "", alone(f));
		if (!isnan(f->after))
			json_figure(w, f->name, "_after", after(f));
	}
	jsonout_close(w, '}');
	jsonout_open(w, "worse_than", '[');
	for (int i = 0; i < b->figures; i++)
		if (beats(&b->figure[i], bits))
			jsonout_string(w, NULL, b->figure[i].name);
	jsonout_close(w, ']');
}
