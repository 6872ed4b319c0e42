/* train_plan.h - chooses the options of a training that were not given. */
#ifndef TRAIN_PLAN_H
#define TRAIN_PLAN_H

#include "cmd/train_args.h"
#include "cmd/train_texts.h"
#include "core/model.h"

/* Sets the options marked CHOSEN, and the length of the training, if they were not given, by the
 * rules of run/recipe.h. They suit the text, the number of threads, which must not change
 * afterwards, the number of processes (`ranks`), and the speed of the machine, which is measured
 * for up to about half a second if --steps or --epochs does not make it irrelevant. If passes
 * are chosen, --time is set without the mark "given", to the time that they may take at most.
 * Marks them as given, so that they are recorded. If m is not NULL, its shape is used instead of
 * the options. */
void train_plan_fill(struct options *line, const struct train_texts *texts, const struct model *m,
		     enum format format, int ranks);

#endif
