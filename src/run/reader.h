/*
 * reader.h - reads text with one model, or with a mixture of members (mix.h), in the same words: those of
 * predict.h, whose functions it calls for one model.
 *
 * A reader has either one stream, which reads any number of symbols and may learn the weights of the
 * mixture, or several, each of which reads one symbol at a time after it was restored. Both read with the
 * members and the weights of the same mixture: one of them must be restored after the other was used.
 */
#ifndef READER_H
#define READER_H

#include "run/mix.h"
#include "run/predict.h"

struct reader;

/* Returns a reader with the streams, steps and threads of *p: of *m, or if x is not NULL of this mixture;
 * both are borrowed. A mixture reads MEMBER_STEPS at most. `share`, of the same model, may be NULL. */
struct reader *reader_new(const struct model *m, struct mix *x, const struct predict_options *p,
			  const struct reader *share);
void reader_free(struct reader *r); /* NULL does nothing */

/* Estimates the bytes that reader_new allocates, without the packed weights. */
size_t reader_bytes(const struct model *m, const struct mix *x, const struct predict_options *p);

/* Returns the floats of a state, for a model of m's layout or for the mixture. */
size_t reader_state_size(const struct model *m, const struct mix *x);

/* Puts the only stream to the start; so do the weights and counts of a mixture. */
void reader_start(struct reader *r);

/* Reads ids[0..n) from the start. Weights that are learned, are learned from it; a cache marks the end. */
void reader_prime(struct reader *r, const uint16_t *ids, size_t n);

/* Reads n ids with the only stream, or one symbol of each of the streams 0..n-1 of several. */
void reader_feed(struct reader *r, const uint16_t *ids, size_t n);
void reader_side_by_side(struct reader *r, const uint16_t *ids, int n);

/* Returns the log-probabilities of the next symbol of stream b; valid until the next call for any reader
 * of this mixture. */
const float *reader_next(struct reader *r, int b);

/* Reads t symbols; reader_row returns the row after each, in ascending order of i. */
void reader_read(struct reader *r, const uint16_t *ids, int t);
const float *reader_row(struct reader *r, int i);

/* Learns that y followed the last row that was asked for, if weights are learned. reader_learns returns
 * whether they are. */
void reader_learn(struct reader *r, uint16_t y);
bool reader_learns(const struct reader *r);

/* Save stream b, and restore it. reader_state_row returns the row after a state. */
void reader_save(struct reader *r, int b, float *state);
void reader_restore(struct reader *r, int b, const float *state);
const float *reader_state_row(struct reader *r, const float *state);

/* As predict_state_check, for a reader without a cache. */
int reader_state_check(const struct reader *r, const float *state, const char *name,
		       struct rnn_error *err);

#endif
