/*
 * fields.h - members of JSON objects as table rows: key, kind, place in a struct, range. The same
 * row reads and writes, so that a new key of the manifest is one new row.
 */
#ifndef FIELDS_H
#define FIELDS_H

#include "store/json.h"
#include "store/jsonout.h"

enum field_kind {
	FIELD_INT,     /* int in [lo, hi] */
	FIELD_UINT,    /* uint64_t below 2^53 */
	FIELD_WHOLE,   /* double that holds a whole number in [lo, hi] */
	FIELD_FLOAT,   /* double in [lo, hi]; rounded to float, and written with a float's digits */
	FIELD_DOUBLE,  /* double in [lo, hi]; not written unless finite */
	FIELD_STRING,  /* char *, owned; not written when NULL */
	FIELD_NAME,    /* char[64], a plain file name */
	FIELD_CRC,     /* uint32_t, eight lower-case hex digits */
	FIELD_CELL,    /* const struct cell *, by name */
	FIELD_UNIT,    /* enum unit, by name */
};

struct field {
	const char *key; /* NULL ends a table */
	enum field_kind kind;
	size_t at;       /* offset in the struct */
	enum { NEEDED, OPTIONAL } presence; /* what may be missing keeps its value then */
	double lo, hi;
};

/* Members of object o into the struct at `base`. Unknown and missing keys are errors (65). */
int fields_read(const struct field *table, const cJSON *o, const char *where, void *base,
		struct rnn_error *err);

/* The members, inside an open object. */
void fields_write(const struct field *table, struct jsonout *w, const void *base);

#endif
