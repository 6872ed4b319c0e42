/*
 * fields.h - reads and writes members of JSON objects by tables: a row is a key, a kind, a place in
 * a struct and a range. A new key of the manifest is one new row.
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
	enum { NEEDED, OPTIONAL } presence; /* a member that is missing keeps its value */
	double lo, hi;
};

/* Read the members of object o into the struct at `base`. An unknown key and a missing one that is
 * NEEDED are errors (65). */
int fields_read(const struct field *table, const cJSON *o, const char *where, void *base,
		struct rnn_error *err);

/* Write the members into an open object. */
void fields_write(const struct field *table, struct jsonout *w, const void *base);

#endif
