/*
 * train.c - rnn train: checks the options, makes or loads the model, reads the texts, and runs the
 * trainer of run/train.h.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/pace.h"
#include "cmd/commands.h"
#include "cmd/engine.h"
#include "cmd/model_dir.h"
#include "cmd/train_plan.h"
#include "cmd/train_progress.h"
#include "cmd/train_texts.h"
#include "host/signals.h"
#include "host/startup.h"
#include "host/say.h"
#include "run/train.h"
#include "text/batch.h"

struct training_run {
	struct options *line;
	struct train_args *o; /* the values of *line */
	char *dir;
	struct store store;
	bool locked; /* store is open */
	struct saved_model a;
	bool has_model; /* a must be freed */
	double began;   /* clock when the command began */
	struct train_texts texts;
	struct train_progress progress;
	char *command;                  /* equivalent command line with all chosen options; owned */
	volatile int *signal;           /* see host/signals.h */
	bool linked;                    /* models/latest was set */
	bool unlogged;                  /* writing the log has failed */
	int broken;                     /* errno of the failed write to standard output, or 0 */
	uint64_t first_step, last_step; /* of the first and the last event */
};

/* ---- The model ---- */

static int open_store(struct training_run *r, bool *exists, struct rnn_error *err)
{
	if (r->o->general.model == NULL)
		mkdir("models", 0777); /* if it fails, store_open reports it */
	if (store_open(&r->store, r->dir, exists, err) < 0)
		return -1;
	r->locked = true;
	return 0;
}

static int refuse_existing(const struct training_run *r, struct rnn_error *err)
{
	return errorf(err, EX_CANTCREAT,
		      "%s: holds a model; continue it with --resume, replace "
		      "it with --force, or choose another directory with -m",
		      r->dir);
}

static struct train_options how_to_train(const struct training_run *r)
{
	const struct train_args *o = r->o;

	return (struct train_options){
		.batch = (int)o->batch,
		.seq = (int)o->seq,
		.epochs = o->epochs,
		.steps = (uint64_t)o->steps,
		.seconds = o->time,
		.began = r->began + r->texts.waited,
		.lr = o->lr,
		.warmup = (uint64_t)o->warmup,
		.clip = o->clip,
		.decay = o->weight_decay,
		.dropout = o->dropout,
		.save_every = o->save_every,
		.seed = o->seed,
		.threads = (int)o->general.threads,
		.measure = o->resume ? 0 : 1,
		.speed = o->speed,
	};
}

/* Checks that there is memory for the whole training, before any of it is allocated. */
static int check_memory(const struct training_run *r, const struct config *cfg,
			struct rnn_error *err)
{
	struct train_options how = how_to_train(r);
	struct model m;
	size_t bytes;

	if (model_layout(&m, cfg, err) < 0)
		return -1;
	m.format = engine_format(r->line->command, r->o->precision);
	bytes = train_bytes(&m, r->texts.train.n, r->texts.valid.n, &how);
	model_free(&m);
	return startup_memory(how.threads, bytes, err);
}

static int random_model(struct training_run *r, const struct engine *engine, struct rnn_error *err)
{
	const struct train_args *o = r->o;
	struct saved_model *a = &r->a;
	const struct vocab *v = &r->texts.train.vocab;
	struct config cfg = {
		.cell = cell_find(o->cell),
		.vocab = v->size,
		.layers = (int)o->layers,
		.hidden = (int)o->hidden,
		.embed = (int)o->embed,
	};

	a->unit = v->unit;
	a->sampling = filter_neutral();
	if (check_memory(r, &cfg, err) < 0 ||
	    vocab_init(&a->vocab, v->unit, v->symbol, v->size, err) < 0)
		return -1;
	if (model_init(&a->model, &cfg, engine, err) < 0) {
		vocab_free(&a->vocab);
		return -1;
	}
	r->has_model = true;
	model_random(&a->model, o->seed);
	return 0;
}

/* Records which file is validated on. A validation text that is the end of the training text needs
 * no record, since the training text has one. */
