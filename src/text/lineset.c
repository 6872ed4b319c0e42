/* lineset.c - see lineset.h. An open hash table of places in one array of bytes. */
#include "text/lineset.h"

#include <stdlib.h>
#include <string.h>

struct line {
	size_t at; /* in bytes */
	size_t n;
	uint64_t hash;
	bool used;
};

struct lineset {
	struct line *line; /* (mask + 1) */
	size_t mask, lines;
	char *bytes; /* (n) all lines, in room for `room` */
	size_t n, room;
};

struct lineset *lineset_new(void)
{
	struct lineset *s = xcalloc(1, sizeof *s);

	s->mask = 63;
	s->line = xcalloc(s->mask + 1, sizeof *s->line);
	return s;
}

void lineset_free(struct lineset *s)
{
	if (s == NULL)
		return;
	free(s->line);
	free(s->bytes);
	free(s);
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Removes the white space at the ends. */
static void trim(const char **text, size_t *n)
{
	while (*n > 0 && is_blank((*text)[*n - 1]))
		--*n;
	while (*n > 0 && is_blank(**text)) {
		++*text;
		--*n;
	}
}

/* FNV-1a (Fowler, Noll, Vo). */
static uint64_t hash_of(const char *text, size_t n)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < n; i++)
		hash = (hash ^ (unsigned char)text[i]) * UINT64_C(0x100000001b3);
	return hash ^ hash >> 32;
}

/* Returns the place of the line in the table, or the free one where it belongs. */
static struct line *find(const struct lineset *s, const char *text, size_t n, uint64_t hash)
{
	size_t i = hash & s->mask;

	for (; s->line[i].used; i = (i + 1) & s->mask) {
		const struct line *x = &s->line[i];
		if (x->hash == hash && x->n == n &&
		    (n == 0 || memcmp(s->bytes + x->at, text, n) == 0))
			break;
	}
	return &s->line[i];
}

static void grow(struct lineset *s)
{
	struct lineset old = *s;

	s->mask = 2 * s->mask + 1;
	s->line = xcalloc(s->mask + 1, sizeof *s->line);
	for (size_t i = 0; i <= old.mask; i++) {
		const struct line *x = &old.line[i];
		if (x->used)
			*find(s, s->bytes + x->at, x->n, x->hash) = *x;
	}
	free(old.line);
}

bool lineset_add(struct lineset *s, const char *text, size_t n)
{
	trim(&text, &n);
	uint64_t hash = hash_of(text, n);
	struct line *to = find(s, text, n, hash);

	if (to->used)
		return false;
	if (s->n + n > s->room) {
		s->room = 2 * (s->n + n);
		s->bytes = xrealloc(s->bytes, s->room, 1);
	}
	*to = (struct line){.at = s->n, .n = n, .hash = hash, .used = true};
	if (n > 0)
		memcpy(s->bytes + s->n, text, n);
	s->n += n;
	if (2 * ++s->lines > s->mask)
		grow(s);
	return true;
}

/* Sets *line and *length to the first line of text[0..n), trimmed. Returns the bytes that it takes
 * with its newline. */
static size_t take_line(const char *text, size_t n, const char **line, size_t *length)
{
	const char *end = memchr(text, '\n', n);

	*line = text;
	*length = end != NULL ? (size_t)(end - text) : n;
	trim(line, length);
	return end != NULL ? (size_t)(end - text) + 1 : n;
}

void lineset_add_lines(struct lineset *s, const char *text, size_t n)
{
	const char *line;
	size_t length;

	for (size_t i = 0; i < n;) {
		i += take_line(text + i, n - i, &line, &length);
		if (length > 0)
			lineset_add(s, line, length);
	}
}

bool lineset_has_line(const struct lineset *s, const char *text, size_t n)
{
	const char *line;
	size_t length;

	for (size_t i = 0; i < n;) {
		i += take_line(text + i, n - i, &line, &length);
		if (length > 0 && find(s, line, length, hash_of(line, length))->used)
			return true;
	}
	return false;
}
