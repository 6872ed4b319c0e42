/* mix_use.c - see mix_use.h. */
#include "cmd/mix_use.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/ram.h"
#include "cmd/engine.h"
#include "cmd/model_dir.h"
#include "host/say.h"
#include "text/input.h"

/* ---- Loading ---- */

static int load_one(struct mix_use *u, const struct options *line, int i, const char *precision,
		    struct rnn_error *err)
{
	struct saved_model *a = &u->a[i];

	if (i > 0) {
		if (saved_model_load(a, u->name[i], u->a[0].model.engine, err) < 0)
			return -1;
		u->loaded++;
		if (engine_set_precision(line->command, precision, &a->model, err) < 0)
			return -1;
	}
	if (a->unit != u->a[0].unit)
		return errorf(err, EX_USAGE,
			      "%s predicts %ss and %s predicts %ss: they cannot be mixed",
			      u->name[0], unit_word(u->a[0].unit), u->name[i], unit_word(a->unit));
	return 0;
}

static int unite(struct mix_use *u, struct rnn_error *err)
{
	const struct vocab **of = xcalloc((size_t)u->models, sizeof *of);

	for (int i = 0; i < u->models; i++)
		of[i] = &u->a[i].vocab;
	int rc = vocab_unite(&u->all, of, u->models, err);
	free(of);
	return rc;
}

static int check_weights(const struct mix_use *u, struct rnn_error *err)
{
	if (u->weights.n == 0 || u->weights.n == u->members)
		return 0;
	return errorf(err, EX_USAGE,
		      "--mix has %d weight%s for %d members: the models in their order%s%s",
		      u->weights.n, u->weights.n == 1 ? "" : "s", u->members,
		      u->o->ngram != NULL ? ", the n-gram model" : "",
		      u->o->cache ? ", the cache" : "");
}

static int name_members(struct mix_use *u, struct rnn_error *err)
{
	int n = u->models;

	u->name = xcalloc((size_t)n + 2, sizeof *u->name);
	for (int i = 0; i < n; i++) {
		u->name[i] = model_dir_to_read(u->o->model.n > 0 ? u->o->model.item[i] : NULL, err);
		if (u->name[i] == NULL)
			return -1;
	}
	if (u->o->ngram != NULL)
		u->name[n++] = xasprintf("%d-gram of %s", MEMBER_ORDER, input_name(u->o->ngram));
	if (u->o->cache)
		u->name[n++] = xstrdup("cache");
	u->members = n;
	if (n > MIX_MOST)
		return errorf(err, EX_USAGE, "more than %d members of a mixture", MIX_MOST);
	return 0;
}

int mix_use_load(struct mix_use *u, const struct options *line, const struct mix_args *o,
		 const struct saved_model *first, const char *precision, struct rnn_error *err)
{
	*u = (struct mix_use){.o = o, .models = o->model.n > 0 ? o->model.n : 1};
	if (mix_args_parse(o->mix, &u->weights, err) < 0 || name_members(u, err) < 0 ||
	    check_weights(u, err) < 0)
		return -1;
	u->a = xcalloc((size_t)u->models, sizeof *u->a);
	u->a[0] = *first;
	u->loaded = 1;
	for (int i = 0; i < u->models; i++)
		if (load_one(u, line, i, precision, err) < 0)
			return -1;
	return unite(u, err);
}

int mix_use_open(struct mix_use *u, const struct options *line, const struct mix_args *o,
		 const struct saved_model *first, const char *precision, struct rnn_error *err)
{
	if (mix_use_load(u, line, o, first, precision, err) < 0)
		return -1;
	return o->ngram != NULL ? input_read_file(o->ngram, 0, &u->text, &u->bytes, err) : 0;
}

void mix_use_free(struct mix_use *u)
{
	for (int i = 1; i < u->loaded; i++)
		saved_model_free(&u->a[i]);
	for (int i = 0; u->name != NULL && i < u->models + 2; i++)
		free(u->name[i]);
	free(u->a);
	free(u->name);
	vocab_free(&u->all);
	ngram_free(u->ngram);
	free(u->text);
	*u = (struct mix_use){0};
}

/* ---- Members ---- */

/* Returns half of the memory of the machine; the rest is for the models and the texts. */
static size_t most_memory(void)
{
	uint64_t most = ram_total() / 2;

	return most < SIZE_MAX ? (size_t)most : SIZE_MAX;
}