static void record_valid(struct training_run *r)
{
	const struct train_texts *texts = &r->texts;

	r->a.training.valid_bytes = texts->valid_owned ? texts->valid.bytes : 0;
	r->a.training.valid_crc32 = texts->valid_owned ? texts->valid.crc32 : 0;
}

static void describe_training(struct training_run *r)
{
	const struct strings *file = &r->line->operand;
	struct training *t = &r->a.training;

	training_free(t);
	training_init(t);
	t->bytes = r->texts.train.bytes;
	t->crc32 = r->texts.train.crc32;
	t->corpus = file->n > 1 ? xasprintf("%s and %d more", file->item[0], file->n - 1)
				: xstrdup(file->item[0]);
	t->options = options_record(r->line);
	record_valid(r);
}

/* Sets format and engine of the model, and replaces "auto" by the format, so that the training
 * keeps it when it is resumed on another machine. */
static int set_precision(struct training_run *r, struct rnn_error *err)
{
	struct model *m = &r->a.model;

	if (engine_set_precision(r->line->command, r->o->precision, m, err) < 0)
		return -1;
	r->o->precision = format_name[m->format];
	return 0;
}

static void name_engine(struct training_run *r)
{
	const struct model *m = &r->a.model;

	free(r->a.training.engine);
	r->a.training.engine = xasprintf("%s %s (%s)", m->engine->name, format_name[m->format],
					 m->engine->kernels());
}

/* Sets the options of the shape from the model of --init, so that they are recorded correctly. */
static void adopt_shape(struct train_args *o, const struct saved_model *a)
{
	const struct config *c = &a->model.cfg;

	o->cell = c->cell->name;
	o->layers = c->layers;
	o->hidden = c->hidden;
	o->embed = c->embed;
	o->unit = unit_name(a->unit);
}

/* Sets up a new training, from random weights or those of --init. The directory is made last, when
 * everything else has been checked. */
static int begin(struct training_run *r, const struct engine *engine, struct rnn_error *err)
{
	struct train_args *o = r->o;
	bool exists;

	if (!o->force && model_dir_has_model(r->dir))
		return refuse_existing(r, err);
	if (!o->force && model_dir_check_foreign(r->dir, err) < 0)
		return -1;
	if (o->init != NULL) {
		if (saved_model_load(&r->a, o->init, engine, err) < 0)
			return -1;
		r->has_model = true;
		adopt_shape(o, &r->a);
	}
	if (train_texts_read(&r->texts, r->line, o->init != NULL ? &r->a.vocab : NULL, err) < 0 ||
	    train_texts_split(&r->texts, r->line, err) < 0)
		return -1;
	if (r->texts.train.n < BATCH_LEAST)
		return errorf(err, EX_DATAERR,
			      "%s: too short to train on (%zu of at least %d characters)",
			      r->line->operand.item[0], r->texts.train.n, BATCH_LEAST);
	train_plan_fill(r->line, &r->texts.train, o->init != NULL ? &r->a.model : NULL,
			engine_format(r->line->command, o->precision));
	if (o->init != NULL ? check_memory(r, &r->a.model.cfg, err) < 0
			    : random_model(r, engine, err) < 0)
		return -1;
	if (set_precision(r, err) < 0)
		return -1;
	describe_training(r);
	name_engine(r);
	if (open_store(r, &exists, err) < 0)
		return -1;
	return exists && !o->force ? refuse_existing(r, err) : 0;
}

static int check_same_text(const struct training_run *r, struct rnn_error *err)
{
	const struct training *t = &r->a.training;

	if (t->bytes == r->texts.train.bytes && t->crc32 == r->texts.train.crc32)
		return 0;
	return errorf(err, EX_DATAERR,
		      "%s: not the text that this training began with (%s): "
		      "%llu bytes with checksum %08x, expected %llu with %08x; to train on a new "
		      "text use --init %s",
		      r->line->operand.item[0], t->corpus != NULL ? t->corpus : "unknown",
		      (unsigned long long)r->texts.train.bytes, (unsigned)r->texts.train.crc32,
		      (unsigned long long)t->bytes, (unsigned)t->crc32, r->dir);
}

