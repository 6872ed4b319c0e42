/* train_init.c - see train_init.h. */
#include "cmd/train_init.h"

#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/pace.h"
#include "cmd/model_dir.h"
#include "cmd/reading.h"
#include "host/say.h"
#include "host/startup.h"
#include "run/eval.h"
#include "run/extend.h"
#include "run/recipe.h"
#include "text/ngram.h"
#include "text/relatives.h"

/* Words that --init takes besides directories. */
#define BASE "base"
#define NONE "none"

/* ---- The options ---- */

/* Returns whether --init names a model. */
static bool names_model(const struct train_args *o)
{
	return o->init != NULL && strcmp(o->init, NONE) != 0;
}

static void set_unknown(struct options *line, const char *choice)
{
	struct train_args *o = line->values;

	o->unknown = choice;
	options_set_given(line, "unknown");
}

int train_init_check(struct options *line, struct rnn_error *err)
{
	const struct train_args *o = line->values;
	bool named = names_model(o);

	if (!named && options_given(line, "unknown"))
		return errorf(err, EX_USAGE,
			      "--unknown needs --init: without it, all characters "
			      "of the text are learnt");
	if (named && strcmp(o->init, BASE) == 0 && !options_given(line, "unknown"))
		set_unknown(line, "add");
	if (named && options_given(line, "min-count") && !reading_adds_unknown(o->unknown))
		return errorf(err, EX_USAGE,
			      "--min-count with --init needs --unknown add: it says which "
			      "characters are added");
	return 0;
}

/* Starts from r->a: its shape becomes the options of the shape, so that they are recorded correctly. */
static void take_model(struct train_setup *r)
{
	const struct config *c = &r->a.model.cfg;
	struct train_args *o = r->o;

	r->has_model = true;
	free(r->a.start); /* it belongs to the text of the old model */
	r->a.start = NULL;
	speakers_free(&r->a.chat); /* and so do its speakers */
	o->tuned = true;
	o->cell = c->cell->name;
	o->layers = c->layers;
	o->hidden = c->hidden;
	o->embed = c->embed;
	o->unit = unit_name(r->a.unit);
}

/* Returns the directory of the model that --init names, or NULL with *err; the caller frees it. */
static char *named_dir(const struct train_args *o, struct rnn_error *err)
{
	char *dir;

	if (strcmp(o->init, BASE) != 0)
		return xstrdup(o->init);
	dir = model_dir_shipped();
	if (dir == NULL)
		errorf(err, EX_NOINPUT,
		       "--init " BASE ": there is no base model here; name a model's directory");
	return dir;
}

int train_init_load(struct train_setup *r, const struct engine *engine, struct rnn_error *err)
{
	const struct train_args *o = r->o;
	char *dir;

	if (o->init != NULL && (strcmp(o->init, BASE) == 0 || strcmp(o->init, NONE) == 0) &&
	    model_dir_has_model(o->init))
		say(o->general.quiet,
		    "note: --init %s does not mean the directory of that name, which is ./%s",
		    o->init, o->init);
	if (!names_model(o))
		return 0;
	if ((dir = named_dir(o, err)) == NULL)
		return -1;
	int rc = saved_model_load(&r->a, dir, engine, err);
	free(dir);
	if (rc == 0)
		take_model(r);
	return rc;
}

const struct vocab *train_init_alphabet(const struct train_setup *r)
{
	return r->has_model && !reading_adds_unknown(r->o->unknown) ? &r->a.vocab : NULL;
}

/* ---- The base model ---- */

/* The base model is judged by a piece from the middle of the text, of SAMPLE_MOST characters, or as many
 * as take sample_work operations, but SAMPLE_LEAST. The counts are those of the text before it, at most
 * COUNTED_MOST characters. */
