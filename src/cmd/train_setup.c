/* train_setup.c - see train_setup.h. */
#include "cmd/train_setup.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd/engine.h"
#include "cmd/model_dir.h"
#include "cmd/train_chat.h"
#include "cmd/train_init.h"
#include "cmd/train_next.h"
#include "cmd/train_notes.h"
#include "cmd/train_plan.h"
#include "core/peers.h"
#include "host/say.h"
#include "host/startup.h"
#include "text/batch.h"
#include "text/input.h"

static int open_store(struct train_setup *r, bool *exists, struct rnn_error *err)
{
	if (r->o->general.model == NULL)
		mkdir("models", 0777); /* if it fails, store_open reports it */
	if (store_open(&r->store, r->dir, exists, err) < 0)
		return -1;
	r->locked = true;
	return 0;
}

static int refuse_existing(const struct train_setup *r, struct rnn_error *err)
{
	return errorf(err, EX_CANTCREAT,
		      "%s: holds a model; continue it with --resume, replace "
		      "it with --force, or choose another directory with -m",
		      r->dir);
}

struct train_options train_setup_options(const struct train_setup *r)
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
		.peers = r->peers,
		.sync_every = (uint64_t)o->sync_every,
		.measure = o->resume ? 0 : 1,
		.speed = o->speed,
		.sample_every = (uint64_t)o->sample_every,
	};
}

/* Checks that there is memory for the whole training, before any of it is allocated. */
static int check_memory(const struct train_setup *r, const struct config *cfg,
			struct rnn_error *err)
{
	struct train_options how = train_setup_options(r);
	struct model m;
	size_t bytes;

	if (model_layout(&m, cfg, err) < 0)
		return -1;
	m.format = engine_format(r->line->command, r->o->precision);
	bytes = train_bytes(&m, r->texts.train.n, r->texts.valid.n, &how);
	model_free(&m);
	return startup_memory(how.threads, bytes, err);
}

static int random_model(struct train_setup *r, const struct engine *engine, struct rnn_error *err)
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

static int pretrained_model(struct train_setup *r, struct rnn_error *err)
{
	struct config cfg = r->a.model.cfg;

	cfg.vocab = r->texts.train.vocab.size;
	if (check_memory(r, &cfg, err) < 0)
		return -1;
	return train_init_extend(r, err);
}

/* Records which file is validated on. A validation text that is the end of the training text needs
 * no record, since the training text has one. */
static void record_valid(struct train_setup *r)
{
	const struct train_texts *texts = &r->texts;

	r->a.training.valid_bytes = texts->valid_owned ? texts->valid.bytes : 0;
	r->a.training.valid_crc32 = texts->valid_owned ? texts->valid.crc32 : 0;
}

/* Moves the speakers that the options have set to the model. */
static void set_speakers(struct train_setup *r)
{
	if (r->chat.user == NULL)
		return;
	speakers_free(&r->a.chat);
	r->a.chat = r->chat;
	r->chat = (struct speakers){0};
}

/* Checks that a model can record the notes. */
static int check_notes(const struct train_args *o, struct rnn_error *err)
{
	if (o->notes == NULL || utf8_valid(o->notes))
		return 0;
	return errorf(err, EX_USAGE, "--notes: must be UTF-8");
}

/* Returns the notes that were given, and those of the model that the training starts from; NULL if there are
 * none. The caller frees it. */
static char *join_notes(const struct train_setup *r)
{
	const char *own = r->o->notes, *before = r->a.training.notes;

	if (own == NULL || *own == '\0')
		return before != NULL ? xstrdup(before) : NULL;
	if (before == NULL)
		return xstrdup(own);
	return xasprintf("%s\n\nIt began as a model with these notes:\n%s", own, before);
}

static void describe_training(struct train_setup *r)
{
	const struct strings *file = &r->line->operand;
	struct training *t = &r->a.training;
	char *notes = join_notes(r);

	training_free(t);
	training_init(t);
	t->bytes = r->texts.train.bytes;
	t->crc32 = r->texts.train.crc32;
	t->corpus = file->n > 1 ? xasprintf("%s and %d more", file->item[0], file->n - 1)
				: xstrdup(file->item[0]);
	t->texts = train_next_texts(r->line);
	t->newlines = r->texts.train.newlines;
	t->options = options_record(r->line);
	t->notes = notes;
	record_valid(r);
}

/* Sets format and engine of the model, and replaces "auto" by the format, so that the training
 * keeps it when it is resumed on another machine. */
static int set_precision(struct train_setup *r, struct rnn_error *err)
{
	struct model *m = &r->a.model;

	if (engine_set_precision(r->line->command, r->o->precision, m, err) < 0)
		return -1;
	r->o->precision = format_name[m->format];
	return 0;
}

static void name_engine(struct train_setup *r)
{
	const struct model *m = &r->a.model;

	free(r->a.training.engine);
	r->a.training.engine = xasprintf("%s %s (%s)", m->engine->name, format_name[m->format],
					 m->engine->kernels());
}

