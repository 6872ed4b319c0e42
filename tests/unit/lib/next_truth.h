/*
 * next_truth.h - the words that follow a text, by an enumeration of all texts up to some length, with a model or
 * a mixture; and the comparison of what run/next.h finds with it.
 */
#ifndef NEXT_TRUTH_H
#define NEXT_TRUTH_H

#include <math.h>

#include "check.h"
#include "run/next.h"
#include "run/predict.h"
#include "tiny_model.h"

/* A text of DEPTH more symbols decides whether a word of SHORT symbols or fewer follows: before it there
 * may be a blank, and behind it an apostrophe and two bytes. */
enum { DEPTH = 7, SHORT = 3, KINDS_MAX = 256 };

/* An alphabet, and the texts that are continued. */
struct setup {
	enum unit unit;
	int size;
	uint32_t symbol[8];
	const char *text[8]; /* ended by NULL */
};

/* A short word: "+" if it completes the last one, and what follows. */
struct kind {
	char name[32];
	double p;
};

struct truth {
	const struct setup *s;
	struct vocab v;
	struct predictor *predictor; /* NULL: */
	struct mix *mix;             /* reads each text from its start */
	uint16_t ids[32];            /* (n) the text, if there is a mixture */
	size_t n;
	double temperature;
	size_t begun; /* bytes of the word that the text ends in */
	char text[32];
	size_t bytes; /* of the text that is continued */
	struct kind kind[KINDS_MAX];
	int kinds;
	double none;
};

/* ---- The definition of a word, plainly ---- */

/* Returns the bytes of the letter at the start of `text`, or 0. */
static inline int letter(const char *text)
{
	const unsigned char *t = (const unsigned char *)text;

	if (t[0] == 'a' || t[0] == 'b')
		return 1;
	return t[0] == 0xc3 && t[1] == 0xa9 ? 2 : 0;
}

/* Returns the bytes of the word at the start of `text`, or 0. */
static inline size_t word_length(const char *text)
{
	size_t n = 0;

	for (;;) {
		size_t quote = n > 0 && text[n] == '\'';
		int more = letter(text + n + quote);
		if (more == 0)
			return n;
		n += quote + (size_t)more;
	}
}

/* Returns whether text[0..n) has at most SHORT symbols. */
static inline bool is_short(const struct truth *t, const char *text, size_t n)
{
	int symbols = 0;

	for (size_t i = 0; i < n; i++)
		symbols += t->s->unit == UNIT_BYTE || ((unsigned char)text[i] & 0xc0) != 0x80;
	return symbols <= SHORT;
}

static inline void add_word(struct truth *t, const char *sign, const char *word, size_t n, double p)
{
	char name[32];
	int i = 0;

	if (!is_short(t, word, n))
		return;
	snprintf(name, sizeof name, "%s%.*s", sign, (int)n, word);
	while (i < t->kinds && strcmp(t->kind[i].name, name) != 0)
		i++;
	assert_true(i < KINDS_MAX);
	if (i == t->kinds)
		strcpy(t->kind[t->kinds++].name, name);
	t->kind[i].p += p;
}

/* Adds the probability of a text of DEPTH more symbols to its word. */
static inline void add_text(struct truth *t, double p)
{
	const char *more = t->text + t->bytes;
	bool blank = *more == ' ' && (t->bytes == 0 || more[-1] != ' ');
	size_t n = word_length(more - t->begun);

	if (t->begun > 0 && n > t->begun)
		add_word(t, "+", more, n - t->begun, p);
	else if ((t->begun == 0 || blank) && (n = word_length(more + blank)) > 0)
		add_word(t, "", more + blank, n, p);
	else
		t->none += p;
}

/* Returns the row after the text, and saves the state of the predictor. */
static const float *row_after(struct truth *t, float *state)
{
	if (t->mix != NULL) {
		mix_prime(t->mix, t->ids, t->n);
		return mix_row(t->mix, t->n > 0 ? 0 : -1);
	}
	predict_save(t->predictor, 0, state);
	return predict_next(t->predictor, 0);
}

/* Adds a symbol to the text after which row_after saved this state. */
static inline void append(struct truth *t, const float *state, uint16_t id)
{
	t->ids[t->n++] = id;
	if (t->mix != NULL)
		return;
	predict_restore(t->predictor, 0, state);
	predict_read(t->predictor, 1, &id);
}

