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
	const char *directory; /* of the model, as it was given; NULL: it was not, or is absolute */
	const char *command;   /* that made the page; NULL: it is left out */
	const char *prime;     /* with which the page begins to write */
	const struct saved_model *a;
	const struct page_weights *weights;
	const struct page_texts *texts;
	const struct reach *reach; /* NULL: was not measured */
	size_t positions;          /* of reach */
	const struct train_log *log;
};

/* Returns whether a command line, or NULL, names a file by an absolute path, which tells about the
 * machine and is of no use on others. A page that is sent should not have it. */
bool page_data_private(const char *line);

/* Returns the data as one line of JSON; the caller frees it. */
char *page_data_json(const struct page_data *d);

#endif