enum { SAMPLE_LEAST = 1000, SAMPLE_MOST = 20000, COUNTED_MOST = 200000, COUNTED_ORDER = 3 };
static const double sample_work = 2e10;
/* A stream of the sample has this many characters; at most so many streams. */
enum { STREAM_CHARS = 200, STREAMS_MOST = 32 };
/* Training on a character takes about as long as reading so many. */
static const double train_reads = 3;

/* A piece of a text: ids[0..counted) are counted, ids[counted..n) are the sample. */
struct piece {
	uint16_t *ids; /* (n) ids of the text's alphabet; owned */
	size_t counted, n;
};

static struct piece take_piece(const struct corpus *text, const struct model *m)
{
	double affordable = sample_work / (2.0 * (double)m->n);
	size_t sample = affordable < SAMPLE_LEAST  ? SAMPLE_LEAST
			: affordable > SAMPLE_MOST ? SAMPLE_MOST
						   : (size_t)affordable;
	struct piece p = {0};

	if (sample > text->n / 2)
		sample = text->n / 2;
	size_t at = (text->n - sample) / 2;
	p.counted = at < COUNTED_MOST ? at : COUNTED_MOST;
	p.n = p.counted + sample;
	p.ids = xcalloc(p.n, sizeof *p.ids);
	corpus_copy(text, at - p.counted, p.n, p.ids);
	return p;
}

/* Returns the bits per character of the sample by counts of the text before it, or those of a guess
 * among all characters if there is no memory to count. */
static double counted_bits(const struct piece *p, int vocab)
{
	enum { MEMORY = 64 << 20 };
	struct ngram *g = ngram_new(COUNTED_ORDER, vocab, MEMORY);
	size_t n = p->n - p->counted;
	double nats = -1;

	if (n > 1 && ngram_count(g, p->ids, p->counted, NULL) == 0)
		nats = ngram_score(g, p->ids + p->counted, n, NULL) / (double)(n - 1);
	ngram_free(g);
	return nats >= 0 ? nats_to_bits(nats) : score_unknown_bits(UNIT_CHAR);
}

/* Returns the ids by which the base model knows the n characters of the sample that it knows; the
 * caller frees them. */
static uint16_t *known_ids(const struct piece *p, const struct corpus *text,
			   const struct vocab *known, size_t *n)
{
	uint16_t *ids = xcalloc(p->n - p->counted, sizeof *ids);

	*n = 0;
	for (size_t i = p->counted; i < p->n; i++) {
		int id = vocab_id(known, text->vocab.symbol[p->ids[i]]);
		if (id >= 0)
			ids[(*n)++] = (uint16_t)id;
	}
	return ids;
}

/* Sets f->bits and f->speed by reading the sample with the base model. Returns false if it knows too
 * little of it, or the memory does not suffice. */
static bool read_sample(const struct piece *p, const struct corpus *text,
			const struct saved_model *base, int threads, struct recipe_init *f)
{
	struct eval_options how = {.threads = threads};
	struct score s = {0};
	size_t n, streams;
	uint16_t *ids = known_ids(p, text, &base->vocab, &n);

	streams = n / STREAM_CHARS;
	how.batch = (int)(streams < STREAMS_MOST ? streams : STREAMS_MOST);
	if (n < STREAM_CHARS ||
	    startup_memory(threads, evaluator_bytes(&base->model, &how), NULL) < 0) {
		free(ids);
		return false;
	}
	struct evaluator *e = evaluator_new(&base->model, &how);
	double began = pace_clock();
	evaluator_run(e, ids, n, NULL, &s);
	double spent = pace_clock() - began;
	evaluator_free(e);
	free(ids);
	f->bits = nats_to_bits(score_mean(&s));
	f->speed = (double)s.scored / (train_reads * (spent > 0 ? spent : 1e-9));
	return true;
}

