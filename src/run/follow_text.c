/* follow_text.c - see follow_text.h. */
#include "run/follow_text.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCK = 1 << 20 }; /* symbols that are sent at once */

/* Describes a text; its alphabet and the names of its files follow. */
struct description {
	uint64_t chars, bytes;
	uint32_t crc32;
	int32_t width, unit, invalid, vocab, files;
	uint64_t names; /* bytes of the names, with the 0 after each */
	bool add_newlines;
};

static uint64_t name_bytes(const struct corpus_source *s)
{
	uint64_t n = 0;

	for (int i = 0; i < s->files; i++)
		n += strlen(s->file[i]) + 1;
	return n;
}

/* Sends the ids to the processes r with wants[r], or receives them. */
static void pass_ids(struct peers *p, const bool *wants, const struct corpus *text, void *id)
{
	size_t width = (size_t)text->width;
	uint16_t *wide = xcalloc(BLOCK, sizeof *wide);
	uint8_t *bytes = xcalloc(BLOCK, sizeof *wide);

	for (size_t at = 0; at < text->n; at += BLOCK) {
		size_t n = text->n - at < BLOCK ? text->n - at : BLOCK;
		if (peers_rank(p) > 0) {
			peers_spread_to(p, wants, (char *)id + at * width, n * width);
			continue;
		}
		corpus_copy(text, at, n, wide);
		if (width == 2)
			memcpy(bytes, wide, n * sizeof *wide);
		else
			for (size_t i = 0; i < n; i++)
				bytes[i] = (uint8_t)wide[i];
		peers_spread_to(p, wants, bytes, n * width);
	}
	free(wide);
	free(bytes);
}

/* Collects in rank 0 which processes want the ids, and tells all. The caller frees the result. */
static bool *find_wants(struct peers *p, bool own, bool *any)
{
	size_t size = (size_t)peers_size(p), *at = xcalloc(size + 1, sizeof *at);
	bool *wants = xcalloc(size, sizeof *wants);

	for (size_t i = 0; i <= size; i++)
		at[i] = i;
	wants[peers_rank(p)] = own;
	peers_gather(p, wants, at);
	peers_spread(p, wants, size);
	*any = false;
	for (size_t i = 0; i < size; i++)
		*any |= wants[i];
	free(at);
	return wants;
}

void follow_text_give(struct peers *p, const struct corpus *text)
{
	const struct corpus_source *s = &text->source;
	struct description d = {
		.chars = text->n,
		.bytes = text->bytes,
		.crc32 = text->crc32,
		.width = text->width,
		.unit = (int32_t)text->vocab.unit,
		.invalid = (int32_t)s->invalid,
		.vocab = text->vocab.size,
		.files = s->regular ? s->files : 0,
		.names = name_bytes(s),
		.add_newlines = s->add_newlines,
	};
	char *names = xcalloc(d.names + 1, 1), *end = names;
	bool any;

	for (int i = 0; i < s->files; i++)
		end = stpcpy(end, s->file[i]) + 1;
	peers_spread(p, &d, sizeof d);
	peers_spread(p, text->vocab.symbol, (size_t)d.vocab * sizeof *text->vocab.symbol);
	peers_spread(p, names, d.names);
	bool *wants = find_wants(p, false, &any);
	if (any)
		pass_ids(p, wants, text, NULL);
	free(wants);
	free(names);
}

/* Reads the files of the description. Returns whether they are the same text. */
static bool read_own(const struct description *d, const struct vocab *v, char *names,
		     struct corpus *text)
{
	char **file = xcalloc((size_t)d->files + 1, sizeof *file), *name = names;
	struct corpus_options how = {.unit = v->unit,
				     .invalid = (enum invalid)d->invalid,
				     .vocab = v,
				     .skip_unknown = true,
				     .add_newlines = d->add_newlines,
				     .held = CORPUS_HELD,
				     .regular = true};
	bool same = false;

	for (int i = 0; i < d->files; i++, name += strlen(name) + 1)
		file[i] = name;
	if (d->files > 0 && corpus_read(text, file, d->files, &how, NULL) == 0) {
		same = text->bytes == d->bytes && text->crc32 == d->crc32 && text->n >= d->chars;
		if (!same)
			corpus_free(text);
	}
	free(file);
	return same;
}

void follow_text_take(struct peers *p, struct corpus *text)
{
	struct description d;
	struct vocab v = {0};
	bool any;

	peers_spread(p, &d, sizeof d);
	uint32_t *symbol = xcalloc((size_t)d.vocab + 1, sizeof *symbol);
	char *names = xcalloc(d.names + 1, 1);
	peers_spread(p, symbol, (size_t)d.vocab * sizeof *symbol);
	peers_spread(p, names, d.names);
	*text = (struct corpus){0};
	bool same = vocab_init(&v, (enum unit)d.unit, symbol, d.vocab, NULL) == 0 &&
		    read_own(&d, &v, names, text);
	bool *wants = find_wants(p, !same, &any);
	text->n = d.chars;
	if (!same) {
		text->width = d.width;
		text->id = xcalloc(d.chars, (size_t)d.width);
		pass_ids(p, wants, text, text->id);
	}
	vocab_free(&v);
	free(wants);
	free(names);
	free(symbol);
}
