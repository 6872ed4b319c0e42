/* train_plan.h - the options of a training that the user left open. */
#ifndef TRAIN_PLAN_H
#define TRAIN_PLAN_H

#include "options/options.h"
#include "core/model.h"
#include "text/corpus.h"

/* Choose them for this text, by run/recipe.h, and count them as given from here on, so that they are
 * recorded. The shape is m's where that is set (m may be NULL). o->threads are as they will be. */
void train_plan_fill(struct options *o, const struct corpus *text, const struct model *m,
		  enum format format);

#endif
