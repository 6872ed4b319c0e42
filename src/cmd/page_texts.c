/* page_texts.c - see page_texts.h. */
#include "cmd/page_texts.h"

#include <stdlib.h>
#include <string.h>

#include "host/say.h"

int page_texts_init(struct page_texts *t, const struct strings *file, struct rnn_error *err)
{
	*t = (struct page_texts){.n = file->n};
	t->text = xcalloc((size_t)t->n, sizeof *t->text);
	for (int i = 0; i < t->n; i++)
		t->text[i].name = input_name(file->item[i]);
	return text_files_init(&t->files, file, err);
}

void page_texts_free(struct page_texts *t)
{
	text_files_free(&t->files);
	for (int i = 0; i < t->n; i++)
		free(t->text[i].text);
	free(t->text);
	free(t->ids);
}

/* Reads text i, without a byte order mark. */
static int read_one(struct page_texts *t, int i, enum unit unit, bool quiet, struct rnn_error *err)
{
	static const char mark[] = "\xef\xbb\xbf";
	struct page_text *p = &t->text[i];

	if (text_files_read(&t->files, i, quiet, &p->text, &p->bytes, err) < 0)
		return -1;
	if (unit == UNIT_CHAR && p->bytes >= 3 && memcmp(p->text, mark, 3) == 0) {
		p->bytes -= 3;
		memmove(p->text, p->text + 3, p->bytes);
	}
	return 0;
}

/* Appends the ids of a text to those of the others. */
static int add_ids(struct page_texts *t, const struct page_text *p, const struct saved_model *a,
		   bool quiet, struct rnn_error *err)
{
	int newline = vocab_id(&a->vocab, '\n');
	long long unknown = 0;
	uint16_t *ids;
	size_t n;

	if (p->bytes == 0)
		return 0;
	if (vocab_text(&a->vocab, p->name, p->text, p->bytes, INVALID_REPLACE, &unknown, &ids, &n,
		       NULL, err) < 0)
		return -1;
	if (unknown > 0)
		say(quiet, "warning: %s: %lld %s%s unknown to the model", p->name, unknown,
		    unit_word(a->unit), unknown == 1 ? "" : "s");
	t->ids = xrealloc(t->ids, t->symbols + n + 1, sizeof *t->ids);
	if (t->symbols > 0 && newline >= 0 && t->ids[t->symbols - 1] != newline)
		t->ids[t->symbols++] = (uint16_t)newline;
	memcpy(t->ids + t->symbols, ids, n * sizeof *ids);
	t->symbols += n;
	free(ids);
	return 0;
}

int page_texts_read(struct page_texts *t, const struct saved_model *a, size_t shown, bool quiet,
		    struct rnn_error *err)
{
	for (int i = 0; i < t->n; i++) {
		struct page_text *p = &t->text[i];
		if (read_one(t, i, a->unit, quiet, err) < 0 || add_ids(t, p, a, quiet, err) < 0)
			return -1;
		p->shown = page_texts_cut(p->text, p->bytes, shown);
	}
	return 0;
}

size_t page_texts_cut(const char *text, size_t bytes, size_t most)
{
	size_t at = 0;

	for (size_t n = 0; n < most && at < bytes; n++)
		at += (size_t)text_out_sequence(text + at, bytes - at);
	return at;
}

/* Returns the first line of more than n characters, which is rarely a title, or the start of a text that has none. */
static const char *long_line(const char *text, size_t bytes, size_t n)
{
	for (size_t at = 0; at < bytes;) {
		const char *end = memchr(text + at, '\n', bytes - at);
		size_t line = end != NULL ? (size_t)(end - text) - at : bytes - at;
		if (page_texts_cut(text + at, line, n) < line)
			return text + at;
		at += line + 1;
	}
	return text;
}

char *page_texts_prime(const struct page_texts *t, const struct saved_model *a)
{
	enum { CHARACTERS = 40 };
	long long unknown = 0;
	uint16_t *ids;
	size_t n, ids_n;

	if (t->n == 0)
		return xstrdup("");
	const char *text = long_line(t->text->text, t->text->shown, CHARACTERS);
	size_t left = t->text->shown - (size_t)(text - t->text->text);
	n = page_texts_cut(text, left, CHARACTERS);
	const char *line = memchr(text, '\n', n);
	if (line != NULL)
		n = (size_t)(line - text);
	else if (n < left)
		while (n > 0 && text[n - 1] != ' ')
			n--;
	while (n > 0 && text[n - 1] == ' ')
		n--;
	if (memchr(text, 0, n) != NULL ||
	    vocab_piece(&a->vocab, "prime", text, n, &unknown, &ids, &ids_n, NULL) < 0)
		return xstrdup("");
	free(ids);
	return unknown == 0 ? xasprintf("%.*s", (int)n, text) : xstrdup("");
}
