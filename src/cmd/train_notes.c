/* train_notes.c - see train_notes.h. */
#include "cmd/train_notes.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "host/say.h"
#include "text/input.h"
#include "text/overlap.h"

static bool is_quiet(const struct options *line)
{
	const struct train_args *o = line->values;

	return o->general.quiet;
}

/* ---- Files ---- */

/* The identity of a regular file, to find files that are named twice. */
struct identity {
	dev_t dev;
	ino_t ino;
	int index; /* of the operand */
};

static int by_identity(const void *a, const void *b)
{
	const struct identity *x = a, *y = b;

	if (x->dev != y->dev)
		return x->dev < y->dev ? -1 : 1;
	if (x->ino != y->ino)
		return x->ino < y->ino ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

/* Returns the number of operands that name the same file as one before them, and in *first the least
 * such operand. */
static int count_repeated(const struct strings *file, int *first)
{
	struct identity *id = xcalloc((size_t)file->n, sizeof *id);
	int n = 0, repeated = 0;
	struct stat st;

	*first = file->n;
	for (int i = 0; i < file->n; i++)
		if (stat(file->item[i], &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0)
			id[n++] = (struct identity){st.st_dev, st.st_ino, i};
	qsort(id, (size_t)n, sizeof *id, by_identity);
	for (int i = 1; i < n; i++)
		if (id[i].dev == id[i - 1].dev && id[i].ino == id[i - 1].ino) {
			repeated++;
			*first = id[i].index < *first ? id[i].index : *first;
		}
	free(id);
	return repeated;
}

/* Writes a note about `count` operands, the first of which is `first`: "TEXT: NAME and N more". */
static void say_files(const char *text, const struct strings *file, int first, uint64_t count)
{
	const char *name = input_name(file->item[first]);

	if (count > 1)
		say(false, "note: %s: %s and %llu more", text, name, (unsigned long long)count - 1);
	else if (count == 1)
		say(false, "note: %s: %s", text, name);
}

void train_notes_files(const struct options *line, const struct corpus *text)
{
	const struct strings *file = &line->operand;
	int first;

	if (is_quiet(line) || file->n < 2)
		return;
	say_files("a newline is added after a file that does not end with one", file,
		  text->first_open, text->newlines);
	say_files("empty file", file, text->first_empty, (uint64_t)text->empty);
	int repeated = count_repeated(file, &first);
	if (repeated > 0)
		say_files("named twice, so read twice", file, first, (uint64_t)repeated);
}

/* ---- Alphabet ---- */

/* How often each symbol of a text occurs, and what follows from it. */
struct tally {
	const struct corpus *text;
	uint64_t *count; /* (V) */
	int kinds;       /* symbols that occur */
	int once;        /* symbols that occur once */
	uint64_t odd;    /* control characters other than blanks, and U+FFFD */
};

static bool is_odd(uint32_t c)
{

	if (c == '\t' || c == '\n' || c == '\f' || c == '\r')
		return false;
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == UTF8_REPLACEMENT;
}

static struct tally tally(const struct corpus *text)
{
	struct tally t = {.text = text};

	t.count = xcalloc((size_t)text->vocab.size, sizeof *t.count);
	corpus_count(text, t.count);
	for (int i = 0; i < text->vocab.size; i++) {
		t.kinds += t.count[i] > 0;
		t.once += t.count[i] == 1;
		t.odd += is_odd(text->vocab.symbol[i]) ? t.count[i] : 0;
	}
	return t;
}

/* The effect of --min-count `least`. */
struct cut {
	int least, kinds; /* kinds that are left out */
	uint64_t chars;   /* characters that are left out */
};

/* Returns the largest of some values of --min-count that leaves out at most half a percent of the
 * text; kinds is 0 if it leaves out nothing. */
static struct cut propose(const struct tally *t)
{
	static const int least[] = {20, 10, 5, 3, 2};
	static const double share = 0.005;

	for (size_t i = 0; i < sizeof least / sizeof *least; i++) {
		struct cut cut = {.least = least[i]};
		for (int k = 0; k < t->text->vocab.size; k++)
			if (t->count[k] < (uint64_t)least[i] && t->count[k] > 0) {
				cut.kinds++;
				cut.chars += t->count[k];
			}
		if ((double)cut.chars <= share * (double)t->text->n)
			return cut;
	}
	return (struct cut){0};
}

/* Notes an alphabet that makes the model large or slow for little use. In trials, models of characters
 * were better than those of bytes up to a few thousand kinds; above BYTES_BETTER, the output layer
 * needs as much time as the three to four steps in which a byte model reads such a character. */
static void note_size(const struct tally *t)
{
	enum { SOME = 100, MANY = 1000, BYTES_BETTER = 5000, RARE = 4, SEEN = 20 };
	struct cut cut = propose(t);
	struct count kinds, out;
	bool many = t->kinds > MANY, some = t->kinds > SOME && t->once * RARE > t->kinds;
	bool seldom = many && t->text->n < (size_t)t->kinds * SEEN;
	char *advice = NULL;

	if (cut.kinds * 10 >= t->kinds && (many || some))
		advice = xasprintf("--min-count %d would leave out %s of them, %.2g %% of the text",
				   cut.least, count_text(&out, cut.kinds),
				   100 * (double)cut.chars / (double)t->text->n);
	else if (t->kinds > BYTES_BETTER || seldom)
		advice = xstrdup("--unit byte needs at most 256 symbols");
	if (advice != NULL)
		say(false, "note: the text has %s different characters; %s",
		    count_text(&kinds, t->kinds), advice);
	free(advice);
}

void train_notes_alphabet(const struct options *line, const struct corpus *text)
{
	static const double odd_most = 0.1;
	const struct train_args *o = line->values;

	if (is_quiet(line))
		return;
	struct tally t = tally(text);
	bool chars = text->vocab.unit == UNIT_CHAR;
	uint64_t skipped = strcmp(o->invalid, "skip") == 0 ? text->replaced : 0;
	double odd = (double)(t.odd + skipped) / (double)(text->n + skipped);
	if (t.kinds == 1 && text->n > 1)
		say(false, "note: all %s of the text are the same: there is nothing to learn",
		    chars ? "characters" : "bytes");
	else if (chars && odd >= odd_most)
		say(false,
		    "note: %.0f %% of the text is control characters or invalid: it may not be text; "
		    "--unit byte learns any file",
		    100 * odd);
	else if (chars && !o->tuned && o->min_count <= 1)
		note_size(&t);
	free(t.count);
}

/* ---- Validation ---- */

void train_notes_overlap(const struct options *line, const struct train_texts *texts)
{
	/* Texts that nobody copied have at most 0.3: chats with set phrases, tunes with headers. */
	static const double most = 0.5;
	double share;

	if (is_quiet(line) || texts->same_file || texts->valid.n == 0 ||
	    texts->train.vocab.size < 2)
		return;
	share = overlap_share(&texts->train, &texts->valid);
	if (share >= most)
		say(false,
		    "note: %.0f %% of the validation text is also in the training text, so the "
		    "validation loss says little about new text; remove what is there twice, or use "
		    "another --valid-file",
		    100 * share);
}
