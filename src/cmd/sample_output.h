/* sample_output.h - draws the samples of a job and writes them to standard output. */
#ifndef SAMPLE_OUTPUT_H
#define SAMPLE_OUTPUT_H

#include "cmd/sample_job.h"

/* Draws and writes the samples, as text or as JSON objects, one a line. Reports on standard error
 * how much of a long prime was read. Returns 0, or -1 with *err (74) after a failed write. */
int sample_output_run(const struct sample_job *job, struct rnn_error *err);

#endif
