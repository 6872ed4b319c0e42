/*
 * page_texts.h - the texts that rnn page shows: the files of its command line.
 */
#ifndef PAGE_TEXTS_H
#define PAGE_TEXTS_H

#include "options/options.h"
#include "store/saved_model.h"
#include "text/input.h"

struct page_text {
	const char *name; /* borrowed */
	char *text;       /* (bytes) owned */
	size_t bytes;
	size_t shown; /* bytes of the text that are in the page, at its start */
};

struct page_texts {
	const struct strings *file; /* names; "-" is standard input; borrowed */
	int n;
	struct page_text *text; /* (n) owned */
	struct input *in;       /* (n) owned; the first `opened` are open */
	int opened;
	uint64_t expected; /* bytes of all files; a pipe counts as one byte */
	uint16_t *ids;     /* (symbols) all texts as the model reads them; owned */
	size_t symbols;
};

/* Checks that the files can be read, without opening them. Returns 0, or -1 with *err. *t must be freed
 * in both cases. */
int page_texts_init(struct page_texts *t, const struct strings *file, struct rnn_error *err);
void page_texts_free(struct page_texts *t);

/* Opens all files. Returns 0, or -1 with *err. */
int page_texts_open(struct page_texts *t, struct rnn_error *err);

/*
 * Reads the texts, which must be open, and closes them. The page shows the first `shown` characters of
 * each. In the ids, a newline follows a text that does not end with one, and what the model does not
 * know is left out, with a warning unless quiet. Returns 0, or -1 with *err.
 */
int page_texts_read(struct page_texts *t, const struct saved_model *a, size_t shown, bool quiet,
		    struct rnn_error *err);

/* Returns the number of bytes that the first `most` characters of a text have. */
size_t page_texts_cut(const char *text, size_t bytes, size_t most);

/* Returns what a page suggests as the prime: the words with which the first text begins, if the model
 * knows all of their characters, else "". The caller frees it. */
char *page_texts_prime(const struct page_texts *t, const struct saved_model *a);

#endif
