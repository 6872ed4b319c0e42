/*
 * page_data.h - what rnn page puts into the page, as JSON. src/page/README.md describes its members.
 */
#ifndef PAGE_DATA_H
#define PAGE_DATA_H

#include "cmd/page_texts.h"
#include "cmd/page_weights.h"
#include "run/reach.h"
#include "store/saved_model.h"
#include "store/train_log.h"

/* The content of the page; all is borrowed. */
struct page_data {
	const char *name;      /* of the model, for people */
	const char *directory; /* of the model, as it was given; NULL: it was not */
	const char *command;   /* that made the page */
	const char *prime;     /* with which the page begins to write */
	const struct saved_model *a;
	const struct page_weights *weights;
	const struct page_texts *texts;
	const struct reach *reach; /* NULL: was not measured */
	size_t positions;          /* of reach */
	const struct train_log *log;
};

/* Returns the data as one line of JSON; the caller frees it. */
char *page_data_json(const struct page_data *d);

#endif
