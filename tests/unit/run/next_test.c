/*
 * next_test.c - the most likely words against an enumeration of all texts up to some length, with a
 * tiny alphabet: in characters and in bytes, after texts that end with a letter, an apostrophe, a
 * blank, another symbol, and within a character; with a model, and with a mixture of networks, counts and a
 * cache.
 */
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

static const struct setup setups[] = {
	{UNIT_CHAR,
	 6,
	 {' ', '\'', '.', 'a', 'b', 0xe9},
	 {"a.", "a ", "ab", "b'", ".a'b", "\u00e9", "", NULL}},
	{UNIT_BYTE,
	 6,
	 {' ', '\'', 'a', 'b', 0xa9, 0xc3},
	 {"a ", "ab", "b'", "a\xc3", "' \xc3", "\xa9", NULL}},
	{UNIT_CHAR, 4, {'\'', '.', 'a', 'b'}, {"a.", "ab", NULL}}, /* no blank */
	{UNIT_CHAR, 4, {' ', '.', 'a', 'b'}, {"a.", "ab", NULL}},
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
static int letter(const char *text)
{
	const unsigned char *t = (const unsigned char *)text;

	if (t[0] == 'a' || t[0] == 'b')
		return 1;
	return t[0] == 0xc3 && t[1] == 0xa9 ? 2 : 0;
}

/* Returns the bytes of the word at the start of `text`, or 0. */
static size_t word_length(const char *text)
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
static bool is_short(const struct truth *t, const char *text, size_t n)
{
	int symbols = 0;

	for (size_t i = 0; i < n; i++)
		symbols += t->s->unit == UNIT_BYTE || ((unsigned char)text[i] & 0xc0) != 0x80;
	return symbols <= SHORT;
}

static void add_word(struct truth *t, const char *sign, const char *word, size_t n, double p)
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
static void add_text(struct truth *t, double p)
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
static void append(struct truth *t, const float *state, uint16_t id)
{
	t->ids[t->n++] = id;
	if (t->mix != NULL)
		return;
	predict_restore(t->predictor, 0, state);
	predict_read(t->predictor, 1, &id);
}

/* Enumerates the texts that go on with `depth` more symbols; the predictor has read the others. */
static void enumerate(struct truth *t, int depth, size_t at, double p)
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

static double true_probability(const struct truth *t, const char *name)
{
	for (int i = 0; i < t->kinds; i++)
		if (strcmp(t->kind[i].name, name) == 0)
			return t->kind[i].p;
	return 0;
}

static void word_name(const struct truth *t, const struct next_word *w, char *name)
{
	size_t n = 0;

	if (w->completes)
		name[n++] = '+';
	for (int i = 0; i < w->n; i++)
		n += (size_t)vocab_encode(&t->v, w->ids[i], name + n);
	name[n] = 0;
}

/* Returns the number of words that are more likely than p by more than the tolerance. */
static int better(const struct truth *t, double p)
{
	int n = 0;

	for (int i = 0; i < t->kinds; i++)
		n += t->kind[i].p > p + 1e-5;
	return n;
}

static void check_result(const struct truth *t, const struct next_result *r, const char *text)
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
static void compare_with(const struct setup *s, const struct model *m, struct mix *mix,
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

static void compare(const struct setup *s, const struct model *m, const char *text,
		    double temperature)
{
	compare_with(s, m, NULL, NULL, text, temperature);
}

/* A model whose predictions depend on the text. */
static void sharp_model(struct model *m, int V, const char *engine, enum format format)
{
	const struct engine *e = engine_pick(engine, false, format, NULL);

	tiny_model(m, &(struct config){cell_find("gru"), V, 1, 12, 0},
		   e != NULL ? e : test_engine(NULL, false));
	m->format = e != NULL ? format : FORMAT_F32;
	for (size_t i = 0; i < m->n; i++)
		m->w[i] *= 4;
}

static void equals_an_enumeration(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof setups / sizeof *setups; i++) {
		struct model m;
		sharp_model(&m, setups[i].size, NULL, FORMAT_F32);
		for (int k = 0; setups[i].text[k] != NULL; k++)
			compare(&setups[i], &m, setups[i].text[k], 1);
		compare(&setups[i], &m, setups[i].text[0], 0.7);
		model_free(&m);
	}
}

/* With an engine whose rows depend on each other, and in int8. */
static void engines_and_formats(void **state)
{
	struct model m;

	(void)state;
	sharp_model(&m, setups[0].size, "openblas", FORMAT_F32);
	compare(&setups[0], &m, "ab", 1);
	model_free(&m);
	sharp_model(&m, setups[0].size, NULL, FORMAT_INT8);
	compare(&setups[0], &m, "ab", 1);
	model_free(&m);
}

/* ---- A mixture ---- */

enum { MEMBERS = 4 };

/* The members: two networks, of which the second lacks the last symbol; counts; a cache. */
struct members {
	struct model m[2];
	struct vocab v[2];
	struct ngram *counts;
};

static void members_init(struct members *a, const struct setup *s)
{
	uint16_t *text = random_ids(300, s->size, 4);

	for (int i = 0; i < 2; i++) {
		sharp_model(&a->m[i], s->size - i, NULL, FORMAT_F32);
		assert_int_equal(vocab_init(&a->v[i], s->unit, s->symbol, s->size - i, NULL), 0);
	}
	a->counts = ngram_new(MEMBER_ORDER, s->size, (size_t)1 << 30);
	assert_int_equal(ngram_count(a->counts, text, 300, NULL), 0);
	free(text);
}

static void members_free(struct members *a)
{
	for (int i = 0; i < 2; i++) {
		model_free(&a->m[i]);
		vocab_free(&a->v[i]);
	}
	ngram_free(a->counts);
}

static struct mix *members_mix(const struct members *a, const struct mix_weights *w)
{
	struct member *const member[MEMBERS] = {
		member_network(&a->m[0], &a->v[0], &a->v[0], 1),
		member_network(&a->m[1], &a->v[1], &a->v[0], 1),
		member_ngram(a->counts, a->v[0].size),
		member_cache(NULL, a->v[0].size),
	};

	return mix_new(member, MEMBERS, a->v[0].size, w);
}

/* Returns the weights that a mixture has after a text. */
static struct mix_weights weights_after(struct mix *x, const struct vocab *v, const char *text)
{
	struct mix_weights w = {.n = MEMBERS};
	uint16_t *ids;
	size_t n;

	assert_int_equal(vocab_piece(v, "text", text, strlen(text), NULL, &ids, &n, NULL), 0);
	mix_prime(x, ids, n);
	mix_learns(x, &w.form);
	for (int k = 0; k < MEMBERS; k++)
		w.w[k] = mix_weight(x, k);
	free(ids);
	return w;
}

static void mixtures_equal_an_enumeration(void **state)
{
	static const struct {
		int setup;
		const char *text;
		struct mix_weights weights;
		double temperature;
	} row[] = {
		{3, "b ab.ab", {.form = MIX_PRODUCT, .n = 4, .w = {0.5, 0.4, 0.2, 0.3}}, 1},
		{2, ".ab'a.ab.ab", {.form = MIX_LINEAR, .n = 4, .w = {0.5, 0.2, 0.2, 0.1}}, 0.8},
		{3, ".ab a.ab.", {.form = MIX_PRODUCT, .learned = true}, 1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct members a;
		members_init(&a, &setups[row[i].setup]);
		struct mix *x = members_mix(&a, &row[i].weights);
		struct mix_weights w = weights_after(x, &a.v[0], row[i].text);
		struct mix *other = members_mix(&a, &w);
		compare_with(&setups[row[i].setup], &a.m[0], x, other, row[i].text,
			     row[i].temperature);
		mix_free(other);
		mix_free(x);
		members_free(&a);
	}
}

/* Few states and a flat distribution: the search ends, says so, and its sums are right. */
static void limits_hold(void **state)
{
	static const uint16_t text[] = {3, 0};
	struct model m;
	struct vocab v;

	(void)state;
	assert_int_equal(vocab_init(&v, UNIT_CHAR, setups[0].symbol, setups[0].size, NULL), 0);
	tiny_model(&m, &(struct config){cell_find("gru"), setups[0].size, 1, 12, 0},
		   test_engine(NULL, false));
	for (int limit = 2; limit < 2000; limit *= 3) {
		struct next_options how = {&v, .words = 900, limit, 1, 1, NULL};
		struct next *next = next_new(&m, &how);
		const struct next_result *r = next_find(next, text, 2);
		double sum = r->none + r->others + r->open;
		for (int i = 0; i < r->words; i++)
			sum += r->word[i].p;
		assert_false(r->certain);
		assert_true(r->open > 0 && r->words <= limit);
		check_near(sum, 1, 1e-9, "limit %d", limit);
		next_free(next);
	}
	vocab_free(&v);
	model_free(&m);
}

/* At temperature 0 there is one text; without words nothing is searched. */
static void extremes(void **state)
{
	static const uint16_t text[] = {3, 0};
	struct model m;
	struct vocab v;

	(void)state;
	sharp_model(&m, setups[0].size, NULL, FORMAT_F32);
	assert_int_equal(vocab_init(&v, UNIT_CHAR, setups[0].symbol, setups[0].size, NULL), 0);
	struct next *next = next_new(&m, &(struct next_options){&v, 3, NEXT_LIMIT, 0, 1, NULL});
	const struct next_result *r = next_find(next, text, 2);
	assert_true(r->words <= 1);
	check_near(r->none + r->open + (r->words > 0 ? r->word[0].p : 0), 1, 0, "temperature 0");
	next_free(next);
	next = next_new(&m, &(struct next_options){&v, 0, NEXT_LIMIT, 1, 1, NULL});
	r = next_find(next, text, 2);
	assert_true(r->words == 0 && r->others == 0 && r->certain);
	check_near(r->none + r->open, 1, 1e-9, "no words");
	next_free(next);
	vocab_free(&v);
	model_free(&m);
}

/* At each place of a text that is read on, what follows is what follows the text up to there. */
static void places_of_one_text(void **state)
{
	static const uint16_t text[] = {3, 4, 0, 3, 1, 2, 0, 0, 5};
	enum { N = sizeof text / sizeof *text, WORDS = 6 };
	struct model m;
	struct vocab v;

	(void)state;
	sharp_model(&m, setups[0].size, NULL, FORMAT_F32);
	assert_int_equal(vocab_init(&v, UNIT_CHAR, setups[0].symbol, setups[0].size, NULL), 0);
	struct next_options how = {&v, WORDS, NEXT_LIMIT, 1, 1, NULL};
	struct next *here = next_new(&m, &how), *whole = next_new(&m, &how);
	for (int round = 0; round < 2; round++) {
		next_start(here);
		for (size_t n = 1; n <= N; n++) {
			const struct next_result *want = next_find(whole, text, n), *got;
			size_t tail = n < 3 ? n : 3;
			next_read(here, text + n - 1, 1);
			got = next_find_here(here, text + n - tail, tail);
			assert_int_equal(got->words, want->words);
			assert_int_equal(tail - got->start, n - want->start);
			check_near(got->none, want->none, 1e-6, "none after %zu", n);
			for (int i = 0; i < got->words; i++)
				check_near(got->word[i].p, want->word[i].p, 1e-6,
					   "word %d after %zu", i, n);
		}
	}
	next_free(here);
	next_free(whole);
	vocab_free(&v);
	model_free(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equals_an_enumeration),
		cmocka_unit_test(engines_and_formats),
		cmocka_unit_test(mixtures_equal_an_enumeration),
		cmocka_unit_test(limits_hold),
		cmocka_unit_test(extremes),
		cmocka_unit_test(places_of_one_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