/* Returns the share of the characters of the text that the model knows or has a relative of. */
static double known_share(const struct corpus *text, const struct vocab *known)
{
	uint64_t *count = xcalloc((size_t)text->vocab.size, sizeof *count);
	struct relatives r;
	double sum = 0;

	corpus_count(text, count);
	relatives_init(&r, known);
	for (int i = 0; i < text->vocab.size; i++) {
		uint32_t c = text->vocab.symbol[i];
		if (vocab_id(known, c) >= 0 || relatives_nearest(&r, c) >= 0)
			sum += (double)count[i];
	}
	relatives_free(&r);
	free(count);
	return sum / (double)text->n;
}

/* Returns whether the base model should be taken for this text. */
static bool pays(const struct train_setup *r, const struct saved_model *base)
{
	const struct train_args *o = r->o;
	const struct corpus *text = &r->texts.train;
	struct recipe_init f = {
		.chars = text->n,
		.known = known_share(text, &base->vocab),
		.seconds = o->time,
		.counts_updates = o->steps > 0 || o->epochs > 0,
		.effort = o->quick  ? EFFORT_QUICK
			  : o->best ? EFFORT_BEST
				    : EFFORT_DEFAULT,
	};
	struct piece p = take_piece(text, &base->model);

	f.counted = counted_bits(&p, text->vocab.size);
	bool good = p.n - p.counted > 1 &&
		    read_sample(&p, text, base, (int)o->general.threads, &f) &&
		    recipe_init_pays(&f);
	free(p.ids);
	return good;
}

/* Returns whether the options leave open what the training starts from: not if one of them describes
 * the shape or the alphabet of the model. */
static bool is_open(const struct options *line)
{
	const struct train_args *o = line->values;

	for (struct option_iter it = option_first(line->command); it.row != NULL; option_next(&it))
		if ((it.row->marks & SHAPE) && line->given[it.number])
			return false;
	return o->init == NULL && !options_given(line, "min-count");
}

/* Returns the directory of the base model, or NULL if the training may not start from it. The caller
 * frees it. */
static char *base_dir(const struct train_setup *r)
{
	char *dir = NULL;

	if (is_open(r->line) && recipe_init_fits(r->texts.train.n))
		dir = model_dir_shipped();
	if (dir == NULL || !model_dir_same(dir, r->dir))
		return dir;
	free(dir);
	return NULL;
}

static void say_start(const struct train_setup *r, const char *dir, double read)
{
	struct count n;
	char *history = read > 0 ? xasprintf("; it has read %s characters", count_text(&n, read))
				 : xstrdup("");

	say(r->o->general.quiet,
	    "note: starting from the base model (%s%s): --init none starts from nothing", dir,
	    history);
	free(history);
}

/* A model that ships has no training state; one that has is somebody's training of a text that happens
 * to be called default. */
static void choose_base(struct train_setup *r, const struct engine *engine)
{
	struct train_args *o = r->o;
	char *dir = base_dir(r);
	struct saved_model base;
	struct rnn_error why;

	if (dir == NULL)
		return;
	if (saved_model_load(&base, dir, engine, &why) < 0) {
		say(o->general.quiet, "warning: the base model cannot be used: %s", why.text);
	} else if (base.has_state || base.unit != UNIT_CHAR || !pays(r, &base)) {
		saved_model_free(&base);
	} else {
		r->a = base;
		take_model(r);
		o->init = BASE;
		options_set_given(r->line, "init");
		set_unknown(r->line, "add");
		say_start(r, dir, base.training.chars);
	}
	free(dir);
}

int train_init_choose(struct train_setup *r, const struct engine *engine, struct rnn_error *err)
{
	choose_base(r, engine);
	if (!r->has_model || !reading_adds_unknown(r->o->unknown))
		return 0;
	return train_texts_adopt(&r->texts, r->line, &r->a.vocab, err);
}

int train_init_extend(struct train_setup *r, struct rnn_error *err)
{
	const struct vocab *v = &r->texts.train.vocab;
	uint64_t *count = xcalloc((size_t)v->size, sizeof *count);

	train_texts_count(&r->texts, count);
	int rc = extend_alphabet(&r->a, v, count, err);
	free(count);
	return rc;
}
