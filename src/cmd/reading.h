/* reading.h - how a text is read: the values of --invalid and --unknown, and what precedes it. */
#ifndef READING_H
#define READING_H

#include "options/options.h"
#include "text/vocab.h"

/* --prime-file, --invalid and --unknown, for commands that continue a text. */
struct reading_args {
	const char *prime_file, *invalid, *unknown;
};
extern const struct option_row reading_rows[];

/* Return choice i of --invalid, and of --unknown for commands that read and that train a model; NULL
 * after the last. */
const char *reading_invalids(int i);
const char *reading_unknowns(int i);
const char *reading_new_symbols(int i);

/* Returns the value of --invalid as an enum. */
enum invalid reading_invalid(const char *choice);

/* Return whether this value of --unknown leaves unknown characters out, or adds them to the alphabet. */
bool reading_skips_unknown(const char *choice);
bool reading_adds_unknown(const char *choice);

/* Returns the id of the symbol that is read before a text that nothing precedes, so that the text
 * begins as a line does: a newline, or else a blank. Returns -1 if the model knows neither. */
int reading_start(const struct vocab *v);

/* Sets *ids (the caller frees it) and *n to the prime that a command reads if none is given: `start`
 * (may be NULL), the start that the model names, if it knows all of it; else the symbol of
 * reading_start. With no prime at all, the first symbol would be drawn from a uniform distribution.
 * *n is 0 and *ids NULL if there is none. */
void reading_default_prime(const struct vocab *v, const char *start, uint16_t **ids, size_t *n);

#endif
