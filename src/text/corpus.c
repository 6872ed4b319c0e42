/* corpus.c - see corpus.h. */
#include "text/corpus_impl.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

#include "text/input.h"
#include "text/magic.h"

enum { CHUNK = 256 << 10 };

/* A text of more files than this is held in memory, because those that it stays in are kept open. */
enum { FILES_MOST = 64 };

/* Gives a new symbol the next id and returns it, or -1 if there are VOCAB_MAX symbols already. */
static int new_symbols_add(struct new_symbols *f, uint32_t symbol)
{
	struct vocab *v = &f->v;
	uint16_t **page = &v->page[symbol / VOCAB_PAGE];

	if (v->size == VOCAB_MAX)
		return -1;
	if (v->size == f->room) {
		f->room = f->room > 0 ? 2 * f->room : 256;
		v->symbol = xrealloc(v->symbol, (size_t)f->room, sizeof *v->symbol);
	}
	if (*page == NULL)
		*page = xcalloc(VOCAB_PAGE, sizeof **page);
	v->symbol[v->size++] = symbol;
	(*page)[symbol % VOCAB_PAGE] = (uint16_t)v->size;
	return v->size - 1;
}

/* Makes room for n more ids. The check against the machine's memory ignores unused room, because
 * pages take memory only when they are written. */
static int reserve(struct corpus_reader *r, const char *name, size_t n, struct rnn_error *err)
{
	size_t width = (size_t)r->c->width;

	if (r->c->files != NULL || r->c->n + n <= r->room)
		return 0;
	size_t room = r->room > 0 ? 2 * r->room : CHUNK;
	if (room < r->c->n + n)
		room = r->c->n + n;
	if ((r->c->n + n) * width > ram_total())
		return errorf(err, EX_OSERR, "%s: too long for this machine's memory", name);
	r->c->id = xrealloc(r->c->id, room, width);
	r->room = room;
	return 0;
}

/* Maps symbols to 1-byte ids up to the first symbol without an id. Returns the number mapped. */
static size_t map_narrow(const struct vocab *v, const uint32_t *symbol, size_t n, uint8_t *out)
{
	size_t i;

	for (i = 0; i < n; i++) {
		int id = vocab_id(v, symbol[i]);
		if (id < 0)
			break;
		out[i] = (uint8_t)id;
	}
	return i;
}

/* As map_narrow, for 2-byte ids. */
static size_t map_wide(const struct vocab *v, const uint32_t *symbol, size_t n, uint16_t *out)
{
	size_t i;

	for (i = 0; i < n; i++) {
		int id = vocab_id(v, symbol[i]);
		if (id < 0)
			break;
		out[i] = (uint16_t)id;
	}
	return i;
}

/* Handles a symbol without an id: adds it to the alphabet being made, or counts it as unknown if
 * an alphabet is given. */
static int unmapped(struct corpus_reader *r, const char *name, uint32_t symbol,
		    struct rnn_error *err)
{
	if (r->o->vocab == NULL) {
		int id = new_symbols_add(&r->found, symbol);
		if (id < 0)
			return errorf_code(err, EX_DATAERR, RNN_ERROR_TOO_MANY_SYMBOLS,
					   "%s: more than %d different characters", name,
					   VOCAB_MAX);
		if (id == 256 && r->c->width == 1)
			corpus_widen(r->c, r->room);
		return 0;
	}
	r->c->unknown++;
	if (r->unknown_in == NULL)
		r->unknown_in = name;
	if (vocab_id(&r->found.v, symbol) < 0)
		new_symbols_add(&r->found, symbol);
	return 0;
}

/* Maps symbols to ids up to the first one without an id, and appends these; or counts them, if the
 * text stays in its files. Returns their number. */
static size_t take(struct corpus_reader *r, const uint32_t *symbol, size_t n)
{
	struct corpus *c = r->c;

	if (c->files == NULL)
		return c->width == 1 ? map_narrow(r->v, symbol, n, (uint8_t *)c->id + c->n)
				     : map_wide(r->v, symbol, n, (uint16_t *)c->id + c->n);
	n = map_wide(r->v, symbol, n, r->scratch);
	for (size_t i = 0; i < n; i++)
		r->count[r->scratch[i]]++;
	return n;
}

