/*
 * train_progress.h - prints the events of a training to standard error. On a terminal, the step
 * line is rewritten in place; elsewhere, and with TERM=dumb or NO_COLOR, it is a new line every 10
 * seconds.
 */
#ifndef TRAIN_PROGRESS_H
#define TRAIN_PROGRESS_H

#include "cmd/train_curve.h"
#include "host/progress.h"
#include "store/event.h"

struct train_progress {
	bool quiet;
	const char *command;  /* equivalent command line, NULL for a resumed training; borrowed */
	struct progress line; /* of the steps */
	bool plot;            /* the training ends with a curve of its losses */
	struct train_curve curve;
};

/* With `plot`, the losses are drawn at the end if standard error is a terminal. */
void train_progress_init(struct train_progress *p, bool quiet, bool plot, const char *command);
void train_progress_event(struct train_progress *p, const struct event *e);

#endif
