/*
 * json.h - parses JSON strictly by means of cJSON. No file outside store/ includes cJSON.
 *
 * json_parse refuses what RFC 8259 refuses, and also: invalid UTF-8, a byte order mark, U+0000,
 * nesting deeper than JSON_DEPTH, more than JSON_VALUES values, equal keys in one object, numbers
 * of more than 63 characters or too large for a double, and texts of more than JSON_MAX bytes.
 */
#ifndef JSON_H
#define JSON_H

#include <cjson/cJSON.h>

#include "base/base.h"

enum { JSON_MAX = 8 << 20, JSON_DEPTH = 16, JSON_VALUES = 100000 };

/* Parses text[0..n); text[n] must be 0. Returns the root, which cJSON_Delete frees, or NULL with
 * *err (65; 71 if memory runs out). `name` begins the message. */
cJSON *json_parse(const char *name, const char *text, size_t n, struct rnn_error *err);

/* Checks the grammar of text[0..n) and the limits on depth, values and digits, without cJSON.
 * Returns NULL, or a phrase that says what is wrong at byte *at. */
const char *json_scan(const char *text, size_t n, size_t *at);

/* Returns whether `item` is a whole number in [lo, hi], of magnitude below 2^53 and not -0, and if
 * so, sets *out to it. */
bool json_whole(const cJSON *item, int64_t lo, int64_t hi, int64_t *out);

/*
 * Get the member `key` (case matters) of object o. json_get_int accepts a number in [lo, hi] that
 * is whole by json_whole, json_get_number any number in [lo, hi]. They return 0 or the value, which
 * o owns; if the member is missing or wrong, they return -1 or NULL with *err (65) "WHERE: KEY:
 * what is wrong". `where` is a file name, or a file name and the path of the object in it.
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

/* Checks that every key of o is in `keys`, an array that NULL ends. Returns 0, or -1 with *err
 * (65), which names the first unknown key. */
int json_known(const cJSON *o, const char *where, const char *const *keys, struct rnn_error *err);

#endif
