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
	double limit; /* if the recipe chose the epochs: seconds that they may take at most, else 0;
	                 set by recipe_fill */
};

/* The facts on which the choice depends. */
struct recipe_facts {
	size_t chars; /* length of the training text */
	int vocab, threads;
	double flops; /* floating-point operations per second of all threads in training, > 0; as
	                 recipe_flops counts them */
	enum effort effort;
	bool tuned; /* the weights are pretrained (--init) */
};

/* Returns the floating-point operations of training on one character, of the products alone: six for
 * each weight of the network. r->hidden must be set. */
double recipe_flops(const struct recipe *r, const struct recipe_facts *f);

/* Sets the open settings of *r. If steps or epochs are given, the result does not depend on speed or
 * number of threads, so that any machine gives the same model. If no budget is given, it is a
 * number of passes if these end within the effort's time at this speed, else the time. */
void recipe_fill(struct recipe *r, const struct recipe_facts *f);

#endif
