/*
 * event.h - what a training reports, and its form as NDJSON. The trainer hands events to a
 * callback; the command makes progress lines, the log and --json of them.
 */
#ifndef EVENT_H
#define EVENT_H

#include "store/saved_model.h"

enum event_kind { EVENT_START, EVENT_STEP, EVENT_VALID, EVENT_SAVE, EVENT_WARNING, EVENT_DONE };

struct event {
	enum event_kind kind;
	uint64_t step;
	double epoch;            /* passes over the training text */
	double progress;         /* share of the budget used, 0..1 */
	uint64_t chars;          /* start: corpus size; step: characters seen */
	double loss;             /* nats per character; step: mean since the last step event */
	double lr, grad_norm;
	double chars_per_s, elapsed_s;
	double eta_s;            /* seconds still to go, start: of the whole training; not in the JSON */
	double to_read, passes;  /* start: characters it will read, 0: unknown; not in the JSON */
	bool best;               /* valid */
	double temperature;      /* valid: of the lowest loss, which `loss` is */
	double best_loss;        /* done */
	const char *file;        /* save: the file name */
	const char *text;        /* warning */
	/* start: */
	const struct saved_model *model;
	const char *options;     /* the training options as a JSON object, or NULL */
	size_t params;
	const char *engine, *precision;
	int threads;
};

/* Return the event as one line with its newline; the caller frees it. Numbers that are not finite
 * become null. */
char *event_json(const struct event *e);

#endif
