/*
 * page_texts.h - the texts that rnn page shows: the files of its command line.
 */
#ifndef PAGE_TEXTS_H
#define PAGE_TEXTS_H

#include "cmd/text_files.h"
#include "store/saved_model.h"

struct page_text {
	const char *name; /* borrowed */
	char *text;       /* (bytes) owned */
	size_t bytes;
	size_t shown; /* bytes of the text that are in the page, at its start */
};

struct page_texts {
	struct text_files files;
	int n;
	struct page_text *text; /* (n) owned */
	uint16_t *ids;          /* (symbols) all texts as the model reads them; owned */
	size_t symbols;
};

/* Checks that the files can be read, without opening them. Returns 0, or -1 with *err. *t must be freed
 * in both cases. */
int page_texts_init(struct page_texts *t, const struct strings *file, struct rnn_error *err);
void page_texts_free(struct page_texts *t);

/*
 * Reads the texts, whose files must be open (text_files_open). The page shows the first `shown` characters of
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