/* Enumerates the texts that go on with `depth` more symbols; the predictor has read the others. */
static inline void enumerate(struct truth *t, int depth, size_t at, double p)
{
	float *state;
	double q[8], sum = 0;
	const float *logp;

	if (depth == 0) {
		t->text[at] = 0;
		add_text(t, p);
		return;
	}
	state = xcalloc(t->mix != NULL ? 0 : predict_state_size(t->predictor), sizeof *state);
	logp = row_after(t, state);
	for (int id = 0; id < t->v.size; id++)
		sum += q[id] = exp((double)logp[id] / t->temperature);
	for (int id = 0; id < t->v.size; id++) {
		if (depth > 1)
			append(t, state, (uint16_t)id);
		size_t n = (size_t)vocab_encode(&t->v, id, t->text + at);
		enumerate(t, depth - 1, at + n, p * q[id] / sum);
		t->n -= depth > 1;
	}
	free(state);
}

/* ---- The comparison ---- */

static inline double true_probability(const struct truth *t, const char *name)
{
	for (int i = 0; i < t->kinds; i++)
		if (strcmp(t->kind[i].name, name) == 0)
			return t->kind[i].p;
	return 0;
}

static inline void word_name(const struct truth *t, const struct next_word *w, char *name)
{
	size_t n = 0;

	if (w->completes)
		name[n++] = '+';
	for (int i = 0; i < w->n; i++)
		n += (size_t)vocab_encode(&t->v, w->ids[i], name + n);
	name[n] = 0;
}

/* Returns the number of words that are more likely than p by more than the tolerance. */
static inline int better(const struct truth *t, double p)
{
	int n = 0;

	for (int i = 0; i < t->kinds; i++)
		n += t->kind[i].p > p + 1e-5;
	return n;
}

static inline void check_result(const struct truth *t, const struct next_result *r,
				const char *text)
{
	double sum = r->none + r->others + r->open, last = 2;
	int compared = 0;

	assert_true(r->certain);
	check_near(r->none, t->none, 1e-5, "no word after '%s'", text);
	for (int i = 0; i < r->words; i++) {
		char name[4 * NEXT_WORD_MAX];
		word_name(t, &r->word[i], name);
		sum += r->word[i].p;
		assert_true(r->word[i].p <= last);
		last = r->word[i].p;
		if (r->word[i].n > SHORT)
			continue; /* it may go on behind the enumerated texts */
		compared++;
		check_near(r->word[i].p, true_probability(t, name), 1e-5, "'%s' after '%s'", name,
			   text);
		check_that(better(t, r->word[i].p) <= i, "'%s' is number %d, not %d", name,
			   better(t, r->word[i].p), i);
	}
	check_near(sum, 1, 1e-9, "after '%s'", text);
	check_that(compared >= 3, "only %d short words after '%s'", compared, text);
}

/* Compares searches for a few words and for many, with a model or with a mixture, with one enumeration, for
 * which there is another mixture. */
static inline void compare_with(const struct setup *s, const struct model *m, struct mix *mix,
				struct mix *other, const char *text, double temperature)
{
	struct truth *t = xcalloc(1, sizeof *t);
	uint16_t *ids;
	size_t n, begun = 0;

	t->s = s;
	t->temperature = temperature;
	assert_int_equal(vocab_init(&t->v, s->unit, s->symbol, s->size, NULL), 0);
	assert_int_equal(vocab_piece(&t->v, "text", text, strlen(text), NULL, &ids, &n, NULL), 0);
	t->bytes = strlen(text);
	strcpy(t->text, text);
	/* the longest end of the text that the letters behind it could complete */
	for (size_t i = t->bytes; i-- > 0;) {
		char whole[16];
		snprintf(whole, sizeof whole, "%s%s", text + i,
			 text[t->bytes - 1] == '\xc3' ? "\xa9" : "a");
		if (word_length(whole) == strlen(whole))
			begun = t->bytes - i;
	}
	t->begun = begun;
	t->predictor = predict_new(m, &(struct predict_options){1, 8, .threads = 1});
	predict_feed(t->predictor, ids, n);
	t->mix = other;
	memcpy(t->ids, ids, n * sizeof *ids);
	t->n = n;
	enumerate(t, DEPTH, t->bytes, 1);
	for (int words = 5; words <= 20; words += 5) {
		struct next_options how = {&t->v, words, NEXT_LIMIT, temperature, 1, .mix = mix};
		struct next *next = next_new(m, &how);
		check_result(t, next_find(next, ids, n), text);
		/* again, after another text: the same */
		next_find(next, ids, n / 2);
		check_result(t, next_find(next, ids, n), text);
		next_free(next);
	}
	predict_free(t->predictor);
	vocab_free(&t->v);
	free(ids);
	free(t);
}

/* A model whose predictions depend on the text. */
static inline void sharp_model(struct model *m, int V, const char *engine, enum format format)
{
	const struct engine *e = engine_pick(engine, false, format, NULL);

	tiny_model(m, &(struct config){cell_find("gru"), V, 1, 12, 0},
		   e != NULL ? e : test_engine(NULL, false));
	m->format = e != NULL ? format : FORMAT_F32;
	for (size_t i = 0; i < m->n; i++)
		m->w[i] *= 4;
}

#endif
