/* chat.c - rnn chat: talks with a model, line by line. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/chat_talk.h"
#include "cmd/commands.h"
#include "cmd/model_use.h"
#include "cmd/reading.h"
#include "host/line_edit.h"
#include "host/say.h"
#include "host/signals.h"
#include "host/startup.h"
#include "text/input.h"
#include "text/line_input.h"

/* The symbols that the options of the chat point to. */
struct texts {
	uint16_t *start, *user, *model; /* owned */
};

static void texts_free(struct texts *t)
{
	free(t->start);
	free(t->user);
	free(t->model);
}

/* ---- Set-up ---- */

/* Encodes the prefix of a speaker. Sets *ids, which the caller frees, and *out. */
static int set_prefix(const struct vocab *v, const char *name, const char *prefix, uint16_t **ids,
		      struct symbols *out, struct rnn_error *err)
{
	if (vocab_piece(v, name, prefix, strlen(prefix), NULL, ids, &out->n, err) < 0)
		return -1;
	out->ids = *ids;
	return 0;
}

/* Sets what the talk is made of: how it starts, and the prefixes of its speakers. */
static int set_texts(struct chat_options *how, struct texts *t, const struct saved_model *a,
		     const struct speakers *s, struct rnn_error *err)
{
	const struct vocab *v = how->vocab;
	struct rnn_error why;

	if (s->user == NULL || s->model == NULL)
		return errorf(
			err, EX_USAGE,
			"the model does not say how the lines of the two speakers begin: give "
			"--chat-user and --chat-model, or train it with --chat");
	if (speakers_check(s, &why) < 0)
		return errorf(err, EX_USAGE, "--chat-%s", why.text);
	if (vocab_id(v, '\n') < 0)
		return errorf(err, EX_DATAERR,
			      "the model does not know the newline, which ends a line of a talk");
	reading_default_prime(v, a->start, &t->start, &how->start.n);
	how->start.ids = t->start;
	if (set_prefix(v, "--chat-user", s->user, &t->user, &how->user, err) < 0)
		return -1;
	return set_prefix(v, "--chat-model", s->model, &t->model, &how->model, err);
}

/* Goes on with the talk of --state, if the file exists, and writes the file, so that one that cannot
 * be written is noticed before the talk. Options that were given count more than the file. */
static int open_state(struct chat_talk *t, const struct options *line,
		      const struct rnn_sampling *rule, struct rnn_error *err)
{
	const struct chat_args *o = t->o;

	if (o->state == NULL)
		return 0;
	if (access(o->state, F_OK) == 0) {
		if (chat_talk_load(t, o->state, err) < 0)
			return -1;
		if (options_given(line, "temperature"))
			chat_set_temperature(t->chat, rule->value[FILTER_temperature]);
		if (options_given(line, "seed"))
			chat_set_seed(t->chat, o->seed);
		say(o->general.quiet, "the talk of %s goes on", o->state);
	}
	return chat_talk_save(t, o->state, err);
}

/* ---- The talk ---- */

/* Returns a prefix without control characters; the caller frees it. */
static char *plain_prompt(const char *prefix)
{
	char *prompt = xstrdup(prefix);

	for (char *at = prompt; *at != 0; at++)
		*at = *at == '\t' ? ' ' : *at;
	text_plain(prompt);
	return prompt;
}

static int talk_on_terminal(struct chat_talk *t, const char *prompt, struct rnn_error *err)
{
	char *line;
	int rc = 0;

	say(t->o->general.quiet,
	    t->o->no_commands ? "Ctrl-D ends the talk" : "/help shows the commands, Ctrl-D ends");
	while (rc == 0 && !t->ended) {
		line = line_edit_read(prompt);
		if (line == NULL) {
			putchar('\n');
			return output_check(err);
		}
		rc = chat_talk_line(t, line, strlen(line), err);
		free(line);
	}
	return rc;
}

static int talk_in_pipe(struct chat_talk *t, struct input *in, struct rnn_error *err)
{
	struct line_input lines;
	const char *line;
	size_t bytes;
	int rc = 0;

	line_input_init(&lines, in);
	while (!t->ended && (rc = line_input_next(&lines, &line, &bytes, err)) > 0) {
		rc = chat_talk_line(t, line, bytes, err);
		if (rc < 0)
			break;
	}
	line_input_free(&lines);
	return rc;
}

static int talk(struct chat_talk *t, const char *prompt, struct rnn_error *err)
{
	struct input in;

	if (t->terminal)
		return talk_on_terminal(t, prompt, err);
	mention_terminal(t->o->general.quiet);
	if (input_open(&in, "-", err) < 0)
		return -1;
	int rc = talk_in_pipe(t, &in, err);
	input_close(&in);
	return rc;
}

/* ---- The command ---- */

/* Makes the mixture of a talk, if it is with several members, when there is memory for it. */
static int make_mix(struct chat_options *how, struct mix_use *u, bool quiet, struct rnn_error *err)
{
	if (u->models == 0)
		return 0;
	if (startup_memory(how->threads, mix_use_bytes(u, NULL), err) < 0 ||
	    mix_use_count(u, INVALID_REPLACE, quiet, err) < 0)
		return -1;
	signals_hold(); /* as in hold_talk */
	how->mix = mix_use_new(u, NULL, how->threads);
	signals_release();
	return 0;
}

