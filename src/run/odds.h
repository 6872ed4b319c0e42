/* odds.h - reads a sample again, and tells how likely each of its symbols was, and what else was. */
#ifndef ODDS_H
#define ODDS_H

#include "run/sample.h"

enum { ODDS_OTHERS = 5 };

struct odds_symbol {
	uint16_t id;
	double p;     /* the model's own probability */
	double drawn; /* that of being drawn: with all options of the sampler */
};

struct odds {
	struct odds_symbol own;
	double nats; /* -log p of the symbol */
	int others;
	struct odds_symbol
		other[ODDS_OTHERS]; /* the likeliest other symbols, the likeliest first */
};

/* Estimates the bytes that odds_new allocates. Returns SIZE_MAX if the sum overflows. */
size_t odds_bytes(const struct model *m, const struct sample_options *o);

/* Returns a reader of samples that were drawn with these options. Borrows the model and the options,
 * and reads the prime. */
struct odds_reader *odds_new(const struct model *m, const struct sample_options *o);
void odds_free(struct odds_reader *r); /* NULL does nothing */

/* Starts a sample that was drawn with these random numbers. */
void odds_start(struct odds_reader *r, const struct sample_draw *draw);

/* Sets *odds to the odds of the next symbol of the sample, `id`, and reads it. */
void odds_next(struct odds_reader *r, uint16_t id, struct odds *odds);

#endif
