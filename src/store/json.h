/*
 * json.h - strict JSON over cJSON: the only door to it together with the other files of store/.
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

/* The grammar alone, without cJSON: NULL, or what is wrong and at which byte. */
const char *json_scan(const char *text, size_t n, size_t *at);

/* A whole number in [lo, hi] and below 2^53 in magnitude? -0 is none. */
bool json_whole(const cJSON *item, int64_t lo, int64_t hi, int64_t *out);

/*
 * Members of an object, by exact key. The integer must be whole and in [lo, hi] (below 2^53), the
 * number finite and in [lo, hi]. -1 with *err "WHERE: KEY: what is wrong"; `where` is a file name,
 * or a file name and the path of the object.
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

/* Every key of o must be in `keys` (ended by NULL); an unknown one is an error that names it. */
int json_known(const cJSON *o, const char *where, const char *const *keys, struct rnn_error *err);

#endif
