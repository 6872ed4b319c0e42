/* eval_words.h - rnn eval --per-word: a row for each word of a text. */
#ifndef EVAL_WORDS_H
#define EVAL_WORDS_H

#include "cmd/eval_scorers.h"

/*
 * Writes a row for each word of the text to standard output: byte offset, bits, scored and unknown
 * characters, word, and with --likely the columns of eval_likely.h; or with --json an object. A word is a run of bytes without ASCII white space. The
 * white space after it counts as its end, so that the bits of all rows add up to those of the text; if
 * the text begins with white space, the first word is empty. Unknown characters cost
 * score_unknown_bits. t->nll and t->at are set.
 */
void words_print(struct scoring *e, const struct scored_text *t);

#endif
