/* corpus_files.c - see corpus_files.h. */
#include "text/corpus_files.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { INTERVAL = 2048, PIECE = 64 << 10 };

/* A file, or a newline if `name` is NULL. */
struct part {
	char *name; /* owned */
	int fd;
	uint64_t from, to; /* its bytes in the text */
	struct timespec written;
};

struct corpus_files {
	enum unit unit;
	enum invalid invalid;
	struct part *part; /* (parts) owned */
	int parts;
	/* (entries) position of symbol i * INTERVAL; NULL: each byte is a symbol */
	uint64_t *index;
	size_t entries, room;
	unsigned char *byte; /* (PIECE) */
	uint32_t *symbol;    /* (PIECE + 4) decoded from them */
	uint64_t *place;     /* (PIECE + 4) where they are in the part */
	struct rnn_error error;
	bool failed; /* `error` says why */
};

/* Where reading goes on. */
struct cursor {
	int part;
	uint64_t at; /* position in the text */
	struct decoder d;
};

struct corpus_files *corpus_files_new(enum unit unit, enum invalid invalid)
{
	struct corpus_files *f = xcalloc(1, sizeof *f);

	f->unit = unit;
	f->invalid = invalid;
	f->byte = xcalloc(PIECE, 1);
	f->symbol = xcalloc(PIECE + 4, sizeof *f->symbol);
	f->place = xcalloc(PIECE + 4, sizeof *f->place);
	return f;
}

void corpus_files_free(struct corpus_files *f)
{
	if (f == NULL)
		return;
	for (int i = 0; i < f->parts; i++) {
		if (f->part[i].name != NULL)
			close(f->part[i].fd);
		free(f->part[i].name);
	}
	free(f->part);
	free(f->index);
	free(f->byte);
	free(f->symbol);
	free(f->place);
	free(f);
}

static void add_part(struct corpus_files *f, struct part p, uint64_t bytes)
{
	p.from = f->parts > 0 ? f->part[f->parts - 1].to : 0;
	p.to = p.from + bytes;
	f->part = xrealloc(f->part, (size_t)f->parts + 1, sizeof *f->part);
	f->part[f->parts++] = p;
}

void corpus_files_add(struct corpus_files *f, struct input *in, uint64_t bytes)
{
	add_part(f, (struct part){.name = xstrdup(in->name), .fd = in->fd, .written = in->written},
		 bytes);
	in->fd = -1;
}

void corpus_files_add_newline(struct corpus_files *f)
{
	add_part(f, (struct part){.name = NULL}, 1);
}

/* ---- Reading ---- */

/* Reads n bytes of a part, from position `at` of the text on, into f->byte. */
static int read_bytes(struct corpus_files *f, const struct part *p, uint64_t at, size_t n,
		      struct rnn_error *err)
{
	for (size_t done = 0; done < n && p->name != NULL;) {
		ssize_t got = pread(p->fd, f->byte + done, n - done, (off_t)(at - p->from + done));
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return errorf(err, EX_IOERR, "%s: %s", p->name, strerror(errno));
		if (got == 0)
			return errorf(err, EX_DATAERR, "%s: was cut short while it was read",
				      p->name);
		done += (size_t)got;
	}
	if (p->name == NULL)
		f->byte[0] = '\n';
	return 0;
}

/* U+FEFF is a byte order mark at the start of a file only. */
static void enter_part(const struct corpus_files *f, struct cursor *c)
{
	decoder_init(&c->d, f->unit, f->invalid);
	c->d.offset = c->at - f->part[c->part].from;
	c->d.started = c->d.offset > 0;
}

static struct cursor cursor_at(const struct corpus_files *f, uint64_t at)
{
	struct cursor c = {.at = at};

	while (c.part < f->parts && f->part[c.part].to <= at)
		c.part++;
	if (c.part < f->parts)
		enter_part(f, &c);
	return c;
}

/* Decodes up to `most` more bytes, which are in one part, and returns the number of symbols in f->symbol;
 * -1 with *err. */
static long long next_symbols(struct corpus_files *f, struct cursor *c, size_t most,
			      struct rnn_error *err)
{
	const struct part *p = &f->part[c->part];
	size_t n = most < PIECE ? most : PIECE;

