/* vocab.c - the alphabet: symbols to ids and back, and text in memory to ids. */
#include "text/vocab.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/ram.h"

static bool symbol_valid(enum unit unit, uint32_t c)
{
	if (unit == UNIT_BYTE)
		return c < 0x100;
	return c < 0xD800 || (c > 0xDFFF && c < 0x110000);
}

static int symbols_check(enum unit unit, const uint32_t *symbol, int size, struct rnn_error *err)
{
	if (size < 1 || size > VOCAB_MAX)
		return errorf(err, EX_DATAERR, "an alphabet has 1 to %d symbols, this one has %d",
			      VOCAB_MAX, size);
	for (int i = 0; i < size; i++) {
		if (!symbol_valid(unit, symbol[i]))
			return errorf(err, EX_DATAERR, "symbol %d (%" PRIu32 ") is not a %s", i,
				      symbol[i], unit == UNIT_BYTE ? "byte" : "Unicode character");
		if (i > 0 && symbol[i] <= symbol[i - 1])
			return errorf(err, EX_DATAERR,
				      "symbol %d (%" PRIu32 ") is not greater than the one before "
				      "it (%" PRIu32 ")",
				      i, symbol[i], symbol[i - 1]);
	}
	return 0;
}

int vocab_init(struct vocab *v, enum unit unit, const uint32_t *symbol, int size,
	       struct rnn_error *err)
{
	*v = (struct vocab){.unit = unit};
	if (symbols_check(unit, symbol, size, err) < 0)
		return -1;
	v->size = size;
	v->symbol = xcalloc((size_t)size, sizeof *v->symbol);
	memcpy(v->symbol, symbol, (size_t)size * sizeof *v->symbol);
	v->page = xcalloc(VOCAB_PAGES, sizeof *v->page);
	for (int i = 0; i < size; i++) {
		uint16_t **page = &v->page[symbol[i] / VOCAB_PAGE];
		if (*page == NULL)
			*page = xcalloc(VOCAB_PAGE, sizeof **page);
		(*page)[symbol[i] % VOCAB_PAGE] = (uint16_t)(i + 1);
	}
	return 0;
}

void vocab_free(struct vocab *v)
{
	for (int i = 0; v->page != NULL && i < VOCAB_PAGES; i++)
		free(v->page[i]);
	free(v->page);
	free(v->symbol);
	*v = (struct vocab){.unit = v->unit};
}

int vocab_unite(struct vocab *v, const struct vocab *const *of, int n, struct rnn_error *err)
{
	bool *has = xcalloc(0x110000, sizeof *has);
	uint32_t *symbol = xcalloc(0x110000, sizeof *symbol);
	int size = 0;

	for (int i = 0; i < n; i++)
		for (int id = 0; id < of[i]->size; id++)
			has[of[i]->symbol[id]] = true;
	for (uint32_t c = 0; c < 0x110000; c++)
		if (has[c])
			symbol[size++] = c;
	int rc = vocab_init(v, of[0]->unit, symbol, size, err);
	free(has);
	free(symbol);
	return rc;
}

int vocab_encode(const struct vocab *v, int id, char out[4])
{
	if (v->unit == UNIT_CHAR)
		return utf8_encode(v->symbol[id], out);
	out[0] = (char)v->symbol[id];
	return 1;
}

bool symbol_visible(uint32_t c)
{
	enum { EMPTY_BRAILLE = 0x2800 };
	utf8proc_category_t k = utf8proc_category((utf8proc_int32_t)c);

	if (c == EMPTY_BRAILLE || utf8proc_get_property((utf8proc_int32_t)c)->ignorable)
		return false;
	return (k >= UTF8PROC_CATEGORY_LU && k <= UTF8PROC_CATEGORY_LO) ||
	       (k >= UTF8PROC_CATEGORY_ND && k <= UTF8PROC_CATEGORY_SO);
}

void symbol_escape(uint32_t c, char out[16])
{
	static const struct {
		uint32_t c;
		const char *text;
	} known[] = {
		{' ', " "}, {0, "\\0"}, {'\t', "\\t"}, {'\n', "\\n"}, {'\r', "\\r"}, {'\\', "\\\\"},
	};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (known[i].c == c) {
			strcpy(out, known[i].text);
			return;
		}
	if (symbol_visible(c))
		out[utf8_encode(c, out)] = 0;
	else
		snprintf(out, 16, "\\u{%" PRIx32 "}", c);
}

