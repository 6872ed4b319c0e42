/* sample.c - rnn sample: writes text drawn from a model to standard output. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/commands.h"
#include "cmd/model_use.h"
#include "cmd/sample_kept.h"
#include "cmd/sample_mix.h"
#include "cmd/sample_output.h"
#include "host/sandbox.h"
#include "host/startup.h"

/* Returns whether another program reads standard output. */
static bool to_reader(void)
{
	struct stat st;

	return fstat(STDOUT_FILENO, &st) == 0 && (S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode));
}

/* Writes the samples, and tells the seed: after them, where it is seen; but before a text that a
 * signal may end, which is one without end, or one whose reader may leave. */
static int write_samples(const struct sample_job *job, struct rnn_error *err)
{
	bool before = job->how.length < 0 || to_reader();

	if (before)
		sample_job_tell_seed(job);
	if (sample_output_run(job, err) < 0)
		return -1;
	if (!before)
		sample_job_tell_seed(job);
	return 0;
}

static int run_model(const struct options *line, struct saved_model *a, struct rnn_error *err)
{
	const struct sample_args *o = line->values;
	struct sample_job job = {0};
	struct sample_mix mix = {0};
	int rc = sample_job_init(&job, line, a, err);

	if (rc == 0)
		rc = sample_mix_open(&mix, line, a, err);
	if (rc == 0)
		rc = startup_memory((int)o->general.threads,
				    size_sum(sample_job_bytes(&job), 1, sample_mix_bytes(&mix)),
				    err);
	if (rc == 0) {
		sandbox_enter(); /* an additional protection: may fail */
		rc = sample_mix_begin(&mix, &job.how, err);
	}
	if (rc == 0)
		rc = write_samples(&job, err);
	sample_mix_close(&mix);
	sample_job_free(&job);
	return rc;
}

static int run(struct options *line, struct rnn_error *err)
{
	struct sample_args *o = line->values;

	if (sample_args_check(line, err) < 0)
		return -1;
	o->general.model = o->mix.model.n > 0 ? o->mix.model.item[0] : NULL;
	return model_use(line, o->precision, run_model, err);
}

/* clang-format off */
static const char *const examples[] = {
	"rnn sample", "write 500 characters with the model trained last",
	"rnn sample --prime 'Once upon a time' -n 1000 -t 0.7", "continue a text",
	"rnn sample --stop-after . --min-length 20", "one sentence of 20 characters or more",
	"rnn sample -m models/names --count 9 --stop $'\\n' --novel names.txt --unique",
	"nine names that names.txt lacks, by a model that learned names",
	"rnn sample --prime 'Once ' --then ' The End.' -n 100", "a text with this end",
	NULL,
};
/* clang-format on */

const struct command cmd_sample = {
	.name = "sample",
	.summary = "write text with a model",
	.description =
		"Writes text drawn from a model: first the prime, then its continuation. On a "
		"terminal, each character appears as it is drawn, control characters as \\x1b; a "
		"pipe gets the text unchanged, line by line. The same seed, options, model and "
		"version give the same text on every CPU. Samples that are chosen among others "
		"are written when they are complete. Likely means likely for the model itself, "
		"whatever the temperature. A sample that --novel or --unique refuses is drawn "
		"again, up to --tries times; then the exit status is 65. --novel ignores blanks "
		"at the ends of a line; the first line of a sample begins in the prime. "
		"--novel-run never draws the character that would complete a run of FILE. --then "
		"draws several texts, and ends one where TEXT is likely to follow; it gives up after "
		"16384 characters a try. With --json, a sample is an object: text; seed (a string if above 2^53, null with --beam); chars, without the "
		"prime; scored, the characters drawn, also of a stop string that was cut off; "
		"nats, their mean -log p; nats_total; stop, the string that ended it, or null; "
		"per_char: for each scored one offset, char, code, bits, p, drawn_p (of being "
		"drawn), cut (off) and the five likeliest others.",
	.groups = sample_groups,
	.values_size = sizeof(struct sample_args),
	.conflicts = sample_conflicts,
	.needs = sample_needs,
	.uses = USES_SANDBOX,
	.example = examples,
	.run = run,
};
