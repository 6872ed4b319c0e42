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
	int threads;       /* 0: all cores */
	const struct work *share; /* NULL, or a workspace that lives longer, of the same model read by an
	                            engine for reading: its packed weights serve this one too */
};

/* Bytes that work_new would allocate for a model of m's layout, without what the engine keeps;
 * SIZE_MAX if it overflows. */
size_t work_bytes(const struct model *m, const struct work_options *o);
struct work *work_new(const struct model *m, const struct work_options *o);
void work_free(struct work *w);

/* Call after the weights changed and once after work_new: packs them and builds the look-up table
 * of layer 0. */
void work_refresh(struct work *w);

/* Carried states of all streams: h and, for cells with one, c, as (L, B, H) each; the count of
 * floats is work_state_size. work_reset zeroes them; reset_stream one stream. Not between
 * pass_forward and the pass_backward that belongs to it. */
size_t work_state_size(const struct work *w);
void work_state_get(const struct work *w, real *out);
void work_state_set(struct work *w, const real *in);
void work_stream_get(struct work *w, int b, real *out);      /* of one stream: (L, H) each */
void work_stream_set(struct work *w, int b, const real *in);
void work_reset(struct work *w);
void work_reset_stream(struct work *w, int b);

#endif
