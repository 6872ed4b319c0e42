/*
 * fields.h - reads and writes the members of JSON objects by tables. A row gives a member's key,
 * its kind, the offset of its value in a struct, and its range. To add a key to the manifest, add
 * one row.
 */
#ifndef FIELDS_H
#define FIELDS_H

#include "store/json.h"
#include "store/jsonout.h"

enum field_kind {
	FIELD_INT,    /* int in [lo, hi] */
	FIELD_UINT,   /* uint64_t below 2^53 */
	FIELD_WHOLE,  /* double that holds a whole number in [lo, hi] */
	FIELD_FLOAT,  /* double in [lo, hi]; rounded to float, written with float digits */
	FIELD_DOUBLE, /* double in [lo, hi]; not written unless finite */
	FIELD_STRING, /* char *, owned; not written when NULL */
	FIELD_NAME,   /* char[64], a plain file name */
	FIELD_CRC,    /* uint32_t, eight lower-case hex digits */
	FIELD_CELL,   /* const struct cell *, by name */
	FIELD_UNIT,   /* enum unit, by name */
	FIELD_INT8,   /* enum storage: "int8"; not written when it is another */
};

struct field {
	const char *key; /* NULL ends a table */
	enum field_kind kind;
	size_t at;                            /* offset in the struct */
	enum { REQUIRED, OPTIONAL } presence; /* OPTIONAL: a missing key leaves the value */
	double lo, hi;
};

/* Reads the members of object o into the struct at `base`. Returns 0, or -1 with *err (65): an
 * unknown key, a missing REQUIRED key, or a value of the wrong type or out of range. `where` begins
 * the message. */
int fields_read(const struct field *table, const cJSON *o, const char *where, void *base,
		struct rnn_error *err);

/* Writes the values of the struct at `base` as members of the open object of w. */
void fields_write(const struct field *table, struct jsonout *w, const void *base);

#endif