	if (n > p->to - c->at)
		n = (size_t)(p->to - c->at);
	if (read_bytes(f, p, c->at, n, err) < 0)
		return -1;
	long long got = decoder_run(&c->d, p->name, f->byte, n, c->at + n == p->to, f->symbol,
				    f->place, err);
	c->at += n;
	if (c->at == p->to && ++c->part < f->parts)
		enter_part(f, c);
	return got;
}

static void add_place(struct corpus_files *f, uint64_t at)
{
	if (f->entries == f->room) {
		f->room = 2 * f->room + 1024;
		f->index = xrealloc(f->index, f->room, sizeof *f->index);
	}
	f->index[f->entries++] = at;
}

int corpus_files_index(struct corpus_files *f, const struct vocab *v, size_t *n,
		       struct rnn_error *err)
{
	struct cursor c = cursor_at(f, 0);

	f->entries = 0;
	*n = 0;
	while (c.part < f->parts) {
		uint64_t from = f->part[c.part].from;
		long long got = next_symbols(f, &c, PIECE, err);
		if (got < 0)
			return -1;
		for (long long i = 0; i < got; i++)
			if (vocab_id(v, f->symbol[i]) >= 0 && (*n)++ % INTERVAL == 0)
				add_place(f, from + f->place[i]);
	}
	return 0;
}

static int read_ids(struct corpus_files *f, const struct vocab *v, size_t at, size_t n,
		    uint16_t *out, struct rnn_error *err)
{
	struct cursor c = cursor_at(f, f->index != NULL ? f->index[at / INTERVAL] : at);
	size_t skip = f->index != NULL ? at % INTERVAL : 0;

	while (n > 0) {
		if (c.part == f->parts)
			return errorf(err, EX_DATAERR, "%s: was changed while it was read",
				      f->part[0].name);
		size_t most = f->index != NULL ? 2 * (skip + n) + 16 : n;
		long long got = next_symbols(f, &c, most, err);
		if (got < 0)
			return -1;
		for (long long i = 0; i < got && n > 0; i++) {
			int id = vocab_id(v, f->symbol[i]);
			if (id < 0)
				continue;
			if (skip > 0) {
				skip--;
			} else {
				*out++ = (uint16_t)id;
				n--;
			}
		}
	}
	return 0;
}

void corpus_files_read(struct corpus_files *f, const struct vocab *v, size_t at, size_t n,
		       uint16_t *out)
{
	if (n == 0 || (!f->failed && read_ids(f, v, at, n, out, &f->error) == 0))
		return;
	f->failed = true;
	memset(out, 0, n * sizeof *out);
}

/* ---- Changes ---- */

/* Looks whether a part was written to, and remembers when. */
static bool was_written(struct part *p)
{
	struct stat st;

	if (p->name == NULL || fstat(p->fd, &st) < 0)
		return false;
	bool same = st.st_mtim.tv_sec == p->written.tv_sec &&
		    st.st_mtim.tv_nsec == p->written.tv_nsec;
	p->written = st.st_mtim;
	return !same;
}

static int compare(struct corpus_files *f, uint32_t crc32, const char *name, struct rnn_error *err)
{
	uint32_t found = 0;

	for (int i = 0; i < f->parts; i++) {
		const struct part *p = &f->part[i];
		for (uint64_t at = p->from; at < p->to;) {
			size_t n = p->to - at < PIECE ? (size_t)(p->to - at) : PIECE;
			if (read_bytes(f, p, at, n, err) < 0)
				return -1;
			found = (uint32_t)crc32_z(found, f->byte, n);
			at += n;
		}
	}
	return found == crc32 ? 0
			      : errorf(err, EX_DATAERR,
				       "%s: was changed while a model was trained on it", name);
}

int corpus_files_check(struct corpus_files *f, uint32_t crc32, bool now, struct rnn_error *err)
{
	const char *written = NULL;

	for (int i = 0; i < f->parts && now && !f->failed; i++)
		if (was_written(&f->part[i]))
			written = f->part[i].name;
	if (written != NULL)
		f->failed = compare(f, crc32, written, &f->error) < 0;
	if (!f->failed)
		return 0;
	if (err != NULL)
		*err = f->error;
	return -1;
}
