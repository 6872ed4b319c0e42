/* train_lab.h - helpers for tests of the trainer: a training run with texts and a model directory,
 * and a record of the events that it reported. */
#ifndef TRAIN_LAB_H
#define TRAIN_LAB_H

#include <math.h>

#include "run/train.h"
#include "scratch.h"
#include "tiny_model.h"

/* One training run in its own directory, and the events that it reported. */
struct lab {
	char *dir;
	struct saved_model a;
	struct corpus text, valid;
	struct train_options o;
	struct rnn_error err;
	bool done;
	volatile int signal;
	int count[EVENT_DONE + 1];
	struct event first_step, last_step, last_valid, ended;
	double best_seen;   /* lowest validation loss; NAN before the first */
	char warning[1000]; /* text of the last warning */
	void (*hook)(struct lab *, const struct event *); /* called for every event */
	uint64_t hook_step;
};

static inline void on_event(void *ctx, const struct event *e)
{
	struct lab *l = ctx;

	l->count[e->kind]++;
	if (e->kind == EVENT_STEP) {
		if (l->count[EVENT_STEP] == 1)
			l->first_step = *e;
		l->last_step = *e;
	}
	if (e->kind == EVENT_VALID) {
		l->last_valid = *e;
		if (!(l->best_seen <= e->loss))
			l->best_seen = e->loss;
	}
	if (e->kind == EVENT_DONE)
		l->ended = *e;
	if (e->kind == EVENT_WARNING)
		snprintf(l->warning, sizeof l->warning, "%s", e->text);
	if (l->hook != NULL)
		l->hook(l, e);
}

static inline void read_corpus(struct lab *l, struct corpus *c, const char *name, const char *text,
			       size_t n, const struct vocab *vocab)
{
	char *path = scratch_file(l->dir, name, text, n), *files[] = {path};
	struct corpus_options how = {.unit = UNIT_CHAR, .vocab = vocab};

	if (corpus_read(c, files, 1, &how, &l->err) != 0)
		fail_msg("%s", l->err.text);
	free(path);
}

static inline struct config lab_config(const struct cell *cell)
{
	return (struct config){.cell = cell, .layers = 1, .hidden = 12};
}

/* Prepares a run with the given texts (valid may be ""), a random model, and default options that a
 * test may change. */
static inline void lab_init(struct lab *l, void **state, const char *text, const char *valid,
			    struct config cfg)
{
	static int number;

	*l = (struct lab){.dir = xasprintf("%s/lab-%d", (char *)*state, number++),
			  .best_seen = NAN};
	l->o = (struct train_options){.batch = 8,
				      .seq = 16,
				      .steps = 40,
				      .lr = 0.01,
				      .clip = 5,
				      .save_every = 1000,
				      .seed = 1,
				      .threads = 1,
				      .signal = &l->signal,
				      .report = on_event,
				      .report_ctx = l};
	char *command = xasprintf("mkdir '%s'", l->dir);
	assert_int_equal(system(command), 0);
	free(command);
	read_corpus(l, &l->text, "text", text, strlen(text), NULL);
	if (valid[0] != 0)
		read_corpus(l, &l->valid, "valid", valid, strlen(valid), &l->text.vocab);
	cfg.vocab = l->text.vocab.size;
	const struct vocab *v = &l->text.vocab;
	assert_int_equal(vocab_init(&l->a.vocab, v->unit, v->symbol, v->size, &l->err), 0);
	l->a.sampling = filter_neutral();
	training_init(&l->a.training);
	assert_int_equal(model_init(&l->a.model, &cfg, test_engine(NULL, true), &l->err), 0);
	model_random(&l->a.model, l->o.seed);
}

static inline void lab_free(struct lab *l)
{
	saved_model_free(&l->a);
	corpus_free(&l->text);
	corpus_free(&l->valid);
	free(l->dir);
}

static inline char *model_dir(const struct lab *l)
{
	return xasprintf("%s/model", l->dir);
}

static inline int run(struct lab *l, bool resume)
{
	char *dir = model_dir(l);
	struct store store;
	bool exists;

	if (store_open(&store, dir, &exists, &l->err) != 0)
		fail_msg("%s", l->err.text);
	int rc = train_run(&l->a, &l->text, &l->valid, &store, resume, &l->o, &l->done, &l->err);
	store_close(&store);
	free(dir);
	return rc;
}

static inline void run_well(struct lab *l, bool resume)
{
	if (run(l, resume) != 0)
		fail_msg("%s", l->err.text);
}

/* Loads the saved model into *a; the caller frees it. */
static inline void load(struct lab *l, struct saved_model *a)
{
	char *dir = model_dir(l);

	if (saved_model_load(a, dir, test_engine(NULL, true), &l->err) != 0)
		fail_msg("%s", l->err.text);
	free(dir);
}

/* Returns the nats per character of the saved model on a text. */
static inline double score_saved(struct lab *l, const struct corpus *text)
{
	uint16_t *ids = xcalloc(text->n, sizeof *ids);
	struct score s = {0};
	struct saved_model a;

	load(l, &a);
	corpus_copy(text, 0, text->n, ids);
	struct evaluator *e = evaluator_new(&a.model,
					    &(struct eval_options){.batch = 1, .threads = 1});
	evaluator_run(e, ids, text->n, NULL, &s);
	evaluator_free(e);
	saved_model_free(&a);
	free(ids);
	return score_mean(&s);
}

/* Returns a text of n characters from random_words; the caller frees it. */
static inline char *words(size_t n, uint64_t key)
{
	uint16_t *ids = random_words(n, key);
	char *text = xcalloc(n + 1, 1);

	for (size_t i = 0; i < n; i++)
		text[i] = ALPHABET[ids[i]];
	free(ids);
	return text;
}

static inline void init_words(struct lab *l, void **state, struct config cfg)
{
	char *text = words(3000, 1), *valid = words(400, 2);

	lab_init(l, state, text, valid, cfg);
	free(text);
	free(valid);
}

#endif
