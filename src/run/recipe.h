/*
 * recipe.h - chooses the sizes and settings of a training that the user left open.
 *
 * The rule behind them: in a given time, the loss is lowest if the network reads about four
 * characters per weight. So both the number of weights and the number of characters read grow with
 * the square root of the time. To keep the network from memorising a short text, it has at most
 * five weights per character of the text, weight decay is stronger the shorter the text, dropout
 * grows with the number of passes (less for a narrow network), and the number of passes is limited.
 */
#ifndef RECIPE_H
#define RECIPE_H

#include "core/model.h"

enum effort { EFFORT_DEFAULT, EFFORT_QUICK, EFFORT_BEST };

/* The settings. A setting that is open is 0; dropout and decay are negative if open. */
struct recipe {
	const struct cell *cell; /* never open */
	int layers;              /* never open */
	int hidden, batch, seq;
	double lr, dropout, decay;
	double seconds, epochs; /* budget: at most one of seconds, epochs, steps is not 0 */
	uint64_t steps;
};

/* The facts on which the choice depends. */
struct recipe_facts {
	size_t chars; /* length of the training text */
	int vocab, threads;
	enum format format;  /* FORMAT_F32 or FORMAT_BF16 */
	const char *kernels; /* name of the engine's kernels */
	enum effort effort;
	bool tuned; /* the weights are pretrained (--init) */
};

/* Sets the open settings of *r. If steps or epochs are given, the result does not depend on the
 * number of threads, so that any number gives the same model. If no budget is given, the speed of
 * the threads decides whether the time limit or the pass limit applies; for a text of less than
 * 100,000 characters it is the pass limit on any current machine. */
void recipe_fill(struct recipe *r, const struct recipe_facts *f);

#endif
