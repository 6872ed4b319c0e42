/* talk_read.c - reads the file of a talk, see talk.h. */
#include "store/talk_impl.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/safetensors.h"
#include "store/self_sum.h"
#include "text/input.h"

static int parse_seed(const struct members *m, const char *path, uint64_t *seed,
		      struct rnn_error *err)
{
	size_t n = strlen(m->seed);

	errno = 0;
	*seed = strtoull(m->seed, NULL, 10);
	if (n > 0 && strspn(m->seed, "0123456789") == n && errno == 0)
		return 0;
	return errorf(err, EX_DATAERR, "%s: seed: must be a whole number below 2^64", path);
}

/* Returns the number that the next `digits` hex digits give. */
static uint32_t parse_hex(const char *text, size_t digits)
{
	char hex[DIGITS + 1] = "";

	memcpy(hex, text, digits);
	return (uint32_t)strtoul(hex, NULL, 16);
}

/* Reads the digits of member `key` into x (n). */
static int parse_floats(const char *text, const char *path, const char *key, float *x, size_t n,
			struct rnn_error *err)
{
	if (strlen(text) != n * DIGITS || strspn(text, "0123456789abcdef") != n * DIGITS)
		return errorf(err, EX_DATAERR, "%s: %s: must be %zu hex digits", path, key,
			      n * DIGITS);
	for (size_t i = 0; i < n; i++) {
		uint32_t bits = parse_hex(text + i * DIGITS, DIGITS);
		memcpy(x + i, &bits, sizeof bits);
	}
	if (!floats_finite(x, n))
		return errorf(err, EX_DATAERR, "%s: %s: a number is not finite", path, key);
	return 0;
}

/* Reads what was learned; symbols must be below `symbols`. */
static int parse_learned(const struct members *m, const char *path, int symbols,
			 struct cache_memory *to, struct rnn_error *err)
{
	size_t digits = strlen(m->said);

	if (digits % SYMBOL_DIGITS != 0 || strspn(m->said, "0123456789abcdef") != digits ||
	    digits > CACHE_TEXT * SYMBOL_DIGITS)
		return errorf(err, EX_DATAERR,
			      "%s: said: must be hex digits, %d for each of at most %d symbols",
			      path, SYMBOL_DIGITS, CACHE_TEXT);
	to->n = digits / SYMBOL_DIGITS;
	for (size_t i = 0; i < to->n; i++) {
		uint32_t id = parse_hex(m->said + i * SYMBOL_DIGITS, SYMBOL_DIGITS);
		if (id >= (uint32_t)symbols)
			return errorf(err, EX_DATAERR, "%s: said: %04" PRIx32 " is no symbol", path,
				      id);
		to->text[i] = (uint16_t)id;
	}
	if (parse_floats(m->weights, path, "weights", to->weight, CACHE_WEIGHTS, err) < 0)
		return -1;
	for (int i = 0; i < CACHE_WEIGHTS; i++)
		if (!(to->weight[i] >= 0 && to->weight[i] <= 1))
			return errorf(err, EX_DATAERR, "%s: weights: must be from 0 to 1", path);
	return 0;
}

/* Reads the learned weights of a mixture into w (n). */
static int parse_mixture(const struct members *m, const char *path, double *w, int n,
			 struct rnn_error *err)
{
	const char *text = m->mix_weights;
	size_t digits = (size_t)n * 2 * DIGITS;

	if (strlen(text) != digits || strspn(text, "0123456789abcdef") != digits)
		return errorf(err, EX_DATAERR, "%s: mix_weights: must be %zu hex digits", path,
			      digits);
	for (int i = 0; i < n; i++, text += 2 * DIGITS) {
		uint64_t bits = (uint64_t)parse_hex(text, DIGITS) << 32 |
				parse_hex(text + DIGITS, DIGITS);
		memcpy(w + i, &bits, sizeof bits);
		if (!(w[i] >= 0 && w[i] <= 1000))
			return errorf(err, EX_DATAERR, "%s: mix_weights: must be from 0 to 1000",
				      path);
	}
	return 0;
}

/* Returns what a talk is with, for messages; the caller frees it. */
static char *partner(const char *members, const char *names, uint32_t model)
{
	if (members == NULL)
		return xasprintf("a single model (%08" PRIx32 ")", model);
	return xasprintf("%.200s (%.200s)", names != NULL ? names : "a mixture", members);
}

