/* train_chat.c - see train_chat.h. */
#include "cmd/train_chat.h"

#include "host/say.h"
#include "text/input.h"
#include "text/speakers.h"

/* Sets the prefixes that were given. A model can record valid UTF-8 only. */
static int take_given(struct speakers *s, const struct train_args *o, struct rnn_error *err)
{
	struct rnn_error why;
	bool user = utf8_valid(o->chat_user);

	if (!user || !utf8_valid(o->chat_model))
		return errorf(err, EX_USAGE,
			      "--chat-%s: must be UTF-8; other bytes can be given to rnn chat only",
			      user ? "model" : "user");
	speakers_set(s, o->chat_user, o->chat_model);
	return speakers_check(s, &why) == 0 ? 0 : errorf(err, EX_USAGE, "--chat-%s", why.text);
}

int train_chat_find(struct speakers *s, const struct options *line, const struct corpus *text,
		    struct rnn_error *err)
{
	const struct train_args *o = line->values;
	struct speaker_pair pair;
	struct count n;

	if (o->chat_user != NULL)
		return take_given(s, o, err);
	if (!o->chat)
		return 0;
	if (!speakers_find(text, &pair))
		return errorf(
			err, EX_DATAERR,
			"%s: --chat found no two speakers whose lines begin with a name and a "
			"colon, and alternate; say how they begin by --chat-user and "
			"--chat-model",
			input_name(line->operand.item[0]));
	speakers_set(s, pair.first, pair.second);
	say(o->general.quiet,
	    "note: in rnn chat the lines of the user begin with '%s', those of the model with '%s' (%s "
	    "turns)",
	    pair.first, pair.second, count_text(&n, (double)pair.turns));
	speakers_pair_free(&pair);
	return 0;
}
