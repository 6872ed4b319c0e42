/* saved_model.c - initialises and frees a saved model in memory. */
#include "store/saved_model.h"

#include <math.h>
#include <stdlib.h>

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
	*t = (struct training){0};
}

void saved_model_free(struct saved_model *a)
{
	vocab_free(&a->vocab);
	model_free(&a->model);
	training_free(&a->training);
	free(a->start);
	*a = (struct saved_model){0};
}
