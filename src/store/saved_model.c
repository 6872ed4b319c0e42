/* saved_model.c - initialises and frees a saved model in memory. */
#include "store/saved_model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *storage_name(enum storage s)
{
	static const char *const names[] = {
		[STORAGE_F32] = "f32",
		[STORAGE_BF16] = "bf16",
		[STORAGE_INT8] = "int8",
	};

	return names[s];
}

void training_init(struct training *t)
{
	*t = (struct training){.best_loss = (double)NAN, .temperature = (double)NAN};
}

void training_free(struct training *t)
{
	free(t->corpus);
	free(t->texts);
	free(t->options);
	free(t->engine);
	free(t->notes);
	*t = (struct training){0};
}

static int check_prefix(const char *speaker, const char *prefix, struct rnn_error *err)
{
	if (strlen(prefix) <= SPEAKER_MAX && strchr(prefix, '\n') == NULL)
		return 0;
	return errorf(err, EX_DATAERR, "%s: must be at most %d bytes without a newline", speaker,
		      SPEAKER_MAX);
}

int speakers_check(const struct speakers *s, struct rnn_error *err)
{
	if (check_prefix("user", s->user, err) < 0)
		return -1;
	return check_prefix("model", s->model, err);
}

void speakers_set(struct speakers *s, const char *user, const char *model)
{
	struct speakers new = {xstrdup(user), xstrdup(model)};

	speakers_free(s);
	*s = new;
}

void speakers_free(struct speakers *s)
{
	free(s->user);
	free(s->model);
	*s = (struct speakers){0};
}

void saved_model_free(struct saved_model *a)
{
	vocab_free(&a->vocab);
	model_free(&a->model);
	training_free(&a->training);
	free(a->start);
	speakers_free(&a->chat);
	*a = (struct saved_model){0};
}
