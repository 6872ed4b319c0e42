/*
 * recipe.h - sizes and settings for a training of which little or nothing was said.
 *
 * One number ties them together: a network gains most from a given time when it reads about four
 * characters for each of its weights. A longer time thus means a larger network and a longer reading,
 * both by the square root. Against learning a short text by heart the network is no larger than five
 * weights a character, weights decay, the more the shorter the text, one that is read over and over gets
 * dropout, as far as the width bears it, and the reading ends after a number of passes.
 */
#ifndef RECIPE_H
#define RECIPE_H

#include "core/model.h"

enum effort { EFFORT_DEFAULT, EFFORT_QUICK, EFFORT_BEST };

/* The open ones are 0, but for dropout and decay, where a number below 0 is open. */
struct recipe {
	const struct cell *cell;
	int layers;                  /* these two are never open */
	int hidden, batch, seq;
	double lr, dropout, decay;
	double seconds, epochs;      /* the budget: at most one of three is not 0 */
	uint64_t steps;
};

struct recipe_facts {
	size_t chars;                /* of the training text */
	int vocab, threads;
	enum format format;          /* float32 or bf16 */
	const char *kernels;         /* of the engine */
	enum effort effort;
	bool tuned;                  /* the weights have learnt something already */
};

/* Choose what is open. Where steps or passes are given the number of threads has no say, and the same
 * bytes come of any. Where nothing is, it helps to decide whether the clock or the passes end the
 * training; those of a text under 100,000 characters always do, on any machine of today. */
void recipe_fill(struct recipe *r, const struct recipe_facts *f);

#endif