void symbol_describe(enum unit unit, uint32_t c, char out[32])
{
	char text[5] = "";

	if (unit == UNIT_BYTE) {
		snprintf(out, 32, "0x%02" PRIx32, c);
	} else if (symbol_visible(c)) {
		utf8_encode(c, text);
		snprintf(out, 32, "'%s' (U+%04" PRIX32 ")", text, c);
	} else {
		snprintf(out, 32, "U+%04" PRIX32, c);
	}
}

/* The arguments and results of map_text. */
struct mapping {
	const struct vocab *v;
	const char *name;
	long long *unknown;
	uint16_t *ids;
	uint64_t *at;
	size_t n;
};

/* Maps symbols c[0..n) at byte offsets `at`, the first of which is in line `line`. */
static int map_symbols(struct mapping *m, const uint32_t *c, const uint64_t *at, size_t n,
		       uint64_t line, struct rnn_error *err)
{
	for (size_t i = 0; i < n; i++) {
		int id = vocab_id(m->v, c[i]);
		if (id < 0 && m->unknown == NULL) {
			char what[32];
			symbol_describe(m->v->unit, c[i], what);
			return errorf_code(err, EX_DATAERR, RNN_ERROR_UNKNOWN_SYMBOL,
					   "%s: byte %" PRIu64 " (line %" PRIu64 "): %s is "
					   "not in the model's alphabet",
					   m->name, at[i], line, what);
		}
		line += c[i] == '\n';
		if (id < 0) {
			++*m->unknown;
			continue;
		}
		m->ids[m->n] = (uint16_t)id;
		if (m->at != NULL)
			m->at[m->n] = at[i];
		m->n++;
	}
	return 0;
}

static int map_text(const struct vocab *v, struct decoder *d, const char *name, const char *text,
		    size_t bytes, long long *unknown, uint16_t **ids, size_t *n, uint64_t **at,
		    struct rnn_error *err)
{
	enum { CHUNK = 512 };
	uint32_t c[CHUNK + 4];
	uint64_t where[CHUNK + 4];
	struct mapping m = {.v = v, .name = name, .unknown = unknown};

	size_t each = 1 + sizeof *m.ids + (at != NULL ? sizeof *m.at : 0);
	if (size_sum(0, bytes, each) > ram_total())
		return errorf(err, EX_OSERR, "%s: too long for this machine's memory", name);
	m.ids = xcalloc(bytes, sizeof *m.ids); /* a symbol takes at least one byte */
	if (at != NULL)
		m.at = xcalloc(bytes, sizeof *m.at);
	if (unknown != NULL)
		*unknown = 0;
	for (size_t i = 0; i < bytes; i += CHUNK) {
		bool last = bytes - i <= CHUNK;
		uint64_t line = d->line;
		long long got = decoder_run(d, name, (const unsigned char *)text + i,
					    last ? bytes - i : CHUNK, last, c, where, err);
		if (got < 0 || map_symbols(&m, c, where, (size_t)got, line, err) < 0) {
			free(m.ids);
			free(m.at);
			return -1;
		}
	}
	*ids = m.ids;
	*n = m.n;
	if (at != NULL)
		*at = m.at;
	return 0;
}

int vocab_text(const struct vocab *v, const char *name, const char *text, size_t bytes,
	       enum invalid invalid, long long *unknown, uint16_t **ids, size_t *n, uint64_t **at,
	       struct rnn_error *err)
{
	struct decoder d;

	decoder_init(&d, v->unit, invalid);
	return map_text(v, &d, name, text, bytes, unknown, ids, n, at, err);
}

int vocab_piece(const struct vocab *v, const char *name, const char *text, size_t bytes,
		long long *unknown, uint16_t **ids, size_t *n, struct rnn_error *err)
{
	struct decoder d;

	decoder_init(&d, v->unit, INVALID_ERROR);
	d.started = true;
	return map_text(v, &d, name, text, bytes, unknown, ids, n, NULL, err);
}

int vocab_next(const struct vocab *v, struct decoder *d, const char *name, const char *text,
	       size_t bytes, long long *unknown, uint16_t **ids, size_t *n, struct rnn_error *err)
{
	return map_text(v, d, name, text, bytes, unknown, ids, n, NULL, err);
}
