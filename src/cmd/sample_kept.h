/* sample_kept.h - rnn sample when samples are judged, compared or searched for before they are written. */
#ifndef SAMPLE_KEPT_H
#define SAMPLE_KEPT_H

#include "cmd/sample_job.h"
#include "host/progress.h"

/* Sets the members of the job about samples that wait; the others are set already. Reads the file of
 * --novel. Returns 0, or -1 with *err. sample_kept_free frees the members in both cases. */
int sample_kept_init(struct sample_job *job, struct rnn_error *err);
void sample_kept_free(struct sample_job *job);

/* Estimates the bytes that drawing allocates, whether samples wait or not. Returns SIZE_MAX if the sum
 * overflows. */
size_t sample_job_bytes(const struct sample_job *job);

/* Draws the samples, and calls `emit` with the sink's ctx for each that is to be written; of the sink, it
 * calls `read`. Tells *progress how far it is with a sample. Returns 0; -1 with *err (65) if a sample was given up: those before it were written; or
 * SAMPLE_NOT_WRITTEN if a function did not return 0. */
enum { SAMPLE_NOT_WRITTEN = -2 };
int sample_kept_run(const struct sample_job *job, const struct sample_sink *sink,
		    int (*emit)(void *ctx, const struct take *t), struct progress *progress,
		    struct rnn_error *err);

#endif
