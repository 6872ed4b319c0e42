/* reading.h - what the options on texts to be read may say: --invalid, --unknown. */
#ifndef READING_H
#define READING_H

#include "text/utf8.h"

/* Choices for rows of options: the i-th, NULL after the last. */
const char *reading_invalids(int i);
const char *reading_unknowns(int i);

/* What a choice of --invalid means, and whether that of --unknown is to leave characters out. */
enum invalid reading_invalid(const char *choice);
bool reading_skips_unknown(const char *choice);

#endif
