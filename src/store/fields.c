/* fields.c - a reader and a writer for each kind of manifest member. */
#include "store/fields.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/cell.h"
#include "store/file.h"
#include "store/saved_model.h"
#include "text/utf8.h"

static int read_int(const struct field *f, const cJSON *o, const char *where, void *at,
		    struct rnn_error *err)
{
	int64_t x;

	if (json_get_int(o, where, f->key, (int64_t)f->lo, (int64_t)f->hi, &x, err) < 0)
		return -1;
	*(int *)at = (int)x;
	return 0;
}

static void write_int(const struct field *f, struct jsonout *w, const void *at)
{
	jsonout_int(w, f->key, *(const int *)at);
}

static int read_uint(const struct field *f, const cJSON *o, const char *where, void *at,
		     struct rnn_error *err)
{
	int64_t x;

	if (json_get_int(o, where, f->key, 0, (INT64_C(1) << 53) - 1, &x, err) < 0)
		return -1;
	*(uint64_t *)at = (uint64_t)x;
	return 0;
}

static void write_uint(const struct field *f, struct jsonout *w, const void *at)
{
	jsonout_uint(w, f->key, *(const uint64_t *)at);
}

static int read_whole(const struct field *f, const cJSON *o, const char *where, void *at,
		      struct rnn_error *err)
{
	int64_t x;

	if (json_get_int(o, where, f->key, (int64_t)f->lo, (int64_t)f->hi, &x, err) < 0)
		return -1;
	*(double *)at = (double)x;
	return 0;
}

static void write_whole(const struct field *f, struct jsonout *w, const void *at)
{
	jsonout_int(w, f->key, (int64_t) * (const double *)at);
}

static int read_float(const struct field *f, const cJSON *o, const char *where, void *at,
		      struct rnn_error *err)
{
	double x;

	if (json_get_number(o, where, f->key, f->lo, f->hi, &x, err) < 0)
		return -1;
	*(double *)at = (double)(float)x;
	return 0;
}

static void write_float(const struct field *f, struct jsonout *w, const void *at)
{
	jsonout_number(w, f->key, *(const double *)at, NUMBER_FLOAT);
}

static int read_double(const struct field *f, const cJSON *o, const char *where, void *at,
		       struct rnn_error *err)
{
	return json_get_number(o, where, f->key, f->lo, f->hi, at, err);
}

static void write_double(const struct field *f, struct jsonout *w, const void *at)
{
	double x = *(const double *)at;

	if (isfinite(x))
		jsonout_number(w, f->key, x, NUMBER_DOUBLE);
}

static int read_string(const struct field *f, const cJSON *o, const char *where, void *at,
		       struct rnn_error *err)
{
	const char *s;

	if (json_get_string(o, where, f->key, &s, err) < 0)
		return -1;
	free(*(char **)at);
	*(char **)at = xstrdup(s);
	return 0;
}

static void write_string(const struct field *f, struct jsonout *w, const void *at)
{
	const char *s = *(char *const *)at;

	if (s != NULL)
		jsonout_string(w, f->key, s);
}

static int read_name(const struct field *f, const cJSON *o, const char *where, void *at,
		     struct rnn_error *err)
{
	const char *s;

	if (json_get_string(o, where, f->key, &s, err) < 0)
		return -1;
	if (!file_name_plain(s))
		return errorf(err, EX_DATAERR,
			      "%s: %s: must be a plain file name of at most %d bytes, not %.80s",
			      where, f->key, NAME_MAX_BYTES, s);
	strcpy(at, s);
	return 0;
}

static void write_name(const struct field *f, struct jsonout *w, const void *at)
{
	jsonout_string(w, f->key, at);
}

static int read_crc(const struct field *f, const cJSON *o, const char *where, void *at,
		    struct rnn_error *err)
{
	const char *s;

	if (json_get_string(o, where, f->key, &s, err) < 0)
		return -1;
	if (strlen(s) != 8 || strspn(s, "0123456789abcdef") != 8)
		return errorf(err, EX_DATAERR, "%s: %s: must be eight lower-case hex digits", where,
			      f->key);
	*(uint32_t *)at = (uint32_t)strtoul(s, NULL, 16);
	return 0;
}