/* Refuses another validation text: losses on it cannot be compared with the best one so far. */
static int check_same_valid(const struct training_run *r, struct rnn_error *err)
{
	const struct training *t = &r->a.training;
	const struct corpus *valid = &r->texts.valid;

	if (t->valid_bytes == 0 ||
	    (t->valid_bytes == valid->bytes && t->valid_crc32 == valid->crc32))
		return 0;
	return errorf(err, EX_DATAERR,
		      "%s: not the text that this training validated on: %llu "
		      "bytes with checksum %08x, expected %llu with %08x; restore it, or start a "
		      "new training with --init %s",
		      r->o->valid_file != NULL ? r->o->valid_file : "--valid",
		      (unsigned long long)valid->bytes, (unsigned)valid->crc32,
		      (unsigned long long)t->valid_bytes, (unsigned)t->valid_crc32, r->dir);
}

/* Sets the options that the training began with, from its record. */
static int recall(struct options *line, const char *record, struct rnn_error *err)
{
	struct rnn_error why;

	if (options_recall(line, record, &why) == 0)
		return 0;
	return errorf(err, why.status, "%s%s",
		      why.status == EX_USAGE ? "--resume with "
					     : "the model's record of its training options: ",
		      why.text);
}

/* Sets up a resumed training: its model, its options, the same text. */
static int go_on(struct training_run *r, const struct engine *engine, struct rnn_error *err)
{
	struct training *t = &r->a.training;
	struct train_args *o = r->o;
	bool exists;

	if (!model_dir_has_model(r->dir))
		return errorf(err, EX_NOINPUT,
			      "%s: there is no model to resume; leave out "
			      "--resume, or name the model's directory with -m",
			      r->dir);
	if (open_store(r, &exists, err) < 0 || saved_model_load(&r->a, r->dir, engine, err) < 0)
		return -1;
	r->has_model = true;
	if (!r->a.has_state || t->options == NULL)
		return errorf(err, EX_NOINPUT,
			      "%s: this model has no training state to resume "
			      "from; start a new training from its weights with --init %s",
			      r->dir, r->dir);
	if (recall(r->line, t->options, err) < 0 ||
	    train_texts_read(&r->texts, r->line, &r->a.vocab, err) < 0 ||
	    check_same_text(r, err) < 0 || train_texts_split(&r->texts, r->line, err) < 0 ||
	    check_same_valid(r, err) < 0)
		return -1;
	record_valid(r);
	/* Choose the options that the record does not set. */
	train_plan_fill(r->line, &r->texts.train, &r->a.model,
			engine_format(r->line->command, o->precision));
	if (check_memory(r, &r->a.model.cfg, err) < 0 || set_precision(r, err) < 0)
		return -1;
	name_engine(r);
	free(t->options);
	t->options = options_record(r->line);
	return 0;
}

/* ---- The run ---- */

static void on_event(void *ctx, const struct event *e)
{
	struct training_run *r = ctx;
	struct rnn_error err;
	char *line = event_json(e);

	if (store_log(&r->store, line, &err) < 0 && !r->unlogged) {
		r->unlogged = true; /* the training matters more than its log */
		say(r->o->general.quiet, "warning: %s", err.text);
	}
	if (r->o->general.json && r->broken == 0 &&
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
		model_dir_set_latest(r->dir, r->o->general.quiet);
		r->linked = true;
	}
}

static int train(struct training_run *r, bool *done, struct rnn_error *err)
{
	const struct train_args *o = r->o;
	char *json = options_json(r->line);
	struct train_options how = how_to_train(r);
	int rc = store_log_start(&r->store, !o->resume, err);

	how.signal = r->signal;
	how.report = on_event;
	how.report_ctx = r;
	how.options = json;
	if (rc == 0)
		rc = train_run(&r->a, &r->texts.train, &r->texts.valid, &r->store, o->resume, &how,
			       done, err);
	free(json);
	return rc;
}

