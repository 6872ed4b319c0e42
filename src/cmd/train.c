/*
 * train.c - rnn train: checks the options, has train_setup.c prepare model and texts, and runs the
 * trainer of run/train.h.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/pace.h"
#include "cmd/commands.h"
#include "cmd/engine.h"
#include "cmd/model_dir.h"
#include "cmd/reading.h"
#include "cmd/train_init.h"
#include "cmd/train_next.h"
#include "cmd/train_progress.h"
#include "cmd/train_ranks.h"
#include "cmd/train_setup.h"
#include "core/peers.h"
#include "host/signals.h"
#include "host/say.h"
#include "text/input.h"

struct training_run {
	struct train_setup setup;
	struct train_progress progress;
	char *command;                  /* equivalent command line with all chosen options; owned */
	volatile int *signal;           /* see host/signals.h */
	bool linked;                    /* models/latest was set */
	bool unlogged;                  /* writing the log has failed */
	int broken;                     /* errno of the failed write to standard output, or 0 */
	uint64_t first_step, last_step; /* of the first and the last event */
};

static void on_event(void *ctx, const struct event *e)
{
	struct training_run *r = ctx;
	struct rnn_error err;
	char *line = event_json(e);

	if (store_log(&r->setup.store, line, &err) < 0 && !r->unlogged) {
		r->unlogged = true; /* the training matters more than its log */
		say(r->setup.o->general.quiet, "warning: %s", err.text);
	}
	if (r->setup.o->general.json && r->broken == 0 &&
	    (fputs(line, stdout) < 0 || fflush(stdout) != 0)) {
		r->broken = errno; /* no reader is left: save and stop */
		if (*r->signal == 0 || *r->signal == SIGUSR1)
			*r->signal = SIGPIPE;
	}
	free(line);
	train_progress_event(&r->progress, e);
	if (e->kind == EVENT_START)
		r->first_step = e->step;
	r->last_step = e->step;
	if (e->kind == EVENT_SAVE && !r->linked) {
		model_dir_set_latest(r->setup.dir, r->setup.o->general.quiet);
		r->linked = true;
	}
}

static int train(struct training_run *r, bool *done, struct rnn_error *err)
{
	const struct train_args *o = r->setup.o;
	bool int8 = o->storage != NULL && strcmp(o->storage, storage_name(STORAGE_INT8)) == 0;
	char *json = options_json(r->setup.line);
	uint16_t *prime;
	struct train_options how = train_setup_options(&r->setup);
	int rc = store_log_start(&r->setup.store, !o->resume, err);

	how.signal = r->signal;
	how.report = on_event;
	how.report_ctx = r;
	how.options = json;
	reading_default_prime(&r->setup.a.vocab, r->setup.a.start, &prime, &how.primes);
	how.prime = prime;
	r->setup.a.weights.storage = int8 ? STORAGE_INT8 : STORAGE_F32;
	if (rc == 0)
		rc = train_run(&r->setup.a, &r->setup.texts.train, &r->setup.texts.valid,
			       &r->setup.store, o->resume, &how, done, err);
	free(json);
	free(prime);
	return rc;
}

/* Says where the model is and which command comes next. */
static void say_next(const struct train_setup *r, bool stopped)
{
	bool quiet = r->o->general.quiet;
	char *next = stopped                  ? train_next_resume(r->dir, r->line)
		     : r->a.chat.user != NULL ? train_next_in("rnn chat", r->dir)
					      : train_next_sample(r->dir);

	if (stopped) {
		say(quiet, "stopped and saved; continue with: %s", next);
	} else {
		say(quiet, "the model is in %s", r->dir);
		say(quiet, "next: %s", next);
	}
	free(next);
}

/* Returns the exit status of a training without error, or -1 with *err if its output failed. */
static int ended(const struct training_run *r, bool done, struct rnn_error *err)
{
	int number = *r->signal == SIGUSR1 ? 0 : *r->signal;

	if (r->setup.o->resume && done && r->first_step == r->last_step)
		say(r->setup.o->general.quiet,
		    "warning: this training was complete already; to continue it, set a larger "
		    "--epochs, --steps or --time");
	if (r->broken != 0) {
		struct sigaction now;
		/* A closed pipe ends the program by SIGPIPE, unless the caller ignores SIGPIPE. */
		if (r->broken == EPIPE && sigaction(SIGPIPE, NULL, &now) == 0 &&
		    now.sa_handler != SIG_IGN) {
			signals_raise(SIGPIPE);
		}
		return errorf(err, EX_IOERR, "standard output: %s", strerror(r->broken));
	}
	say_next(&r->setup, number != 0 && !done);
	return number != 0 && !done ? 128 + number : 0;
}

