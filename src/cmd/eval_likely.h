/*
 * eval_likely.h - rnn eval --per-word --likely N: compares each word of a text with the words that are likely
 * at its place.
 */
#ifndef EVAL_LIKELY_H
#define EVAL_LIKELY_H

#include "run/next.h"
#include "store/jsonout.h"

struct scoring;
struct scored_text;

/* At a place, the search reads at most this many texts that may begin a word. */
enum { LIKELY_LIMIT = 512 };

struct eval_likely {
	struct next *search;
	size_t read;                      /* ids of the text that the search has read */
	const struct next_result *result; /* of the last place; NULL: none was searched */
	int rank; /* from 1, of the word that is there; 0: it is not among them */
};

/* The stages of a scorer (eval_scorers.h). */
bool likely_wanted(const struct scoring *e);
int likely_prepare(struct scoring *e, size_t *bytes, struct rnn_error *err);
int likely_begin(struct scoring *e, struct rnn_error *err);
void likely_end(struct scoring *e);

/* Begins a text. */
void likely_start(struct scoring *e);

/* Finds the words that are likely at the place of the first letter among the symbols ids[from..to) of the text, or of
 * the first symbol if there is no letter. A word is one as rnn next means it: letters, and apostrophes between
 * them. Nothing is searched where the first symbol is not scored. Calls must be in the order of the text. */
void likely_find(struct scoring *e, const struct scored_text *t, size_t from, size_t to);

/* Write the result: as three columns, each after a tab (the rank, the probability of the likeliest word, and
 * this word; `-` where there is none), or as members of an open JSON object. */
void likely_print_columns(const struct scoring *e);
void likely_print_json(const struct scoring *e, struct jsonout *w);

#endif
