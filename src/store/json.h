/*
 * json.h - parses JSON strictly, over cJSON. No file outside store/ includes cJSON.
 *
 * json_parse refuses what RFC 8259 refuses and more: invalid UTF-8, a byte order mark, trailing
 * text, U+0000, nesting above JSON_DEPTH, more than JSON_VALUES values, duplicate keys (case
 * matters), numbers beyond a double, texts above JSON_MAX. Getters name the path of what is wrong.
 */
#ifndef JSON_H
#define JSON_H

#include <cjson/cJSON.h>

#include "base/base.h"

enum { JSON_MAX = 8 << 20, JSON_DEPTH = 16, JSON_VALUES = 100000 };

/* Parse text[0..n), which a 0 byte at text[n] must end; `name` prefixes errors. NULL with *err
 * (65; 71 when memory runs out). Release with cJSON_Delete. */
cJSON *json_parse(const char *name, const char *text, size_t n, struct rnn_error *err);

/* Check the grammar alone, without cJSON. Returns NULL, or what is wrong, at byte *at. */
const char *json_scan(const char *text, size_t n, size_t *at);

/* Is it a whole number in [lo, hi], of magnitude below 2^53, and not -0? */
bool json_whole(const cJSON *item, int64_t lo, int64_t hi, int64_t *out);

/*
 * Get a member of an object by its exact key. An integer must be whole and in [lo, hi] (below
 * 2^53), a number finite and in [lo, hi]. The error (65) is "WHERE: KEY: what is wrong"; `where` is
 * a file name, or a file name and the path of the object.
 */
int json_get_int(const cJSON *o, const char *where, const char *key, int64_t lo, int64_t hi,
	     int64_t *out, struct rnn_error *err);
int json_get_number(const cJSON *o, const char *where, const char *key, double lo, double hi,
		double *out, struct rnn_error *err);
int json_get_string(const cJSON *o, const char *where, const char *key, const char **out,
		struct rnn_error *err);
const cJSON *json_get_object(const cJSON *o, const char *where, const char *key,
			 struct rnn_error *err);
const cJSON *json_get_array(const cJSON *o, const char *where, const char *key,
			struct rnn_error *err);

/* Check that every key of o is in `keys` (ended by NULL); the error (65) names an unknown one. */
int json_known(const cJSON *o, const char *where, const char *const *keys, struct rnn_error *err);

#endif
