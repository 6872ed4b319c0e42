/*
 * work.h - the workspace: everything that changes while a model runs. Its memory is allocated once;
 * running a model (pass.h) allocates nothing.
 */
#ifndef WORK_H
#define WORK_H

#include "core/model.h"

struct work;

struct work_options {
	int B, T;          /* streams, longest window */
	bool train;        /* keep what backward needs */
	real dropout;      /* 0..<1: variational, one mask per window; training only */
	int threads;       /* as team_new takes it */
	struct team *team; /* threads to use, borrowed; NULL: those of `share`, or a team of our own */
	/* Share the packed weights of this workspace, which must outlive ours and have the same
	 * model and an engine with `reader` set. NULL: pack our own. */
	const struct work *share;
};

/* Bytes that work_new would allocate for a model of m's layout, without what the engine keeps;
 * SIZE_MAX if it overflows. */
size_t work_bytes(const struct model *m, const struct work_options *o);
struct work *work_new(const struct model *m, const struct work_options *o);
void work_free(struct work *w);

/* The threads of the workspace, which it may own; NULL: the calling thread alone. */
struct team *work_team(const struct work *w);

/* Pack the weights anew and build the look-up table of layer 0: to be called after the weights
 * changed, by the owner of the packed weights (work_new has done it once; see share). */
void work_refresh(struct work *w);

/* Carried states of all streams: h and, for cells with one, c, as (L, B, H) each; the count of
 * floats is work_state_size. work_reset zeroes them, work_reset_stream those of one stream. No
 * state may be set or reset between pass_forward and the pass_backward that belongs to it. */
size_t work_state_size(const struct work *w);
void work_state_get(const struct work *w, real *out);
void work_state_set(struct work *w, const real *in);
void work_stream_get(struct work *w, int b, real *out);      /* of one stream: (L, H) each */
void work_stream_set(struct work *w, int b, const real *in);
void work_reset(struct work *w);
void work_reset_stream(struct work *w, int b);

#endif