/* Appends the ids of n symbols to the corpus. */
static int append(struct corpus_reader *r, const char *name, const uint32_t *symbol, size_t n,
		  struct rnn_error *err)
{
	struct corpus *c = r->c;

	if (reserve(r, name, n, err) < 0)
		return -1;
	for (size_t i = 0; i < n;) {
		size_t done = take(r, symbol + i, n - i);
		c->n += done;
		i += done;
		if (i == n)
			break;
		if (unmapped(r, name, symbol[i], err) < 0)
			return -1;
		i += r->o->vocab != NULL; /* skip an unknown symbol; a new one has an id now */
	}
	return 0;
}

/* Completes a decoder's error: if no alphabet is given, the caller may read the text as bytes. */
static int invalid_text(const struct corpus_reader *r, struct rnn_error *err)
{
	if (err != NULL && r->o->vocab == NULL)
		err->code = RNN_ERROR_INVALID_CORPUS;
	return -1;
}

static void count_bytes(struct corpus *c, const unsigned char *bytes, size_t n)
{
	c->bytes += n;
	c->crc32 = (uint32_t)crc32_z(c->crc32, bytes, n);
}

/* Looks for carriage returns in the bytes of an input, which come after r->last. In a sound, or another
 * file that is no text, some have no newline after them. */
static void find_returns(struct corpus_reader *r, const unsigned char *bytes, size_t n)
{
	const unsigned char *end = bytes + n, *at = bytes;
	bool cr = n > 0 && r->last == '\r';

	if (cr)
		r->lone_cr = r->lone_cr || bytes[0] != '\n';
	for (; at < end && (at = memchr(at, '\r', (size_t)(end - at))) != NULL; at++) {
		cr = true;
		r->lone_cr = r->lone_cr || (at + 1 < end && at[1] != '\n');
	}
	r->c->cr = r->c->cr || cr;
}

/* Adds a newline before the first byte of an input, if the inputs before it do not end with one. */
static int add_newline(struct corpus_reader *r, const char *name, struct rnn_error *err)
{
	const uint32_t newline = '\n';
	struct corpus *c = r->c;

	if (!r->o->add_newlines || r->last < 0 || r->last == '\n')
		return 0;
	if (c->newlines == 0)
		c->first_open = r->last_file;
	c->newlines++;
	count_bytes(c, (const unsigned char *)"\n", 1);
	if (c->files != NULL)
		corpus_files_add_newline(c->files);
	return append(r, name, &newline, 1, err);
}

static int read_input(struct corpus_reader *r, struct input *in, struct rnn_error *err)
{
	struct corpus *c = r->c;
	struct decoder d;
	bool first = true, last;

	decoder_init(&d, r->o->unit, r->o->invalid);
	do {
		long long n = input_read(in, r->chunk, CHUNK, err);
		if (n < 0)
			return -1;
		if (first && d.unit == UNIT_CHAR &&
		    magic_check(in->name, r->chunk, (size_t)n, err) < 0)
			return -1;
		if (first && n > 0 && add_newline(r, in->name, err) < 0)
			return -1;
		if (first && n == 0 && c->empty++ == 0)
			c->first_empty = r->file;
		first = false;
		last = n < CHUNK;
		count_bytes(c, r->chunk, (size_t)n);
		find_returns(r, r->chunk, (size_t)n);
		if (n > 0) {
			r->last = r->chunk[n - 1];
			r->last_file = r->file;
		}
		long long got = decoder_run(&d, in->name, r->chunk, (size_t)n, last, r->symbol,
					    NULL, err);
		if (got < 0)
			return invalid_text(r, err);
		if (append(r, in->name, r->symbol, (size_t)got, err) < 0)
			return -1;
	} while (!last);
	c->replaced += d.replaced;
	c->boms += d.bom;
	return 0;
}

static bool is_regular(const char *file)
{
	struct stat st;

	return !input_is_standard(file) && stat(file, &st) == 0 && S_ISREG(st.st_mode);
}

static void stay_in_files(struct corpus_reader *r)
{
	r->c->files = corpus_files_new(r->o->unit, r->o->invalid);
	r->c->width = 2;
	r->scratch = xcalloc(CHUNK + 4, sizeof *r->scratch);
	r->count = xcalloc(VOCAB_MAX, sizeof *r->count);
}

