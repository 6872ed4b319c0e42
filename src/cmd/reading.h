/* reading.h - the values of --invalid and --unknown, the options on how a text is read. */
#ifndef READING_H
#define READING_H

#include "text/utf8.h"

/* Return choice i of --invalid and of --unknown, NULL after the last. */
const char *reading_invalids(int i);
const char *reading_unknowns(int i);

/* Returns the value of --invalid as an enum. */
enum invalid reading_invalid(const char *choice);

/* Returns whether this value of --unknown leaves unknown characters out. */
bool reading_skips_unknown(const char *choice);

#endif
