/* symbol_set.c - see symbol_set.h. */
#include "text/symbol_set.h"

#include <stdlib.h>
#include <string.h>

/* A symbol of the list: its code point, and whether it is a hyphen that can join two others. */
struct item {
	uint32_t symbol;
	bool hyphen;
};

/* Replaces escapes in symbol[0..n) and returns the number of items. */
static int read_items(const uint32_t *symbol, int n, struct item *item)
{
	static const char letters[] = "0ntr", symbols[] = "\0\n\t\r";
	int items = 0;

	for (int i = 0; i < n; i++) {
		bool escape = symbol[i] == '\\' && i + 1 < n;
		uint32_t c = symbol[escape ? ++i : i];
		const char *at = escape && c < 128 && c > 0 ? strchr(letters, (int)c) : NULL;
		item[items++] = (struct item){at != NULL ? (uint32_t)symbols[at - letters] : c,
					      c == '-' && !escape};
	}
	return items;
}

static void add_range(const struct vocab *v, uint32_t from, uint32_t to, bool *has)
{
	for (int id = 0; id < v->size; id++)
		has[id] |= v->symbol[id] >= from && v->symbol[id] <= to;
}

static void add_one(const struct vocab *v, uint32_t symbol, bool *has, int *unknown,
		    uint32_t *first)
{
	int id = vocab_id(v, symbol);

	if (id >= 0)
		has[id] = true;
	else if (unknown != NULL && (*unknown)++ == 0)
		*first = symbol;
}

static int add_items(const struct vocab *v, const struct item *item, int n, bool *has, int *unknown,
		     uint32_t *first, struct rnn_error *err)
{
	char low[32], high[32];

	for (int i = 0; i < n; i++) {
		if (i + 2 >= n || !item[i + 1].hyphen) {
			add_one(v, item[i].symbol, has, unknown, first);
			continue;
		}
		if (item[i].symbol > item[i + 2].symbol) {
			symbol_describe(v->unit, item[i].symbol, low);
			symbol_describe(v->unit, item[i + 2].symbol, high);
			return errorf(err, EX_USAGE, "the range from %s to %s is empty", low, high);
		}
		add_range(v, item[i].symbol, item[i + 2].symbol, has);
		i += 2;
	}
	return 0;
}

int symbol_set_add(const struct vocab *v, const char *text, bool *has, int *unknown,
		   uint32_t *first, struct rnn_error *err)
{
	size_t bytes = strlen(text);
	uint32_t *symbol = xcalloc(bytes + 4, sizeof *symbol);
	struct item *item = xcalloc(bytes + 1, sizeof *item);
	struct decoder d;
	long long n;
	int rc = -1;

	decoder_init(&d, v->unit, INVALID_ERROR);
	d.started = true; /* no byte order mark */
	n = decoder_run(&d, "", (const unsigned char *)text, bytes, true, symbol, NULL, err);
	if (n < 0)
		errorf(err, EX_USAGE, "is not UTF-8");
	else
		rc = add_items(v, item, read_items(symbol, (int)n, item), has, unknown, first, err);
	free(item);
	free(symbol);
	return rc;
}