static uint32_t symbols_sum(const uint16_t *ids, size_t n)
{
	uint64_t sum = n;

	for (size_t i = 0; i < n; i++)
		sum = rng_bits(sum, ids[i]);
	return (uint32_t)(sum >> 32);
}

static int count_ids(struct mix_use *u, const uint16_t *ids, size_t n, struct rnn_error *err)
{
	const char *name = input_name(u->o->ngram);

	if (n == 0)
		return errorf(err, EX_DATAERR, "%s: has no character of the models' alphabet",
			      name);
	/* With a cache, copies of the counts go on counting: one, and one more with --adapt. */
	u->ngram = ngram_new(MEMBER_ORDER, u->all.size, most_memory() / (u->o->cache ? 3 : 1));
	u->counted = symbols_sum(ids, n);
	int rc = ngram_count(u->ngram, ids, n, err);
	if (rc < 0 && err->code == RNN_ERROR_COUNTS_MEMORY)
		return errorf(err, EX_OSERR, "%s: not enough memory to count its n-grams", name);
	return rc;
}

int mix_use_count(struct mix_use *u, enum invalid invalid, bool quiet, struct rnn_error *err)
{
	long long unknown = 0;
	uint16_t *ids;
	size_t n;

	if (u->text == NULL)
		return 0;
	const char *name = input_name(u->o->ngram);
	if (vocab_text(&u->all, name, u->text, u->bytes, invalid, &unknown, &ids, &n, NULL, err) <
	    0)
		return -1;
	free(u->text);
	u->text = NULL;
	int rc = count_ids(u, ids, n, err);
	free(ids);
	if (rc == 0 && unknown > 0)
		say(quiet, "warning: %s: left out %lld %s%s unknown to the models", name, unknown,
		    unit_word(u->all.unit), unknown == 1 ? "" : "s");
	return rc;
}

struct mix *mix_use_new(const struct mix_use *u, const struct adapt_options *adapt, int threads)
{
	struct member *member[MIX_MOST];
	int n = 0;

	for (; n < u->models; n++) {
		const struct saved_model *a = &u->a[n];
		member[n] = adapt != NULL
				    ? member_adapting(&a->model, &a->vocab, &u->all, &adapt[n])
				    : member_network(&a->model, &a->vocab, &u->all, threads);
	}
	if (u->ngram != NULL)
		member[n++] = u->o->cache ? member_cache(u->ngram, u->all.size)
					  : member_ngram(u->ngram, u->all.size);
	if (u->o->cache)
		member[n++] = member_cache(NULL, u->all.size);
	return mix_new(member, n, u->all.size, &u->weights);
}

/* Appends a text to another, which it frees; `between` precedes it unless it is the first. */
static char *append(char *to, const char *between, const char *text)
{
	char *longer = xasprintf("%s%s%s", to, *to != 0 ? between : "", text);

	free(to);
	return longer;
}

char *mix_use_sums(const struct mix_use *u)
{
	char *sums = xstrdup(""), hex[12];

	for (int i = 0; i < u->models; i++) {
		snprintf(hex, sizeof hex, "%08" PRIx32, u->a[i].weights.crc32);
		sums = append(sums, " ", hex);
	}
	snprintf(hex, sizeof hex, "%08" PRIx32, u->counted);
	return u->ngram != NULL ? append(sums, " ngram ", hex) : sums;
}

char *mix_use_names(const struct mix_use *u)
{
	char *names = xstrdup("");

	for (int k = 0; k < u->members; k++)
		names = append(names, ", ", u->name[k]);
	return names;
}

size_t mix_use_bytes(const struct mix_use *u, const struct adapt_options *adapt)
{
	size_t bytes = mix_bytes(u->all.size);

	for (int i = 0; i < u->models; i++) {
		const struct model *m = &u->a[i].model;
		bytes = size_sum(bytes, 1,
				 adapt != NULL ? member_adapting_bytes(m, u->all.size, &adapt[i])
					       : member_network_bytes(m, u->all.size));
	}
	return size_sum(bytes, (size_t)u->o->cache * (u->o->ngram != NULL ? 2 : 1),
			member_cache_bytes(u->all.size));
}
