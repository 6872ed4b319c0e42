/*
 * probe.h - measures how fast this machine trains a network, before a training begins.
 */
#ifndef PROBE_H
#define PROBE_H

#include "core/model.h"

struct probe {
	struct config config;
	const struct engine *engine; /* as in struct model */
	enum format format;
	int batch, seq, threads; /* as in struct train_options */
	int ranks;               /* processes that will share the training */
	double seconds;          /* to measure for; at least one update is made */
};

/* Returns the characters per second of whole updates (forward, backward, AdamW) of a network with
 * random weights on a random text, times p->ranks. Takes about p->seconds, or two updates if they take longer. */
double probe_speed(const struct probe *p);

#endif
