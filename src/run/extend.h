/*
 * extend.h - gives a model a larger alphabet, for fine-tuning on a text with new characters.
 *
 * The weights of the symbols that the model knows are kept. A new symbol begins as its nearest
 * relative among them (text/relatives.h), or as the mean of those of its class: of all letters, all
 * digits, and so on, or of all symbols if the model knows none of the class. Its row of the output
 * matrix, and of the embedding or the one-hot input matrix, are copies or means of their rows. Its
 * output bias gives it the share of their probability that it has in the text:
 *
 *     b = log(sum of exp(b_r) over the relatives r) + log(n / N)
 *
 * where n is the number of its occurrences in the text, and N that of the relatives and of all new
 * symbols that have the same relatives. So the probability of all symbols that were known is at
 * most halved if each new symbol has one relative.
 */
#ifndef EXTEND_H
#define EXTEND_H

#include "store/saved_model.h"

/* Replaces the alphabet of *a by *to, which contains it and has the same unit, and extends its
 * weights. count[id] (V of *to) is how often each symbol occurs in the text. Does nothing if the
 * alphabets are the same. Returns 0, or -1 with *err (65) if the larger model is impossible. */
int extend_alphabet(struct saved_model *a, const struct vocab *to, const uint64_t *count,
		    struct rnn_error *err);

#endif