/* Checks all inputs before the first is read, and makes room for the regular files. */
static int check_inputs(struct corpus_reader *r, char *const *files, int count,
			struct rnn_error *err)
{
	uint64_t total = 0, held = r->o->held;
	int standard = 0;

	for (int i = 0; i < count; i++) {
		uint64_t bytes;
		if (input_check(files[i], &bytes, err) < 0)
			return -1;
		r->c->source.regular = r->c->source.regular && is_regular(files[i]);
		total = total + bytes < total ? UINT64_MAX : total + bytes;
		standard += input_is_standard(files[i]);
	}
	if (standard > 1)
		return errorf(err, EX_USAGE, "standard input (-) can be read only once");
	if (r->o->regular && !r->c->source.regular)
		return errorf(err, EX_DATAERR, "%s: is not a regular file", files[0]);
	if (held > 0 && total > held && r->c->source.regular && count <= FILES_MOST) {
		stay_in_files(r);
		return 0;
	}
	if (total > ram_total())
		return errorf(err, EX_OSERR, "%s: too long for this machine's memory",
			      input_name(files[0]));
	total += total > 0 ? (uint64_t)count - 1 : 0; /* newlines between them */
	return total > 0 ? reserve(r, input_name(files[0]), (size_t)total, err) : 0;
}

static int read_inputs(struct corpus_reader *r, char *const *files, int count,
		       struct rnn_error *err)
{
	if (check_inputs(r, files, count, err) < 0)
		return -1;
	for (int i = 0; i < count; i++) {
		struct input in;
		r->file = i;
		if (input_open(&in, files[i], err) < 0)
			return -1;
		uint64_t before = r->c->bytes, added = r->c->newlines;
		int rc = r->c->files != NULL && !in.regular
				 ? errorf(err, EX_DATAERR, "%s: is not a regular file any more",
					  in.name)
				 : read_input(r, &in, err);
		uint64_t bytes = r->c->bytes - before - (r->c->newlines - added);
		if (rc == 0 && r->c->files != NULL && bytes > 0)
			corpus_files_add(r->c->files, &in, bytes);
		input_close(&in);
		if (rc < 0)
			return -1;
	}
	if (r->o->unit == UNIT_BYTE && r->lone_cr)
		r->c->cr = false;
	return corpus_finish(r, input_name(files[0]), err);
}

static void note_source(struct corpus_source *s, char *const *files, int count,
			const struct corpus_options *o)
{
	*s = (struct corpus_source){.files = count,
				    .invalid = o->invalid,
				    .add_newlines = o->add_newlines,
				    .regular = true};
	s->file = xcalloc((size_t)count, sizeof *s->file);
	for (int i = 0; i < count; i++)
		s->file[i] = xstrdup(files[i]);
}

int corpus_read(struct corpus *c, char *const *files, int count, const struct corpus_options *o,
		struct rnn_error *err)
{
	struct corpus_reader r = {.c = c, .o = o, .last = -1};

	*c = (struct corpus){.width = o->vocab != NULL && o->vocab->size > 256 ? 2 : 1};
	note_source(&c->source, files, count, o);
	r.found.v.unit = o->unit;
	r.found.v.page = xcalloc(VOCAB_PAGES, sizeof *r.found.v.page);
	r.v = o->vocab != NULL ? o->vocab : &r.found.v;
	r.chunk = xcalloc(CHUNK, 1);
	r.symbol = xcalloc(CHUNK + 4, sizeof *r.symbol);
	int rc = read_inputs(&r, files, count, err);
	free(r.chunk);
	free(r.symbol);
	free(r.scratch);
	free(r.count);
	vocab_free(&r.found.v);
	if (rc < 0)
		corpus_free(c);
	return rc;
}

int corpus_check(const struct corpus *c, bool now, struct rnn_error *err)
{
	return c->files != NULL ? corpus_files_check(c->files, c->crc32, now, err) : 0;
}

void corpus_free(struct corpus *c)
{
	for (int i = 0; i < c->source.files; i++)
		free(c->source.file[i]);
	free(c->source.file);
	corpus_files_free(c->files);
	free(c->id);
	vocab_free(&c->vocab);
	*c = (struct corpus){0};
}
