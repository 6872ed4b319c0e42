/* talk_impl.h - the members of the file of a talk, and how they are written. */
#ifndef TALK_IMPL_H
#define TALK_IMPL_H

#include "store/fields.h"
#include "store/talk.h"

#define FORMAT "rnn-talk"
enum { VERSION = 1, DIGITS = 8, SYMBOL_DIGITS = 4 };

/* The members of the file. */
struct members {
	char *format, *seed, *state; /* owned */
	char *said, *weights;        /* owned; both NULL if the talk does not adapt */
	char *members, *names;       /* owned; of a mixture; NULL: a single model */
	char *mix, *mix_weights;     /* owned; both NULL if no weights of a mixture are learned */
	int version;
	uint32_t model;
	uint64_t turns;
	double temperature;
	char *sum; /* owned; of self_sum.h */
};

extern const struct field talk_fields[]; /* of struct members */

void members_free(struct members *m);

#endif
