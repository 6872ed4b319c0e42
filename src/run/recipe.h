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
	bool tuned; /* the weights are pretrained */
	bool blind; /* no text is kept for validation, so the last weights are the result */
};

/* Returns the floating-point operations of training on one character, of the products alone: six for
 * each weight of the network. r->hidden must be set. */
double recipe_flops(const struct recipe *r, const struct recipe_facts *f);

/* Sets the open settings of *r. If steps or epochs are given, the result does not depend on speed or
 * number of threads, so that any machine gives the same model. If no budget is given, it is a
 * number of passes if these end within the effort's time at this speed, else the time. For pretrained
 * weights it is always a number of passes, with the time as their limit. */
void recipe_fill(struct recipe *r, const struct recipe_facts *f);

/* The facts that decide whether a training starts from the base model. */
struct recipe_init {
	size_t chars;   /* length of the text */
	double known;   /* share of its characters that the base model knows or has a relative of */
	double bits;    /* bits per character of the base model on a sample of the text */
	double counted; /* bits per character there of an n-gram model of the text before it */
	double speed;   /* characters per second that the base model can be trained on */
	double seconds; /* the time given for the training, or 0 */
	bool counts_updates; /* a number of updates or passes was given: time does not matter */
	enum effort effort;  /* the time if neither was given */
};

/* recipe_init_pays returns whether a training should start from the base model rather than from
 * random weights; recipe_init_fits, whether that is possible for a text of this length. */
bool recipe_init_fits(size_t chars);
bool recipe_init_pays(const struct recipe_init *f);

#endif
