/* chat_talk.h - what rnn chat does with a line: an answer, or a command such as /save. */
#ifndef CHAT_TALK_H
#define CHAT_TALK_H

#include "cmd/chat_args.h"
#include "cmd/mix_use.h"
#include "run/chat.h"
#include "store/saved_model.h"

/* A talk. The caller sets the members up to `chat`, and the others to 0. */
struct chat_talk {
	const struct chat_args *o;
	const struct saved_model *a; /* the only model, or the first of a mixture */
	const struct vocab *v;       /* the alphabet: of *a, or of the mixture */
	const struct mix_use *use;   /* the mixture; NULL: a single model */
	const char *prefix;          /* of the model's lines, shown on a terminal */
	bool terminal;               /* a person talks: show the prefix, go on after errors */
	struct chat *chat;
	bool ended;        /* by /quit */
	int status;        /* exit status of the first command that failed, or 0 */
	bool told_unknown; /* that characters were left out */
	bool told_long;    /* that a line was cut */
};

/* Answers a line, or carries out the command in it. The talk is then saved, if --state names a
 * file. A command that fails says so, and the talk goes on. Returns 0, or -1 with *err if the output
 * or the file of --state failed. */
int chat_talk_line(struct chat_talk *t, const char *text, size_t bytes, struct rnn_error *err);

/* Save the talk to a file, or go on with the one that it holds. Return 0, or -1 with *err. */
int chat_talk_save(const struct chat_talk *t, const char *path, struct rnn_error *err);
int chat_talk_load(const struct chat_talk *t, const char *path, struct rnn_error *err);

#endif
