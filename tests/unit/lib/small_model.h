/* small_model.h - helpers for tests of saving: a small model, comparisons, lists of directories. */
#ifndef SMALL_MODEL_H
#define SMALL_MODEL_H

#include <dirent.h>
#include <math.h>

#include "scratch.h"
#include "store/store.h"

/* Returns the engine of the models here: one that trains, where there is one. */
static inline const struct engine *saving_engine(void)
{
	const struct engine *e = engine_pick(NULL, true, FORMAT_F32, NULL);

	return e != NULL ? e : engine_pick(NULL, false, FORMAT_F32, NULL);
}

static inline void sample_model(struct saved_model *a, const char *cell, int embed)
{
	static const uint32_t symbol[] = {'\n', ' ', 'a', 0xe9, 0x1f600};
	struct config cfg = {.cell = cell_find(cell),
			     .vocab = 5,
			     .layers = 2,
			     .hidden = 4,
			     .embed = embed};
	struct rnn_error err;

	*a = (struct saved_model){
		.unit = UNIT_CHAR,
		.training = {.corpus = xstrdup("tales.txt"),
			     .texts = xstrdup("tales.txt 'two words'"),
			     .newlines = 1,
			     .options = xstrdup("--cell \"x\""),
			     .engine = xstrdup("native f32"),
			     .valid_bytes = 45,
			     .valid_crc32 = 0xdef0,
			     .bytes = 123,
			     .crc32 = 0xabc,
			     .best_loss = 1.0 / 3,
			     .temperature = 1.25,
			     .step = 77,
			     .chars = 1e12,
			     .elapsed = 0.1,
			     .notes = xstrdup("a note\n\u00e9")},
		.sampling = filter_neutral(),
		.chat = {xstrdup("A: "), xstrdup("\u00e9> ")},
	};
	a->sampling.value[FILTER_temperature] = (double)0.8f;
	a->sampling.value[FILTER_top_k] = 40;
	a->sampling.value[FILTER_top_p] = (double)0.9f;
	assert_int_equal(vocab_init(&a->vocab, UNIT_CHAR, symbol, 5, &err), 0);
	assert_int_equal(model_init(&a->model, &cfg, saving_engine(), &err), 0);
	model_random(&a->model, 1);
}

/* Saves *a and *state (may be NULL) in the directory `dir`. */
static inline void sample_save(const struct saved_model *a, const char *dir,
			       const struct state *state)
{
	struct store s;
	struct rnn_error err;
	bool exists;

	if (store_open(&s, dir, &exists, &err) < 0 || store_save(&s, a, true, state, &err) < 0)
		fail_msg("%s", err.text);
	store_close(&s);
}

static inline int sample_load(struct saved_model *a, const char *dir, struct rnn_error *err)
{
	return saved_model_load(a, dir, saving_engine(), err);
}

/* Removes the self-checksum from a manifest, so that an edited one reaches the other checks. */
static inline void drop_checksum(char *manifest)
{
	char *at = manifest, *last = NULL;

	while ((at = strstr(at, ",\n  \"crc32\": ")) != NULL)
		last = at++;
	assert_non_null(last);
	strcpy(last, "\n}\n");
}

/* Returns the manifest of a directory without its self-checksum; the caller frees it. */
static inline char *read_without_checksum(const char *dir)
{
	size_t n;
	char *text = scratch_read(dir, "model.json", &n);

	drop_checksum(text);
	return text;
}

/* Returns the sorted names in a directory, separated by spaces; the caller frees the string. */
static inline char *list(const char *dir)
{
	struct dirent **e;
	int n = scandir(dir, &e, NULL, alphasort);
	char *all = xstrdup("");

	assert_true(n >= 0);
	for (int i = 0; i < n; i++) {
		if (strcmp(e[i]->d_name, ".") != 0 && strcmp(e[i]->d_name, "..") != 0) {
			char *longer = xasprintf("%s%s%s", all, all[0] ? " " : "", e[i]->d_name);
			free(all);
			all = longer;
		}
		free(e[i]);
	}
	free(e);
	return all;
}

static inline void assert_list(const char *dir, const char *want)
{
	char *names = list(dir);

	assert_string_equal(names, want);
	free(names);
}

static inline void open_store(struct store *s, const char *dir, bool want_model)
{
	struct rnn_error err;
	bool exists;

	if (store_open(s, dir, &exists, &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(exists, want_model);
}

static inline void fill(struct model *m, float x)
{
	for (size_t i = 0; i < m->n; i++)
		m->w[i] = x;
}

static inline float first_weight(const char *dir)
{
	struct saved_model a;
	struct rnn_error err;

	if (sample_load(&a, dir, &err) < 0)
		fail_msg("%s", err.text);
	float x = (float)a.model.w[0];
	for (size_t i = 0; i < a.model.n; i++)
		assert_true((float)a.model.w[i] == x); /* all weights are from one save */
	saved_model_free(&a);
	return x;
}

/* A state of three numbers and two vectors, with the memory for their values. */
struct rows {
	uint64_t u;
	double f, inf;
	float x[3], y[1];
	struct state_number number[3];
	struct state_vector vector[2];
	struct state state;
};

static inline void rows_init(struct rows *r)
{
	*r = (struct rows){.number =
				   {
					   {"u", NUM_U64, {.u = &r->u}, false},
					   {"f", NUM_F64, {.f = &r->f}, false},
					   {"inf", NUM_F64, {.f = &r->inf}, false},
				   },
			   .vector = {{"x", r->x, 3}, {"y", r->y, 1}}};
	r->state = (struct state){r->number, 3, r->vector, 2};
}

static inline void assert_same(const struct saved_model *a, const struct saved_model *b)
{
	assert_int_equal(a->unit, b->unit);
	assert_int_equal(a->vocab.size, b->vocab.size);
	assert_memory_equal(a->vocab.symbol, b->vocab.symbol,
			    (size_t)a->vocab.size * sizeof *a->vocab.symbol);
	assert_memory_equal(&a->model.cfg, &b->model.cfg, sizeof a->model.cfg);
	assert_int_equal(a->model.n, b->model.n);
	assert_memory_equal(a->model.w, b->model.w, a->model.n * sizeof *a->model.w);
	assert_string_equal(a->training.corpus, b->training.corpus);
	assert_string_equal(a->training.texts, b->training.texts);
	assert_int_equal(a->training.newlines, b->training.newlines);
	assert_string_equal(a->training.options, b->training.options);
	assert_string_equal(a->training.engine, b->training.engine);
	assert_int_equal(a->training.valid_bytes, b->training.valid_bytes);
	assert_int_equal(a->training.valid_crc32, b->training.valid_crc32);
	assert_int_equal(a->training.bytes, b->training.bytes);
	assert_int_equal(a->training.crc32, b->training.crc32);
	assert_int_equal(a->training.step, b->training.step);
	assert_memory_equal(&a->training.best_loss, &b->training.best_loss, sizeof(double));
	assert_memory_equal(&a->training.temperature, &b->training.temperature, sizeof(double));
	assert_memory_equal(&a->training.chars, &b->training.chars, sizeof(double));
	assert_memory_equal(&a->training.elapsed, &b->training.elapsed, sizeof(double));
	assert_string_equal(a->training.notes, b->training.notes);
	assert_memory_equal(&a->sampling, &b->sampling, sizeof a->sampling);
	assert_string_equal(a->chat.user, b->chat.user);
	assert_string_equal(a->chat.model, b->chat.model);
}

#endif
