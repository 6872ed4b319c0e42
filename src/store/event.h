/*
 * event.h - the events of a training, and their form as NDJSON. The trainer passes events to a
 * callback; `rnn train` turns them into progress lines, the log and the output of --json.
 */
#ifndef EVENT_H
#define EVENT_H

#include "store/saved_model.h"

enum event_kind {
	EVENT_START,
	EVENT_STEP,
	EVENT_VALID,
	EVENT_SAVE,
	EVENT_WARNING,
	EVENT_SAMPLE,
	EVENT_DONE
};

struct event {
	enum event_kind kind;
	enum unit unit; /* of the model: what is called a character here may be a byte */
	uint64_t step;
	double epoch;        /* passes over the training text */
	double progress;     /* share of the budget used, 0..1 */
	uint64_t chars;      /* start: corpus size; step: characters seen; valid: characters of the
	                    validation text that were scored */
	uint64_t chars_kept; /* valid: length of that text; not in the JSON */
	double loss;         /* step, valid: nats per character; step: mean since the last
	                            step event */
	double lr, grad_norm;
	double chars_per_s, elapsed_s;
	double eta_s;           /* estimated seconds left; start: estimated length of the whole
	                            training, 0: unknown; not in the JSON */
	double to_read, passes; /* start: characters that the training will read, and passes over
	                            the text, 0: unknown; not in the JSON */
	bool best;              /* valid: the lowest loss so far */
	double temperature;     /* valid: logits divided by it give the lowest loss, `loss` */
	double best_loss;       /* done: nats per character; NaN: never validated */
	const char *file;       /* save: name of the weights file */
	const char *text;       /* warning: the message; sample: the symbols drawn */
	size_t text_bytes;      /* sample: the length of the text, which may contain 0 bytes */
	/* The rest is for start alone. */
	const struct saved_model *model;
	const char *options; /* the training options as a JSON object, or NULL */
	size_t params;
	const char *engine, *precision;
	int threads; /* of each process */
	int ranks;   /* processes that share the training; in the JSON if there are several */
};

/* Returns the event as one line of JSON that ends in a newline; the caller frees it. Numbers that
 * are not finite become null. */
char *event_json(const struct event *e);

#endif