/* Returns the exit status of a training without error, or -1 with *err if its output failed. */
static int ended(const struct training_run *r, bool done, struct rnn_error *err)
{
	int number = *r->signal == SIGUSR1 ? 0 : *r->signal;

	if (r->o->resume && done && r->first_step == r->last_step)
		say(r->o->general.quiet,
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
	if (number != 0 && !done)
		say(r->o->general.quiet, "stopped and saved; continue with --resume");
	else
		say(r->o->general.quiet, "the model is in %s", r->dir);
	return number != 0 && !done ? 128 + number : 0;
}

static int check_options(const struct options *line, struct rnn_error *err)
{
	const struct train_args *o = line->values;
	const struct strings *file = &line->operand;

	if (o->init == NULL && options_given(line, "unknown"))
		return errorf(err, EX_USAGE,
			      "--unknown needs --init: without it, all characters "
			      "of the text are learnt");
	if (o->valid_file != NULL && !utf8_valid(o->valid_file))
		return errorf(err, EX_USAGE,
			      "--valid-file %s: the file name is not UTF-8, so --resume could not "
			      "find the file; rename it",
			      o->valid_file);
	for (int i = 0; o->valid_file != NULL && i < file->n; i++)
		if (strcmp(o->valid_file, "-") == 0 && strcmp(file->item[i], "-") == 0)
			return errorf(err, EX_USAGE, "standard input (-) can be read only once");
	return 0;
}

static int run(struct options *line, struct rnn_error *err)
{
	struct train_args *o = line->values;
	struct training_run r = {.line = line, .o = o, .began = pace_clock()};
	const struct engine *engine;
	bool done = false;
	int rc = -1;

	if (check_options(line, err) < 0 ||
	    (engine = engine_for(line->command, &o->general, err)) == NULL)
		return -1;
	r.dir = model_dir_to_train(o->general.model, line->operand.item[0], err);
	if (r.dir != NULL && (o->resume ? go_on(&r, engine, err) : begin(&r, engine, err)) == 0) {
		r.command = o->resume ? NULL : options_command(line);
		train_progress_init(&r.progress, o->general.quiet, r.command);
		r.signal = signals_catch();
		rc = train(&r, &done, err);
		if (rc == 0)
			rc = ended(&r, done, err);
	}
	train_texts_free(&r.texts);
	if (r.has_model)
		saved_model_free(&r.a);
	if (r.locked)
		store_close(&r.store);
	free(r.command);
	free(r.dir);
	return rc;
}

/* clang-format off */
static const char *const examples[] = {
	"rnn train corpus.txt", "train models/corpus",
	"rnn train --best *.txt", "the best model that an hour allows, from several files",
	"rnn train --hidden 256 --time 5m corpus.txt", "choose size and time yourself",
	"zcat poems.gz | rnn train -m models/poems -", "read standard input",
	"rnn train --resume corpus.txt", "continue after Ctrl-C or a power cut",
	"rnn train --resume --time 30m corpus.txt", "continue, up to 30 minutes in all",
	"rnn train --init models/corpus -m models/mine letters.txt", "fine-tune models/corpus",
	NULL,
};
/* clang-format on */

const struct command cmd_train = {
	.name = "train",
	.summary = "train a model on text",
	.description = "Trains a model on UTF-8 text. Several files are joined; - is standard "
		       "input. Options whose default is [chosen] are set to suit the text, the "
		       "training time and the number of cores; the choice is printed as a command "
		       "line before the training starts. The model of NAME.txt is written to "
		       "models/NAME. The link models/latest then points to it, unless -m names a "
		       "directory outside models. A directory that holds a model is only written "
		       "to with --resume or --force. Ctrl-C saves and stops, a second Ctrl-C stops "
		       "at once; SIGUSR1 saves and continues.",
	.operands = {.name = "CORPUS", .path = PATH_TEXT, .min = 1, .max = OPERANDS_MANY},
	.groups = train_groups,
	.values_size = sizeof(struct train_args),
	.conflicts = train_conflicts,
	.uses = USES_TRAINER,
	.extra_threads = 1, /* it waits for signals */
	.example = examples,
	.run = run,
};