static int check_options(const struct options *line, struct rnn_error *err)
{
	const struct train_args *o = line->values;
	const struct strings *file = &line->operand;

	if (o->valid_file != NULL && !utf8_valid(o->valid_file))
		return errorf(err, EX_USAGE,
			      "--valid-file %s: the file name is not UTF-8, so --resume could not "
			      "find the file; rename it",
			      o->valid_file);
	for (int i = 0; o->valid_file != NULL && i < file->n; i++)
		if (input_is_standard(o->valid_file) && input_is_standard(file->item[i]))
			return errorf(err, EX_USAGE, "standard input (-) can be read only once");
	return 0;
}

/* Returns the directory of the model, or NULL with *err; the caller frees it. */
static char *choose_dir(const struct options *line, struct rnn_error *err)
{
	const struct train_args *o = line->values;

	return line->operand.n > 0
		       ? model_dir_to_train(o->general.model, line->operand.item[0], err)
		       : model_dir_to_resume(o->general.model, err);
}

/* Trains what has been set up. Returns the exit status, or -1 with *err. */
static int run_training(struct training_run *r, struct rnn_error *err)
{
	const struct train_args *o = r->setup.o;
	struct options *line = r->setup.line;
	bool done = false;

	if (!o->resume) {
		/* When the command is repeated, the directory holds the model of this training. */
		options_set_given(line, "force");
		r->command = options_command(line);
	}
	train_progress_init(&r->progress, o->general.quiet, !o->general.json, r->command);
	r->signal = signals_catch();
	int rc = train(r, &done, err);
	return rc == 0 ? ended(r, done, err) : rc;
}

/* Trains in this process, or as rank 0 of several. */
static int run_first(struct options *line, struct peers *peers, struct rnn_error *err)
{
	struct train_args *o = line->values;
	struct training_run r = {
		.setup = {.line = line, .o = o, .began = pace_clock(), .peers = peers}};
	const struct engine *engine;
	int rc = -1;

	if (train_init_check(line, err) < 0 || check_options(line, err) < 0 ||
	    (engine = engine_for(line->command, &o->general, err)) == NULL)
		return -1;
	r.setup.dir = choose_dir(line, err);
	if (r.setup.dir != NULL && (o->resume ? train_setup_resume(&r.setup, engine, err)
					      : train_setup_begin(&r.setup, engine, err)) == 0)
		rc = run_training(&r, err);
	train_setup_free(&r.setup);
	free(r.command);
	return rc;
}

static int run(struct options *line, struct rnn_error *err)
{
	struct train_args *o = line->values;
	struct peers *peers;

	if (train_ranks_open(&peers, &o->general, err) < 0)
		return -1;
	if (peers_rank(peers) > 0)
		return train_ranks_follow(peers, &o->general);
	int rc = run_first(line, peers, err);
	train_ranks_close(peers);
	return rc;
}

/* clang-format off */
static const char *const examples[] = {
	"rnn train corpus.txt", "train models/corpus",
	"rnn train --best *.txt", "the best model that an hour allows, from several files",
	"rnn train --hidden 256 --time 5m corpus.txt", "choose size and time yourself",
	"zcat poems.gz | rnn train -m models/poems -", "read standard input",
	"rnn train --resume", "continue the newest model after Ctrl-C or a power cut",
	"rnn train --resume --time 30m corpus.txt", "continue models/corpus, up to 30 minutes in all",
	"rnn train --init models/corpus -m models/mine letters.txt", "fine-tune models/corpus",
	"rnn train --init none letters.txt", "learn from this text alone",
	"rnn train --chat log.txt", "learn from talks, to talk with rnn chat",
	NULL,
};
/* clang-format on */

const struct command cmd_train = {
	.name = "train",
	.summary = "train a model on text",
	.description =
		"Trains a model on UTF-8 text. Several files are joined; after one that "
		"does not end with a newline, a newline is added. - is standard input. "
		"Options whose default is [chosen] are set to suit the text, the "
		"training time and the number of cores; the choice is printed as a command "
		"line before the training starts. The model of NAME.txt is written to "
		"models/NAME. The link models/latest then points to it, unless -m names a "
		"directory outside models. A directory that holds a model is only written "
		"to with --resume or --force. --resume without CORPUS reads the files "
		"that the model names; without -m, it continues models/latest. Ctrl-C saves and stops, a second Ctrl-C stops "
		"at once; SIGUSR1 saves and continues. Under mpirun -n N, N processes on one or several machines share the "
		"streams of the batch and give the same bytes as one; with --sync-every they exchange "
		"less, and give the same bytes for the same N.",
	.operands = {.name = "CORPUS",
		     .path = PATH_TEXT,
		     .min = 1,
		     .max = OPERANDS_MANY,
		     .unless = "resume"},
	.groups = train_groups,
	.values_size = sizeof(struct train_args),
	.conflicts = train_conflicts,
	.needs = train_needs,
	.uses = USES_TRAINER,
	.extra_threads = 1, /* it waits for signals */
	.example = examples,
	.run = run,
};
