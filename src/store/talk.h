/* talk.h - the file of a talk (rnn chat): where it stands, so that it can go on another day. */
#ifndef TALK_H
#define TALK_H

#include "text/cache.h"

/* The mixture that a talk is with; {0}: a single model. */
struct talk_mixture {
	const char *members; /* checksums of its members, with blanks between */
	const char *names;   /* what messages call them */
	const char *learned; /* the form of weights that are learned; NULL: they are fixed */
	double *weight;      /* (weights) the learned weights, as they are now; 0 to 1000 */
	int weights;
};

struct talk {
	uint32_t model;     /* CRC-32 of the weights file of its model, the first of a mixture */
	uint64_t seed;      /* of the random numbers */
	uint64_t turns;     /* answered with this seed */
	double temperature; /* 0 to 1000 */
	float *state;       /* (n) of run/predict.h, after the last newline of the talk */
	size_t n;
	bool adapts;                  /* the talk learns from the user */
	struct cache_memory *learned; /* what it has learned, if it adapts */
	int symbols;                  /* number of symbols of the model, or of the mixture */
	struct talk_mixture mix;
};

/* Writes the file by a rename, so that a crash leaves the old one or the new one. An old one keeps its
 * permissions, and a symbolic link still points to it. Returns 0, or -1 with *err: 73 it cannot be
 * made, or there is something else than an empty file or a talk; 74, 77, 71; 65 a number that is not
 * finite, or more numbers than the file can hold. */
int talk_save(const char *path, const struct talk *t, struct rnn_error *err);

/* Reads the file ("-" is a file name, too) into *t, which the caller has set up: t->model and t->mix, the model
 * or mixture that must be its own; t->symbols; t->state and t->mix.weight with room for their numbers; and
 * t->learned with room, or NULL to read t->adapts without what was learned. Returns 0, or -1 with *err and the other members unchanged:
 * 65 damaged, not such a file, or of another model; 66, 71, 74, 77 as input_read_file. */
int talk_load(const char *path, struct talk *t, struct rnn_error *err);

/* Does the same with the text of a file, bytes and a final 0. */
int talk_parse(const char *path, const char *text, size_t bytes, struct talk *t,
	       struct rnn_error *err);

#endif
