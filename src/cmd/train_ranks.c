/* train_ranks.c - see train_ranks.h. */
#include "cmd/train_ranks.h"

#include "cmd/ranks.h"
#include "core/peers.h"
#include "host/say.h"
#include "host/signals.h"
#include "run/train.h"

/* Ends all processes when one is lost. */
static void give_up(void *ctx, const char *text)
{
	say(false,
	    "%s: the training ends; what was saved last is whole, continue with rnn train "
	    "--resume",
	    text);
	peers_abort(ctx, EX_OSERR);
}

int train_ranks_open(struct peers **p, struct general_args *args, struct rnn_error *err)
{
	return ranks_connect(p, args, give_up, err);
}

/* Ctrl-C and the like are for rank 0, which saves and then ends all; the first of them does
 * nothing here. */
int train_ranks_follow(struct peers *p, const struct general_args *args)
{
	struct rnn_error err;

	signals_catch();
	if (train_follow(p, (int)args->threads, &err) < 0)
		ranks_fail(p, &err);
	ranks_disconnect(p);
	return 0;
}

void train_ranks_close(struct peers *p)
{
	train_dismiss(p);
	ranks_disconnect(p);
}
