/* utf8.c - see utf8.h. Runs of ASCII are copied; utf8proc decodes the rest. */
#include "text/utf8.h"

#include <inttypes.h>
#include <string.h>
#include <utf8proc.h>

enum { BOM = 0xFEFF };

/* Where decoded symbols go. */
struct sink {
	uint32_t *out;
	uint64_t *at;
	size_t n;
};

static const char *const unit_names[] = {[UNIT_CHAR] = "char", [UNIT_BYTE] = "byte"};

const char *unit_word(enum unit u)
{
	return u == UNIT_BYTE ? "byte" : "character";
}

const char *unit_name(enum unit u)
{
	return unit_names[u];
}

int unit_parse(const char *name, enum unit *out)
{
	for (int u = UNIT_CHAR; u <= UNIT_BYTE; u++)
		if (strcmp(name, unit_names[u]) == 0) {
			*out = (enum unit)u;
			return 0;
		}
	return -1;
}

bool utf8_valid(const char *text)
{
	const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)text;
	utf8proc_int32_t c;
	utf8proc_ssize_t n;

	for (; *p != 0; p += n)
		if ((n = utf8proc_iterate(p, -1, &c)) <= 0)
			return false;
	return true;
}

int utf8_encode(uint32_t c, char out[4])
{
	return (int)utf8proc_encode_char((utf8proc_int32_t)c, (utf8proc_uint8_t *)out);
}

int utf8_columns(uint32_t c)
{
	return utf8proc_charwidth((utf8proc_int32_t)c);
}

void decoder_init(struct decoder *d, enum unit unit, enum invalid invalid)
{
	*d = (struct decoder){.unit = unit, .invalid = invalid, .line = 1};
}

/* Returns whether p[0..n), n < 4, is the start of a valid sequence. If it is, it becomes valid when
 * completed by the lowest or by the highest continuation bytes. */
static bool could_start(const unsigned char *p, size_t n)
{
	static const unsigned char fill[2] = {0x80, 0xBF};
	utf8proc_int32_t c;

	for (int k = 0; k < 2; k++) {
		unsigned char whole[4];
		memset(whole, fill[k], sizeof whole);
		memcpy(whole, p, n);
		if (utf8proc_iterate(whole, sizeof whole, &c) > (utf8proc_ssize_t)n)
			return true;
	}
	return false;
}

/* Appends symbol c, decoded from `bytes` bytes; drops a byte order mark at the start. */
static void emit(struct decoder *d, struct sink *s, uint32_t c, size_t bytes)
{
	bool bom = !d->started && c == BOM;

	d->started = true;
	if (bom) {
		d->bom = true;
	} else {
		if (s->at != NULL)
			s->at[s->n] = d->offset;
		s->out[s->n++] = c;
	}
	d->line += c == '\n';
	d->offset += bytes;
}

static int emit_invalid(struct decoder *d, const char *name, struct sink *s, unsigned char byte,
			struct rnn_error *err)
{
	if (d->invalid == INVALID_ERROR)
		return errorf_code(err, EX_DATAERR, RNN_ERROR_INVALID_TEXT,
				   "%s: byte %" PRIu64 " (line %" PRIu64 "): "
				   "invalid UTF-8 (0x%02x)",
				   name, d->offset, d->line, byte);
	d->replaced++;
	if (d->invalid == INVALID_REPLACE) {
		emit(d, s, UTF8_REPLACEMENT, 1);
	} else {
		d->started = true;
		d->offset++;
	}
	return 0;
}

/* Decodes one symbol at p[0..n), n > 0. Returns the bytes consumed, 0 if the sequence is incomplete
 * and more bytes may follow, -1 on error. */
static int decode_step(struct decoder *d, const char *name, const unsigned char *p, size_t n,
		       bool last, struct sink *s, struct rnn_error *err)
{
	utf8proc_int32_t c;
	utf8proc_ssize_t bytes = utf8proc_iterate(p, n < 4 ? (utf8proc_ssize_t)n : 4, &c);

	if (bytes > 0) {
		emit(d, s, (uint32_t)c, (size_t)bytes);
		return (int)bytes;
	}
	if (!last && n < 4 && could_start(p, n))
		return 0;
	return emit_invalid(d, name, s, *p, err) < 0 ? -1 : 1;
}

/* Returns the number of bytes below 0x80 at the start of p[0..n). */
static size_t ascii_run(const unsigned char *p, size_t n)
{
	size_t i = 0;

	for (uint64_t word; i + sizeof word <= n; i += sizeof word) {
		memcpy(&word, p + i, sizeof word);
		if ((word & 0x8080808080808080u) != 0)
			break;
	}
	while (i < n && p[i] < 0x80)
		i++;
	return i;
}

/* Appends n symbols, each of which is one byte. */
static void emit_bytes(struct decoder *d, struct sink *s, const unsigned char *p, size_t n)
{
	uint32_t *out = s->out + s->n;
	uint64_t lines = 0;

	for (size_t i = 0; i < n; i++)
		out[i] = p[i];
	for (size_t i = 0; i < n; i++)
		lines += p[i] == '\n';
	for (size_t i = 0; s->at != NULL && i < n; i++)
		s->at[s->n + i] = d->offset + i;
	s->n += n;
	d->line += lines;
	d->offset += n;
	d->started = d->started || n > 0;
}

static void hold(struct decoder *d, const unsigned char *p, size_t n)
{
	memcpy(d->held, p, n);
	d->nheld = (int)n;
}

/* Decodes the sequences that begin in the held bytes. Returns how many bytes of the new chunk they
 * use, or -1. */
static int finish_held(struct decoder *d, const char *name, const unsigned char *bytes, size_t n,
		       bool last, struct sink *s, struct rnn_error *err)
{
	unsigned char joined[8];
	size_t held = (size_t)d->nheld, fresh = n < 4 ? n : 4, at = 0;

	memcpy(joined, d->held, held);
	if (fresh > 0)
		memcpy(joined + held, bytes, fresh);
	d->nheld = 0;
	while (at < held) {
		int used = decode_step(d, name, joined + at, held + fresh - at, last, s, err);
		if (used < 0)
			return -1;
		if (used == 0) { /* still incomplete, because the chunk is very short */
			hold(d, joined + at, held + fresh - at);
			return (int)fresh;
		}
		at += (size_t)used;
	}
	return (int)(at - held);
}

long long decoder_run(struct decoder *d, const char *name, const unsigned char *bytes, size_t n,
		      bool last, uint32_t *out, uint64_t *at, struct rnn_error *err)
{
	struct sink s = {out, at, 0};
	size_t i = 0;

	if (d->nheld > 0) {
		int used = finish_held(d, name, bytes, n, last, &s, err);
		if (used < 0)
			return -1;
		i = (size_t)used;
	}
	while (i < n) {
		size_t run = d->unit == UNIT_BYTE ? n - i : ascii_run(bytes + i, n - i);
		emit_bytes(d, &s, bytes + i, run);
		i += run;
		if (i == n)
			break;
		int used = decode_step(d, name, bytes + i, n - i, last, &s, err);
		if (used < 0)
			return -1;
		if (used == 0) {
			hold(d, bytes + i, n - i);
			break;
		}
		i += (size_t)used;
	}
	return (long long)s.n;
}
