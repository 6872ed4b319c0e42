/* sample_job.h - what rnn sample has to do, made from its options and the model. */
#ifndef SAMPLE_JOB_H
#define SAMPLE_JOB_H

#include "cmd/sample_args.h"
#include "run/keep.h"
#include "run/sample.h"
#include "store/saved_model.h"

struct sample_job {
	const struct sample_args *o;
	const struct saved_model *a;
	struct sample_options how; /* borrows the arrays below */
	char *prime;               /* (prime_bytes) as given, printed before each sample; owned */
	size_t prime_bytes;
	uint16_t *prime_ids; /* (how.primes) owned */
	struct stop *stops;  /* (how.stops) owned, and so are their ids */
	struct sample_guide guide;
	const char **stop_text; /* (how.stops) the strings as given, borrowed; the array is owned */
	bool tell_seed;         /* the seed was drawn, and matters */
	bool separated;         /* a separator follows each sample */
	char *separator;        /* (separator_bytes) owned; NULL: a newline, unless the sample ends
				 * with one */
	size_t separator_bytes;

	bool waits;            /* samples are printed when they are complete */
	bool colored;          /* in colours */
	int tries;             /* see keep_options; for --then, the draws of lead_options */
	struct lineset *novel; /* lines that no sample may have; NULL: none; owned */
	uint16_t *novel_ids;   /* what how.runs borrows; owned */
	uint16_t *then;        /* (thens) the end of the sample; NULL: any; owned */
	size_t thens;
};

/* Makes the job from the command line `line`, whose values are a struct sample_args, and the model.
 * Reads the prime. Prints warnings. Returns 0, or -1 with *err. The caller frees the job by sample_job_free in both cases. */
int sample_job_init(struct sample_job *job, const struct options *line, const struct saved_model *a,
		    struct rnn_error *err);
void sample_job_free(struct sample_job *job);

/* Says on standard error which seed was drawn, so that the text can be repeated. Does nothing if
 * the seed was given, makes no difference, or is in the JSON. */
void sample_job_tell_seed(const struct sample_job *job);

#endif
