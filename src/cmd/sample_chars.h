/* sample_chars.h - the odds of the characters of a sample, as JSON or as colours. */
#ifndef SAMPLE_CHARS_H
#define SAMPLE_CHARS_H

#include "cmd/sample_job.h"
#include "run/odds.h"
#include "store/jsonout.h"

/* Writes the member "per_char" of an open JSON object: an array with an object for each character drawn,
 * also for those of a stop string that was cut off. */
void sample_chars_json(const struct sample_job *job, struct odds_reader *odds, const struct take *t,
		       struct jsonout *w);

/* Writes a sample to standard output in the colours of rnn eval --color, without the prime. */
void sample_chars_color(const struct sample_job *job, struct odds_reader *odds,
			const struct take *t);

/* Writes the line that explains the colours, on a line of its own; line_start: it is at the start of one
 * already. */
void sample_chars_legend(bool line_start);

#endif
