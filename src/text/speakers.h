/* speakers.h - finds the two speakers of a text of talks: the beginnings of lines that alternate. */
#ifndef SPEAKERS_H
#define SPEAKERS_H

#include "text/corpus.h"

enum { SPEAKER_CHARS = 40 }; /* the longest prefix, in symbols */

struct speaker_pair {
	char *first, *second; /* the prefixes; owned. `first` begins more talks */
	uint64_t turns;       /* lines of one that follow a line of the other */
};

/*
 * Finds the two prefixes whose lines follow each other most often. The prefix of a line is its
 * beginning up to the first colon, tab or '>' and the blanks and tabs after it: "A: ", "<ann> ". It
 * is valid UTF-8 without NUL, also in a text of bytes. Lines without one, and empty ones, are passed
 * over, but an empty line begins a talk. Only the 64 most
 * frequent prefixes of the first 65,536 are compared. Returns false if no two prefixes follow each other
 * twice or more, with nothing to free.
 */
bool speakers_find(const struct corpus *c, struct speaker_pair *out);
void speakers_pair_free(struct speaker_pair *p);

#endif
