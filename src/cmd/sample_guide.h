/* sample_guide.h - the options of rnn sample that say what may be drawn. */
#ifndef SAMPLE_GUIDE_H
#define SAMPLE_GUIDE_H

#include "options/options.h"
#include "run/guide.h"
#include "store/saved_model.h"

struct guide_args {
	struct strings only, without;
	const char *match, *one_of;
	bool exact;
};

extern const struct option_row guide_rows[];

/* What a guide borrows. All zero: no guide. */
struct sample_guide {
	struct guide guide;
	bool *may; /* (V) owned */
	struct automaton match;
	struct choices list;
};

/* Returns whether the options say where a sample ends. */
bool guide_args_end(const struct guide_args *o);

/* Makes the guide for samples of at most `length` symbols (-1: no limit), and says what of a list was
 * left out. *guide is NULL if no option asks for one. Returns 0, or -1 with *err: 64 if nothing may be
 * drawn, 65 or as input_open for a list. The caller frees *g in both cases. */
int sample_guide_init(struct sample_guide *g, const struct guide_args *o,
		      const struct saved_model *a, long long length, bool quiet,
		      struct guide **guide, struct rnn_error *err);
void sample_guide_free(struct sample_guide *g);

#endif
