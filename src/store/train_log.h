/*
 * train_log.h - reads train.ndjson, the log of a training, thinned to what a plot shows. The log is
 * not checked by anything else: lines that are not events, and events of unknown kinds, are left out.
 */
#ifndef TRAIN_LOG_H
#define TRAIN_LOG_H

#include "base/base.h"

enum { LOG_NUMBERS = 6, LOG_ROWS_MAX = 500 };

/* One event. */
struct log_row {
	double x[LOG_NUMBERS]; /* see struct train_log; NAN: the event has no such number */
	const char *kind;      /* of a notice: "save" or "warning" */
	char *text;            /* of a notice or a sample, else NULL; owned */
};

/* Events of one kind. Of more than LOG_ROWS_MAX, every second, fourth, ... is kept, and the last. */
struct log_series {
	struct log_row *row; /* (n, of LOG_ROWS_MAX + 1) owned */
	size_t n;
	size_t seen, every;  /* rows that were added; every how many-th is kept */
	struct log_row last; /* the last one, if it is not kept */
};

struct train_log {
	char *start;             /* the line of the last start, a JSON object; owned, NULL: none */
	struct log_series step;  /* step, chars, seconds, loss (nats), lr, gradient norm */
	struct log_series valid; /* step, chars read so far, seconds, loss (nats), 1 for the best */
	struct log_series notice; /* step (of the last event that has one); kind, text */
	struct log_series sample; /* step; text */
};

/* Opens the log of the model in directory `dir`. Returns a descriptor, or -1 if there is none that can
 * be read. */
int train_log_open(const char *dir);

/* Reads a log and closes its descriptor; -1 gives an empty one. A log that cannot be read to its end is
 * read as far as it can be. train_log_free frees *l. */
void train_log_read(struct train_log *l, int fd);
void train_log_free(struct train_log *l);

#endif
