/* memory_output.h - writes what rnn memory has measured: rows for scripts, a table and a plot for
 * people, JSON. */
#ifndef MEMORY_OUTPUT_H
#define MEMORY_OUTPUT_H

#include "options/options.h"
#include "run/reach.h"
#include "store/saved_model.h"

enum memory_form { MEMORY_ROWS, MEMORY_TABLE, MEMORY_JSON };

/* The result for one text; everything is borrowed. */
struct memory_result {
	const struct strings *files; /* as on the command line; "-" is standard input */
	int models;
	char *const *dir;            /* (models) names of the models */
	const struct saved_model *a; /* (models) */
	const struct reach *reach;   /* (models) all with the same distance */
	size_t chars;                /* symbols of the text that were kept */
	long long unknown;           /* those that were left out */
	size_t positions;
	int columns; /* of the terminal */
};

/* Writes the result to standard output, whose buffer it does not flush. */
void memory_output_write(const struct memory_result *r, enum memory_form form);

#endif