static int check_mixture(const struct members *m, const char *path, const struct talk *t,
			 struct rnn_error *err)
{
	const struct talk_mixture *x = &t->mix;
	const char *theirs = m->members != NULL ? m->members : "",
		   *ours = x->members != NULL ? x->members : "";
	const char *form = m->mix != NULL ? m->mix : "",
		   *learned = x->learned != NULL ? x->learned : "";

	if (strcmp(theirs, ours) != 0) {
		char *with = partner(m->members, m->names, m->model);
		char *here = partner(x->members, x->names, t->model);
		int rc = errorf(err, EX_DATAERR, "%s: a talk with %s; this one is with %s", path,
				with, here);
		free(with);
		free(here);
		return rc;
	}
	if (strcmp(form, learned) != 0)
		return errorf(err, EX_DATAERR,
			      "%s: a talk with %s weights of its members; here they are %s", path,
			      m->mix != NULL ? "learned" : "fixed",
			      x->learned == NULL ? "fixed"
			      : m->mix != NULL   ? "of another form"
						 : "learned");
	if ((m->mix == NULL) != (m->mix_weights == NULL))
		return errorf(err, EX_DATAERR, "%s: must have mix and mix_weights, or neither",
			      path);
	return 0;
}

static int check_members(const struct members *m, const char *path, const struct talk *t,
			 struct rnn_error *err)
{
	if (strcmp(m->format, FORMAT) != 0)
		return errorf(err, EX_DATAERR, "%s: format: must be " FORMAT ", not %.40s", path,
			      m->format);
	if (m->version > VERSION)
		return errorf(err, EX_DATAERR,
			      "%s: made by a newer rnn (format version %d); this program reads up "
			      "to %d",
			      path, m->version, VERSION);
	if (check_mixture(m, path, t, err) < 0)
		return -1;
	if (m->model != t->model)
		return errorf(err, EX_DATAERR,
			      "%s: a talk with another model: its weights have the checksum "
			      "%08" PRIx32 ", those of this model %08" PRIx32,
			      path, m->model, t->model);
	if ((m->said == NULL) != (m->weights == NULL))
		return errorf(err, EX_DATAERR, "%s: must have said and weights, or neither", path);
	return 0;
}

static int read_root(const cJSON *root, const char *path, struct talk *t, struct rnn_error *err)
{
	struct members m = {0};
	struct cache_memory learned = {0};
	float *x = xcalloc(t->n, sizeof *x);
	double *w = xcalloc((size_t)t->mix.weights, sizeof *w);
	uint64_t seed;
	int rc = -1;

	if (!cJSON_IsObject(root))
		errorf(err, EX_DATAERR, "%s: must be an object", path);
	else if (fields_read(talk_fields, root, path, &m, err) == 0 &&
		 check_members(&m, path, t, err) == 0 && parse_seed(&m, path, &seed, err) == 0 &&
		 parse_floats(m.state, path, "state", x, t->n, err) == 0 &&
		 (m.mix == NULL || parse_mixture(&m, path, w, t->mix.weights, err) == 0) &&
		 (m.said == NULL || t->learned == NULL ||
		  parse_learned(&m, path, t->symbols, &learned, err) == 0)) {
		t->seed = seed;
		t->turns = m.turns;
		t->temperature = m.temperature;
		memcpy(t->state, x, t->n * sizeof *x);
		for (int i = 0; i < t->mix.weights; i++)
			t->mix.weight[i] = w[i];
		t->adapts = m.said != NULL;
		if (t->adapts && t->learned != NULL)
			*t->learned = learned;
		rc = 0;
	}
	members_free(&m);
	free(x);
	free(w);
	return rc;
}

int talk_parse(const char *path, const char *text, size_t bytes, struct talk *t,
	       struct rnn_error *err)
{
	cJSON *root = json_parse(path, text, bytes, err);
	int rc = -1;

	if (root != NULL && self_sum_check(root, path, text, bytes, err) == 0)
		rc = read_root(root, path, t, err);
	cJSON_Delete(root);
	return rc;
}

int talk_load(const char *path, struct talk *t, struct rnn_error *err)
{
	const char *file = strcmp(path, "-") == 0 ? "./-" : path; /* not standard input */
	char *text;
	size_t bytes;

	if (input_read_file(file, JSON_MAX, &text, &bytes, err) < 0)
		return -1;
	int rc = talk_parse(path, text, bytes, t, err);
	free(text);
	return rc;
}