static void write_crc(const struct field *f, struct jsonout *w, const void *at)
{
	char hex[9];

	snprintf(hex, sizeof hex, "%08" PRIx32, *(const uint32_t *)at);
	jsonout_string(w, f->key, hex);
}

static int read_cell(const struct field *f, const cJSON *o, const char *where, void *at,
		     struct rnn_error *err)
{
	const char *s;

	if (json_get_string(o, where, f->key, &s, err) < 0)
		return -1;
	*(const struct cell **)at = cell_find(s);
	if (cell_find(s) == NULL)
		return errorf(err, EX_DATAERR, "%s: %s: unknown cell %.40s", where, f->key, s);
	return 0;
}

static void write_cell(const struct field *f, struct jsonout *w, const void *at)
{
	jsonout_string(w, f->key, (*(const struct cell *const *)at)->name);
}

static int read_unit(const struct field *f, const cJSON *o, const char *where, void *at,
		     struct rnn_error *err)
{
	const char *s;

	if (json_get_string(o, where, f->key, &s, err) < 0)
		return -1;
	if (unit_parse(s, at) < 0)
		return errorf(err, EX_DATAERR, "%s: %s: must be char or byte", where, f->key);
	return 0;
}

static void write_unit(const struct field *f, struct jsonout *w, const void *at)
{
	jsonout_string(w, f->key, unit_name(*(const enum unit *)at));
}

static int read_int8(const struct field *f, const cJSON *o, const char *where, void *at,
		     struct rnn_error *err)
{
	const char *s;

	if (json_get_string(o, where, f->key, &s, err) < 0)
		return -1;
	if (strcmp(s, storage_name(STORAGE_INT8)) != 0)
		return errorf(err, EX_DATAERR, "%s: %s: must be int8, not %.40s", where, f->key, s);
	*(enum storage *)at = STORAGE_INT8;
	return 0;
}

static void write_int8(const struct field *f, struct jsonout *w, const void *at)
{
	if (*(const enum storage *)at == STORAGE_INT8)
		jsonout_string(w, f->key, storage_name(STORAGE_INT8));
}

static const struct {
	int (*read)(const struct field *f, const cJSON *o, const char *where, void *at,
		    struct rnn_error *err);
	void (*write)(const struct field *f, struct jsonout *w, const void *at);
} kinds[] = {
	[FIELD_INT] = {read_int, write_int},          [FIELD_UINT] = {read_uint, write_uint},
	[FIELD_WHOLE] = {read_whole, write_whole},    [FIELD_FLOAT] = {read_float, write_float},
	[FIELD_DOUBLE] = {read_double, write_double}, [FIELD_STRING] = {read_string, write_string},
	[FIELD_NAME] = {read_name, write_name},       [FIELD_CRC] = {read_crc, write_crc},
	[FIELD_CELL] = {read_cell, write_cell},       [FIELD_UNIT] = {read_unit, write_unit},
	[FIELD_INT8] = {read_int8, write_int8},
};

static bool in_table(const struct field *table, const char *key)
{
	for (; table->key != NULL; table++)
		if (strcmp(table->key, key) == 0)
			return true;
	return false;
}

int fields_read(const struct field *table, const cJSON *o, const char *where, void *base,
		struct rnn_error *err)
{
	const cJSON *item;

	for (item = o->child; item != NULL; item = item->next)
		if (!in_table(table, item->string))
			return errorf(err, EX_DATAERR, "%s: %.100s: unknown key", where,
				      item->string);
	for (const struct field *f = table; f->key != NULL; f++) {
		if (f->presence == OPTIONAL && cJSON_GetObjectItemCaseSensitive(o, f->key) == NULL)
			continue;
		if (kinds[f->kind].read(f, o, where, (char *)base + f->at, err) < 0)
			return -1;
	}
	return 0;
}

void fields_write(const struct field *table, struct jsonout *w, const void *base)
{
	for (const struct field *f = table; f->key != NULL; f++)
		kinds[f->kind].write(f, w, (const char *)base + f->at);
}