/* Holds the talk, when what it is made of is set. */
static int hold_talk(struct chat_talk *t, const struct options *line,
		     const struct chat_options *how, const char *user, struct rnn_error *err)
{
	int rc = startup_memory(how->threads, chat_bytes(&t->a->model, how), err);

	if (rc < 0)
		return rc;
	signals_hold(); /* in its threads, so that a save can hold them back in this one */
	t->chat = chat_new(&t->a->model, how);
	signals_release();
	rc = open_state(t, line, &how->rule, err);
	if (rc == 0) {
		char *prompt = plain_prompt(user);
		rc = talk(t, prompt, err);
		free(prompt);
	}
	chat_free(t->chat);
	return rc;
}

static int run_model(const struct options *line, struct saved_model *a, struct rnn_error *err)
{
	const struct chat_args *o = line->values;
	const struct speakers s = {
		.user = o->user != NULL ? (char *)o->user : a->chat.user,
		.model = o->model != NULL ? (char *)o->model : a->chat.model,
	};
	struct mix_use use = {0};
	struct chat_options how = {
		.vocab = mix_args_several(&o->mix) ? &use.all : &a->vocab,
		.answers = (int)o->answers,
		.length = (int)o->length,
		.relevance = o->relevance,
		.rule = sampling_settings(line, &o->sampling, &a->sampling),
		.seed = options_given(line, "seed") ? o->seed : sampling_random_seed(),
		.threads = (int)o->general.threads,
		.adapt = o->adapt,
		.weight = o->adapt_weight,
	};
	struct chat_talk t = {
		.o = o,
		.a = a,
		.v = how.vocab,
		.use = mix_args_several(&o->mix) ? &use : NULL,
		.prefix = s.model,
		.terminal = isatty(STDIN_FILENO) == 1 && on_terminal(stdout) && !o->general.json,
	};
	struct texts texts = {0};
	int rc = t.use != NULL ? mix_use_open(&use, line, &o->mix, a, o->precision, err) : 0;

	if (rc == 0)
		rc = set_texts(&how, &texts, a, &s, err);
	if (rc == 0)
		rc = make_mix(&how, &use, o->general.quiet, err);
	if (rc == 0)
		rc = hold_talk(&t, line, &how, s.user, err);
	mix_free(how.mix);
	mix_use_free(&use);
	texts_free(&texts);
	return rc == 0 ? t.status : rc;
}

static int run(struct options *line, struct rnn_error *err)
{
	struct chat_args *o = line->values;

	if (mix_args_check(line, &o->mix, "mix", err) < 0)
		return -1;
	if (input_is_standard(o->mix.ngram))
		return errorf(err, EX_USAGE, "--mix-ngram -: standard input has the user's lines");
	o->general.model = o->mix.model.n > 0 ? o->mix.model.item[0] : NULL;
	return model_use(line, o->precision, run_model, err);
}

/* clang-format off */
static const char *const examples[] = {
	"rnn chat", "talk with the model that was trained last",
	"rnn train --chat log.txt && rnn chat", "learn from a log of lines such as 'Tom: Hello.'",
	"rnn chat --state today.json", "a talk that goes on the next time",
	"echo 'Hello, how are you?' | rnn chat -q --seed 1", "one answer",
	"rnn chat -m models/default -m models/mine --mix 0.7,0.3", "with two models at once",
	NULL,
};
/* clang-format on */

const struct command cmd_chat = {
	.name = "chat",
	.summary = "talk with a model",
	.description =
		"Talks with a model that has learnt from talks, line by line: each line of standard "
		"input is what the user says, and gets one line as its answer, at once. The lines of the two "
		"speakers begin with texts such as 'A: ' and 'B: ', which the model knows if it was "
		"trained with --chat; they are not typed, and shown on a terminal only. Several answers to each line are drawn, "
		"and the best one is given: the one that this talk has made more likely than it is "
		"without a talk (--relevance). Only the state of the network is kept: a long talk is not slower. "
		"Lines that begin with / are commands: /reset, /save FILE, /load FILE, /temperature X, /more, /help, "
		"/quit. To say a line that begins with /, begin it with //. An empty line does the same as /more: the model says one more line. Commands write "
		"nothing to standard output but the line of /more. One that fails is reported, and without a terminal its "
		"exit status is that of the program at the end. After /load or with --state, "
		"the same lines get the same answers as if the talk had not been interrupted, with the same options. "
		"With --adapt, the talk learns from the user: what followed the last 3 to 8 characters in the last 4,096 "
		"characters of the user's lines becomes likelier, so names and words come back. This cache is saved "
		"with the talk, in its file, which then needs --adapt again; the file of a talk without --adapt goes on with "
		"an empty one. Several models (--model twice) and the n-grams of a text (--mix-ngram) may speak together (--mix): "
		"learned weights follow the user's lines only; the file of a talk names the members, and the talk goes on only with these. "
		"With --json, each answer is "
		"one object: user, the line; unknown, its characters that the model does not know; with --adapt, user_nats, -log p of the "
		"line, with its newline, before it was learned; model, the "
		"answer; answers, all that were drawn (text; nats, -log p after the talk; nats_alone, -log p "
		"without one; score).",
	.groups = chat_groups,
	.needs = chat_needs,
	.values_size = sizeof(struct chat_args),
	.example = examples,
	.run = run,
};
