/*
 * predict.h - reads text with a model. Everything that scores text, draws text or adapts a model
 * uses it.
 *
 * A predictor reads B streams of symbols side by side and gives, for each, the log-probabilities of
 * the symbol that comes next. Each stream has its own state: its predictions depend on what it has
 * read so far, not on the other streams. Callers see ids, log-probabilities and saved states, never
 * the network.
 *
 *     struct predictor *p = predict_new(&m, &(struct predict_options){.streams = 1, .steps = 32});
 *     predict_feed(p, ids, n);
 *     const float *logp = predict_next(p, 0);     // natural log p(ids[n] = v), v = 0..V-1
 *     predict_free(p);
 *
 * Letters: V symbols of the model, B streams, T the longest read, t the steps of the last read.
 * Probabilities are natural logarithms. No function but predict_new allocates memory. Only one
 * thread may use a predictor at a time; the predictor distributes its work to threads itself.
 *
 * After predict_read, the caller asks for one of these results of the t steps:
 *
 *     predict_next            the row after the last step
 *     predict_rows            the rows after every step
 *     predict_score           -log p of given targets, after every step; predict_logits before it
 *     predict_state_gradient  how -log p of the target after the last step depends on the states
 *
 * predict_next may follow the others, except predict_state_gradient, and predict_score in a predictor
 * that learns, because these overwrite the rows. Any other combination is a fault of the caller and
 * fails an assertion.
 */
#ifndef PREDICT_H
#define PREDICT_H

#include "core/model.h"

struct predictor;
struct team;

struct predict_options {
	int streams;       /* B >= 1 */
	int steps;         /* T >= 1 */
	int threads;       /* as team_new takes it; the results do not depend on it */
	struct team *team; /* threads to use, borrowed; NULL: a new team; not used with `share` */
	bool learn;        /* allow predict_gradient: more memory, and an engine that can train */
	/* Use the packed weights and the team of this predictor, which must be of the same model
	 * and outlive the new one; m->engine->reader must be true. Predictors that share may be
	 * used by different threads at the same time if m->format is FORMAT_F32 and they have one
	 * thread each. NULL: pack the weights. */
	const struct predictor *share;
};

/* Returns a predictor of *m with all streams at their start. It borrows m, which must outlive
 * it. */
struct predictor *predict_new(const struct model *m, const struct predict_options *o);
void predict_free(struct predictor *p); /* NULL does nothing */

/* Returns the team of the predictor, for other work between two reads; NULL: the calling thread
 * alone. */
struct team *predict_team(const struct predictor *p);

/* Estimate the bytes that predict_new allocates for a model of m's layout: predict_bytes without
 * the packed weights, predict_pack_bytes those alone. Return SIZE_MAX if the sum overflows. */
size_t predict_bytes(const struct model *m, const struct predict_options *o);
size_t predict_pack_bytes(const struct model *m);

/* Packs the weights again; to be called after the weights of the model changed. States stay as they
 * are. Not for a predictor made with `share`. */
void predict_refresh(struct predictor *p);

/* ---- Reading ---- */

/* Reads t steps (1..T) of all streams. ids (t, B) has one step after the other. */
void predict_read(struct predictor *p, int t, const uint16_t *ids);

/* Reads n ids, any number, with a predictor of one stream. */
void predict_feed(struct predictor *p, const uint16_t *ids, size_t n);

/* Returns the log-probabilities (V) of the next symbol of stream b; they are uniform at its start.
 * Valid until the next read, or until the state of stream b is reset, restored or copied to. */
const float *predict_next(struct predictor *p, int b);

/* predict_rows computes the log-probabilities after every step of the last read; predict_row then
 * returns the row (V) of step i (0..t-1) of stream b, valid until the next read. */
void predict_rows(struct predictor *p);
const float *predict_row(const struct predictor *p, int i, int b);

/* Returns the row (V) of logits of step i of stream b: log-probabilities, up to a constant that is
 * added to the whole row. Valid until another result of this read is asked for. Several threads may
 * call it at the same time. */
const float *predict_logits(const struct predictor *p, int i, int b);

/* Computes -log p of the target after each step, and returns the sum. targets (t, B) has ids; nll
 * (t, B; may be NULL) receives the terms. */
double predict_score(struct predictor *p, const uint16_t *targets, float *nll);

/* Writes the gradient of the mean nll over the t * B positions to grad (m->n), in the layout of
 * m->w. The state before the read is taken as constant. To be called after predict_read and
 * predict_score, with the option `learn`. */
void predict_gradient(struct predictor *p, real *grad);

/* Computes the squared norms of the gradient of -log p of `targets` (B) after the last step with
 * respect to the states: squares (parts, t, B), where part 0 is about h and part 1, if the cell has it,
 * about c, both over all layers. Number i of the t is about the state that enters step i, whose h and c
 * are independent variables. To be called after predict_read, with the option `learn`. */
void predict_state_gradient(struct predictor *p, const uint16_t *targets, double *squares);

/* ---- States ---- */

/* Put all streams, or stream b, back to the start, as if nothing had been read. */
void predict_reset(struct predictor *p);
void predict_reset_stream(struct predictor *p, int b);

/* Save stream b into `state`, or restore it from there: a flat array of predict_state_size floats.
 * It holds the hidden state and the row of predict_next, so a restored stream goes on as the saved
 * one would have. Any stream of any predictor of the same model and weights may restore it. A
 * predictor that learns cannot save between predict_score and the next read. */
size_t predict_state_size(const struct predictor *p);
void predict_save(struct predictor *p, int b, float *state);
void predict_restore(struct predictor *p, int b, const float *state);

/* Checks that a state that comes from a file is one that a text can lead to: every h and c is in its range, and the row
 * has log-probabilities. Returns 0, or -1 with *err: 65, "NAME: state: ...". */
int predict_state_check(const struct predictor *p, const float *state, const char *name,
			struct rnn_error *err);

/* Copies the state of stream `a` of `from` to stream `b` of `to`. Both are predictors of the same
 * model and weights, or the same predictor; what predict_save requires holds for `from`. */
void predict_copy(struct predictor *to, int b, struct predictor *from, int a);

#endif
