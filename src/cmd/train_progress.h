/*
 * train_progress.h - a training's events for people, on standard error: one line that is rewritten on a
 * terminal, else a line from time to time. A terminal with TERM=dumb or NO_COLOR gets lines too.
 */
#ifndef TRAIN_PROGRESS_H
#define TRAIN_PROGRESS_H

#include "store/event.h"

struct train_progress {
	bool quiet, live;
	const char *command; /* that would start the same training; NULL: one that goes on */
	int width;         /* columns of the line that stands there, to be overwritten */
	double shown_at;   /* elapsed seconds of the last step line */
	bool shown;
};

void train_progress_init(struct train_progress *p, bool quiet, const char *command);
void train_progress_event(struct train_progress *p, const struct event *e);

#endif
