/* progress.h - reports on standard error how far a long task has come. */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdbool.h>

/*
 * A progress line. On a terminal it is one line that is rewritten; otherwise, or if TERM is dumb or
 * NO_COLOR is set, a new line follows every ten seconds. Nothing is written in the first second, so
 * that short tasks stay silent.
 */
struct progress {
	bool quiet, live;
	int width;    /* columns of the line on the terminal; 0: there is none */
	double begun; /* pace_clock at progress_init */
	double next;  /* the time from which on the next report is due */
};

/* Starts the clock of a task. If quiet, nothing is ever due. */
void progress_init(struct progress *p, bool quiet);

/* Returns whether a report is due, and in *elapsed the seconds since progress_init. */
bool progress_due(const struct progress *p, double *elapsed);

/* Writes a report, which has no line end, and sets the time of the next one. */
void progress_show(struct progress *p, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Clears the line from the terminal, before other output and at the end of the task. */
void progress_clear(struct progress *p);

/* Writes a time as "1:02:03" or "2:03"; one that is negative, not finite or longer than three years
 * as "0:00". */
struct duration {
	char text[32];
};
const char *progress_time(struct duration *out, double seconds);

#endif