/* The directory is made last, when everything else has been checked. */
int train_setup_begin(struct train_setup *r, const struct engine *engine, struct rnn_error *err)
{
	struct train_args *o = r->o;
	bool exists;

	if (!o->force && model_dir_has_model(r->dir))
		return refuse_existing(r, err);
	if (!o->force && model_dir_check_foreign(r->dir, err) < 0)
		return -1;
	if (check_notes(o, err) < 0 || train_init_load(r, engine, err) < 0 ||
	    train_texts_read(&r->texts, r->line, train_init_alphabet(r), NULL, err) < 0 ||
	    train_chat_find(&r->chat, r->line, &r->texts.train, err) < 0 ||
	    train_init_choose(r, engine, err) < 0)
		return -1;
	train_notes_files(r->line, &r->texts.train);
	train_notes_alphabet(r->line, &r->texts.train);
	if (train_texts_split(&r->texts, r->line, err) < 0)
		return -1;
	train_notes_overlap(r->line, &r->texts);
	if (r->texts.train.n < BATCH_LEAST)
		return errorf(err, EX_DATAERR, "%s: too short to train on (%zu of at least %d %ss)",
			      r->line->operand.item[0], r->texts.train.n, BATCH_LEAST,
			      unit_word(r->texts.train.vocab.unit));
	train_plan_fill(r->line, &r->texts, r->has_model ? &r->a.model : NULL,
			engine_format(r->line->command, o->precision), peers_size(r->peers));
	if ((r->has_model ? pretrained_model(r, err) : random_model(r, engine, err)) < 0)
		return -1;
	if (set_precision(r, err) < 0)
		return -1;
	describe_training(r);
	set_speakers(r);
	name_engine(r);
	if (open_store(r, &exists, err) < 0)
		return -1;
	return exists && !o->force ? refuse_existing(r, err) : 0;
}

static int check_same_text(const struct train_setup *r, struct rnn_error *err)
{
	const struct training *t = &r->a.training;

	if (train_texts_same(&r->texts, t))
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
static int check_same_valid(const struct train_setup *r, struct rnn_error *err)
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

/* Reports that the text of the training must be named; `problem` says why. */
static int ask_for_text(const struct train_setup *r, int status, const char *problem,
			const char *operand, struct rnn_error *err)
{
	char *command = train_next_in("rnn train --resume", r->dir);

	errorf(err, status, "%s: %s; name it: %s %s", r->dir, problem, command, operand);
	free(command);
	return -1;
}

/* Sets the operands to the files that the model names. Models of early versions have the name of the
 * first file only. */
static int recall_texts(struct train_setup *r, struct rnn_error *err)
{
	const struct training *t = &r->a.training;
	struct options *line = r->line;
	struct rnn_error why;
	uint64_t bytes;
	int rc = 0;

	if (t->texts != NULL)
		rc = options_recall_operands(line, t->texts, &why);
	else if (t->corpus != NULL)
		strings_add(&line->operand, t->corpus);
	if (rc < 0)
		return errorf(err, why.status, "the model's record of its texts: %s", why.text);
	if (line->operand.n == 0)
		return ask_for_text(r, EX_USAGE, "the model does not name the text", "FILE", err);
	for (int i = 0; i < line->operand.n; i++) {
		const char *file = line->operand.item[i];
		if (input_is_standard(file))
			return ask_for_text(r, EX_USAGE, "its text came from standard input", "-",
					    err);
		if (input_check(file, &bytes, &why) < 0) {
			char *problem = xasprintf("its text cannot be read here (%s)", why.text);
			ask_for_text(r, why.status, problem, "FILE", err);
			free(problem);
			return -1;
		}
	}
	say(r->o->general.quiet, "note: continuing on the text that the model names: %s",
	    t->texts != NULL ? t->texts : t->corpus);
	return 0;
}

/* Checks that the file to validate on can be read; nothing is to be trained before it is missed. */
static int check_valid_file(const struct train_setup *r, struct rnn_error *err)
{
	const char *file = r->o->valid_file;
	struct rnn_error why;
	uint64_t bytes;

	if (file == NULL || input_is_standard(file) || input_check(file, &bytes, &why) == 0)
		return 0;
	char *command = train_next_in("rnn train --resume", r->dir);
	errorf(err, why.status,
	       "%s: its validation text cannot be read here (%s); name it: %s --valid-file FILE",
	       r->dir, why.text, command);
	free(command);
	return -1;
}

/* Records the names that the files have now. */
static void rename_texts(struct train_setup *r)
{
	free(r->a.training.texts);
	r->a.training.texts = train_next_texts(r->line);
}

int train_setup_resume(struct train_setup *r, const struct engine *engine, struct rnn_error *err)
{
	struct training *t = &r->a.training;
	struct train_args *o = r->o;
	bool exists, named = r->line->operand.n > 0;

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
	if (recall(r->line, t->options, err) < 0 || check_valid_file(r, err) < 0 ||
	    (named ? 0 : recall_texts(r, err)) < 0 ||
	    train_texts_read(&r->texts, r->line, &r->a.vocab, t, err) < 0 ||
	    check_same_text(r, err) < 0 ||
	    train_chat_find(&r->chat, r->line, &r->texts.train, err) < 0 ||
	    train_texts_split(&r->texts, r->line, err) < 0 || check_same_valid(r, err) < 0)
		return -1;
	record_valid(r);
	set_speakers(r);
	if (named)
		rename_texts(r);
	/* Choose the options that the record does not set. */
	train_plan_fill(r->line, &r->texts, &r->a.model,
			engine_format(r->line->command, o->precision), peers_size(r->peers));
	if (check_memory(r, &r->a.model.cfg, err) < 0 || set_precision(r, err) < 0)
		return -1;
	name_engine(r);
	free(t->options);
	t->options = options_record(r->line);
	return 0;
}

void train_setup_free(struct train_setup *r)
{
	train_texts_free(&r->texts);
	speakers_free(&r->chat);
	if (r->has_model)
		saved_model_free(&r->a);
	if (r->locked)
		store_close(&r->store);
	free(r->dir);
}
