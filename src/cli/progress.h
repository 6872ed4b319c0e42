/*
 * progress.h - a training's events for people, on standard error: one line that is rewritten on a
 * terminal, else a line from time to time. A terminal with TERM=dumb or NO_COLOR gets lines too.
 */
#ifndef PROGRESS_H
#define PROGRESS_H

#include "store/event.h"

struct progress {
	bool quiet, live;
	const char *command; /* that would start the same training; NULL: one that goes on */
	int width;         /* columns of the line that stands there, to be overwritten */
	double shown_at;   /* elapsed seconds of the last step line */
	bool shown;
};

void progress_init(struct progress *p, bool quiet, const char *command);
void progress_event(struct progress *p, const struct event *e);

#endif
