/*
 * predict.h - reading text with a model: everything that scores, draws or adapts stands on this.
 *
 * A predictor reads B streams of symbols side by side and gives, for each, the log-probabilities of
 * the symbol that comes next. Each stream has its own state: what it has read so far decides its
 * predictions, and the other streams do not. Callers see ids, log-probabilities and saved states,
 * never the network.
 *
 *     struct predictor *p = predict_new(&m, &(struct predict_options){.streams = 1, .steps = 32});
 *     predict_feed(p, ids, n);
 *     const float *logp = predict_next(p, 0);     // natural log p(ids[n] = v), v = 0..V-1
 *     predict_free(p);
 *
 * Letters: V symbols of the model, B streams, T the longest read, t the steps of the last read.
 * Probabilities are natural logarithms. predict_new allocates; nothing else here does. One thread
 * uses a predictor at a time; it shares the work among `threads` by itself.
 *
 * After predict_read the caller chooses what it wants of the t predictions of each stream, one of:
 *
 *     predict_next        the row after the last step
 *     predict_rows        the rows after every step
 *     predict_score       -log p of given targets, after every step; predict_logits before it
 *
 * predict_next may follow the others, unless the predictor learns: then predict_score uses the rows
 * up. Any other mixture is a fault of the caller and ends in an assertion.
 */
#ifndef PREDICT_H
#define PREDICT_H

#include "core/model.h"

struct predictor;
struct team;

struct predict_options {
	int streams;    /* B >= 1 */
	int steps;      /* T >= 1 */
	int threads;    /* as team_new takes it. No result depends on it */
	struct team *team; /* threads to use, borrowed; NULL: those of `share`, or a team of our own */
	bool learn;     /* allow predict_gradient: more memory, and an engine that can train */
	/* Use the packed weights of this predictor, which must be of the same model and outlive the
	 * new one. Only where m->engine->reader. Predictors that share may be used by different
	 * threads at the same time if m->format is FORMAT_F32. NULL: pack our own. */
	const struct predictor *share;
};

/* A predictor of *m with all streams at their start. It borrows m, which must outlive it. */
struct predictor *predict_new(const struct model *m, const struct predict_options *o);
void predict_free(struct predictor *p); /* NULL does nothing */

/* The threads of the predictor, for work beside reading; NULL: the calling thread alone. */
struct team *predict_team(const struct predictor *p);

/* About the bytes that predict_new allocates for a model of m's layout, without packed weights;
 * SIZE_MAX if it overflows. predict_pack_bytes: those of the packed weights. */
size_t predict_bytes(const struct model *m, const struct predict_options *o);
size_t predict_pack_bytes(const struct model *m);

/* Pack the weights again after those of the model changed. States stay as they are. Not for a
 * predictor that shares. */
void predict_refresh(struct predictor *p);

/* ---- Reading ---- */

/* Read 1 <= t <= T steps of all streams. ids: (t, B), one step after the other. */
void predict_read(struct predictor *p, int t, const uint16_t *ids);

/* Read n ids, any number, of a predictor with one stream. */
void predict_feed(struct predictor *p, const uint16_t *ids, size_t n);

/* Log-probabilities (V) of the next symbol of stream b; uniform at its start. Valid until the next
 * read, or until the state of stream b is set otherwise. */
const float *predict_next(struct predictor *p, int b);

/* Log-probabilities after every step of the last read. predict_rows computes them; predict_row
 * gives the row (V) of step 0 <= i < t of stream b, valid until the next read. */
void predict_rows(struct predictor *p);
const float *predict_row(const struct predictor *p, int i, int b);

/* Row (V) of step i of stream b before normalisation: log-probabilities but for a constant that is
 * added to the whole row. Valid until any other result of this read is asked for. Several threads
 * may call it at a time. */
const float *predict_logits(const struct predictor *p, int i, int b);

/* Compute -log p of the target after each step. targets: ids (t, B); nll: (t, B) or NULL. Returns
 * the sum. */
double predict_score(struct predictor *p, const uint16_t *targets, float *nll);

/* With the option `learn`, after predict_read and predict_score: write the gradient of the mean nll
 * over t * B positions to grad, (m->n) in the layout of m->w. The state before the read is held to
 * be constant. */
void predict_gradient(struct predictor *p, real *grad);

/* ---- States ---- */

/* Put all streams, or stream b, back to the start: nothing read. */
void predict_reset(struct predictor *p);
void predict_reset_stream(struct predictor *p, int b);

/* Save stream b into, or restore it from, `state`: a flat array of predict_state_size floats. It
 * holds the hidden state and the row of predict_next, so a restored stream goes on as the saved one
 * would have. Any stream of any predictor of the same model and weights may restore it. A predictor
 * that learns cannot save between predict_score and the next read. */
size_t predict_state_size(const struct predictor *p);
void predict_save(struct predictor *p, int b, float *state);
void predict_restore(struct predictor *p, int b, const float *state);

/* Put stream `b` of `to` in the state of stream `a` of `from`, a predictor of the same model and
 * weights, perhaps the same predictor; `from` as for predict_save. */
void predict_copy(struct predictor *to, int b, struct predictor *from, int a);

#endif
