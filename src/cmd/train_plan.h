/* train_plan.h - the options of a training that the user left open. */
#ifndef TRAIN_PLAN_H
#define TRAIN_PLAN_H

#include "cmd/train_args.h"
#include "core/model.h"
#include "text/corpus.h"

/* Choose them for this text, by run/recipe.h, and count them as given from here on, so that they
 * are recorded. If m is not NULL its shape is used. The number of threads must be final. */
void train_plan_fill(struct options *line, const struct corpus *text, const struct model *m,
		     enum format format);

#endif
