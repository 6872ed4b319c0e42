/* train_chat.h - the speakers of a model of talks: --chat, --chat-user and --chat-model. */
#ifndef TRAIN_CHAT_H
#define TRAIN_CHAT_H

#include "cmd/train_texts.h"

/* Sets *s to the prefixes that the options give, or, with --chat, to those that alternate most in the
 * text, and notes them; without these options *s stays as it is. Returns 0, or -1 with *err. */
int train_chat_find(struct speakers *s, const struct options *line, const struct corpus *text,
		    struct rnn_error *err);

#endif
