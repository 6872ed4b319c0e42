/* json.c - parses JSON by json_scan and cJSON, and gets typed members of objects. */
#include "store/json.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int by_key(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int check_unique(const cJSON *o, const char *name, struct rnn_error *err)
{
	const cJSON *item;
	size_t n = 0, i = 0;
	int rc = 0;

	for (item = o->child; item != NULL; item = item->next)
		n++;
	const char **key = xcalloc(n, sizeof *key);
	for (item = o->child; item != NULL; item = item->next)
		key[i++] = item->string;
	qsort(key, n, sizeof *key, by_key);
	for (i = 1; i < n && rc == 0; i++)
		if (strcmp(key[i - 1], key[i]) == 0)
			rc = errorf(err, EX_DATAERR, "%s: key \"%.100s\" occurs twice", name,
				    key[i]);
	free(key);
	return rc;
}

/* Check what json_scan does not: that numbers are finite and keys unique. Recursion is as deep as
 * the text nests, at most JSON_DEPTH. */
static int check_tree(const cJSON *item, const char *name, struct rnn_error *err)
{
	const cJSON *child;

	if (cJSON_IsNumber(item) && !isfinite(item->valuedouble))
		return errorf(err, EX_DATAERR, "%s: a number is too large", name);
	if (cJSON_IsObject(item) && check_unique(item, name, err) < 0)
		return -1;
	for (child = item->child; child != NULL; child = child->next)
		if (check_tree(child, name, err) < 0)
			return -1;
	return 0;
}

static int report_syntax(const char *name, const char *text, size_t at, const char *why,
			 struct rnn_error *err)
{
	size_t line = 1;

	for (size_t i = 0; i < at; i++)
		line += text[i] == '\n';
	return errorf(err, EX_DATAERR, "%s: byte %zu (line %zu): %s", name, at, line, why);
}

cJSON *json_parse(const char *name, const char *text, size_t n, struct rnn_error *err)
{
	const char *why, *end;
	size_t at;

	if (n > JSON_MAX) {
		errorf(err, EX_DATAERR, "%s: longer than %d bytes", name, JSON_MAX);
		return NULL;
	}
	if ((why = json_scan(text, n, &at)) != NULL) {
		report_syntax(name, text, at, why, err);
		return NULL;
	}
	cJSON *root = cJSON_ParseWithLengthOpts(text, n + 1, &end, true);
	if (root == NULL) { /* json_scan accepted the text, so an allocation failed */
		errorf(err, EX_OSERR, "%s: out of memory", name);
		return NULL;
	}
	if (check_tree(root, name, err) < 0) {
		cJSON_Delete(root);
		return NULL;
	}
	return root;
}

static const cJSON *member(const cJSON *o, const char *where, const char *key,
			   struct rnn_error *err)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(o, key);

	if (item == NULL)
		errorf(err, EX_DATAERR, "%s: %s: is missing", where, key);
	return item;
}

bool json_whole(const cJSON *item, int64_t lo, int64_t hi, int64_t *out)
{
	double x = item->valuedouble;

	if (!cJSON_IsNumber(item) || fabs(x) >= 0x1p53 || x != floor(x) || (x == 0 && signbit(x)))
		return false;
	*out = (int64_t)x;
	return *out >= lo && *out <= hi;
}

int json_get_int(const cJSON *o, const char *where, const char *key, int64_t lo, int64_t hi,
		 int64_t *out, struct rnn_error *err)
{
	const cJSON *item = member(o, where, key, err);

	if (item == NULL)
		return -1;
	if (!json_whole(item, lo, hi, out))
		return errorf(err, EX_DATAERR,
			      "%s: %s: must be a whole number from %" PRId64 " to %" PRId64, where,
			      key, lo, hi);
	return 0;
}

int json_get_number(const cJSON *o, const char *where, const char *key, double lo, double hi,
		    double *out, struct rnn_error *err)
{
	const cJSON *item = member(o, where, key, err);

	if (item == NULL)
		return -1;
	if (!cJSON_IsNumber(item) || !(item->valuedouble >= lo && item->valuedouble <= hi))
		return errorf(err, EX_DATAERR, "%s: %s: must be a number from %g to %g", where, key,
			      lo, hi);
	*out = item->valuedouble;
	return 0;
}

int json_get_string(const cJSON *o, const char *where, const char *key, const char **out,
		    struct rnn_error *err)
{
	const cJSON *item = member(o, where, key, err);

	if (item == NULL)
		return -1;
	if (!cJSON_IsString(item))
		return errorf(err, EX_DATAERR, "%s: %s: must be a string", where, key);
	*out = item->valuestring;
	return 0;
}

const cJSON *json_get_object(const cJSON *o, const char *where, const char *key,
			     struct rnn_error *err)
{
	const cJSON *item = member(o, where, key, err);

	if (item != NULL && !cJSON_IsObject(item)) {
		errorf(err, EX_DATAERR, "%s: %s: must be an object", where, key);
		return NULL;
	}
	return item;
}

const cJSON *json_get_array(const cJSON *o, const char *where, const char *key,
			    struct rnn_error *err)
{
	const cJSON *item = member(o, where, key, err);

	if (item != NULL && !cJSON_IsArray(item)) {
		errorf(err, EX_DATAERR, "%s: %s: must be an array", where, key);
		return NULL;
	}
	return item;
}

int json_known(const cJSON *o, const char *where, const char *const *keys, struct rnn_error *err)
{
	const cJSON *item;

	for (item = o->child; item != NULL; item = item->next) {
		const char *const *key = keys;
		while (*key != NULL && strcmp(*key, item->string) != 0)
			key++;
		if (*key == NULL)
			return errorf(err, EX_DATAERR, "%s: %.100s: unknown key", where,
				      item->string);
	}
	return 0;
}
