/* text_out.c - writes symbols to standard output: flushed in time, never in the middle of a UTF-8
 * sequence, without control characters on a terminal. */
#include <string.h>

#include "host/say.h"

enum { BLOCK = 4090, BLOCK_MAX = 8192, BUFFER = 16384 };

void text_out_init(struct text_out *w, FILE *to, enum unit unit)
{
	*w = (struct text_out){
		.to = to,
		.unit = unit,
		.terminal = on_terminal(to),
		.newline = true,
	};
	setvbuf(to, NULL, _IOFBF, BUFFER); /* larger than BLOCK_MAX: only flush() flushes */
}

static int flush(struct text_out *w)
{
	w->waiting = 0;
	return fflush(w->to) != 0 || ferror(w->to) ? -1 : 0;
}

int text_out_shown(char out[16], const char *bytes, int n)
{
	const unsigned char *s = (const unsigned char *)bytes;
	bool control = n == 1 && ((s[0] < 0x20 && s[0] != '\n' && s[0] != '\t') || s[0] >= 0x7f);
	int length = 0;

	if (n == 2 && s[0] == 0xc2 && s[1] < 0xa0)
		control = true;
	for (int i = 0; i < n; i++)
		if (control)
			length += snprintf(out + length, 16 - (size_t)length, "\\x%02x", s[i]);
		else
			out[length++] = bytes[i];
	return length;
}

/* Write one UTF-8 sequence to a terminal. */
static void show(struct text_out *w, const unsigned char *s, int n)
{
	char shown[16];

	fwrite(shown, 1, (size_t)text_out_shown(shown, (const char *)s, n), w->to);
	w->newline = n == 1 && s[0] == '\n';
}

/* Return the length of the UTF-8 sequence that begins with byte c, or 1 if none can. */
static int sequence_length(unsigned char c)
{
	return c < 0xc2 || c > 0xf4 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

static bool valid(const unsigned char *s, int n)
{
	struct decoder d;
	uint32_t symbol[8];

	decoder_init(&d, UNIT_CHAR, INVALID_ERROR);
	return decoder_run(&d, "", s, (size_t)n, true, symbol, NULL, NULL) >= 0;
}

int text_out_sequence(const char *bytes, size_t n)
{
	int length = sequence_length((unsigned char)*bytes);

	return (size_t)length <= n && valid((const unsigned char *)bytes, length) ? length : 1;
}

/* Show the collected bytes: as one symbol if they are valid UTF-8, else one by one. */
static void show_cut(struct text_out *w)
{
	if (valid(w->cut, w->cuts))
		show(w, w->cut, w->cuts);
	else
		for (int i = 0; i < w->cuts; i++)
			show(w, &w->cut[i], 1);
	w->cuts = 0;
}

/* Write a byte to a terminal: collect the bytes of a sequence until it is complete. */
static void show_byte(struct text_out *w, unsigned char c)
{
	if (w->cuts > 0 && (c & 0xc0) != 0x80)
		show_cut(w);
	w->cut[w->cuts++] = c;
	if (w->cuts == sequence_length(w->cut[0]))
		show_cut(w);
}

int text_out_put(struct text_out *w, const char *bytes, int n)
{
	if (w->terminal) {
		for (int i = 0; i < n; i++)
			show_byte(w, (unsigned char)bytes[i]);
		return flush(w);
	}
	bool starts = ((unsigned char)bytes[0] & 0xc0) != 0x80;
	if ((w->waiting >= BLOCK_MAX || (w->waiting >= BLOCK && starts)) && flush(w) < 0)
		return -1;
	fwrite(bytes, 1, (size_t)n, w->to);
	w->waiting += (size_t)n;
	return bytes[n - 1] == '\n' ? flush(w) : 0;
}

int text_out_text(struct text_out *w, const char *bytes, size_t n)
{
	int length;

	for (size_t i = 0; i < n; i += (size_t)length) {
		length = sequence_length((unsigned char)bytes[i]);
		if ((size_t)length > n - i)
			length = (int)(n - i);
		if (text_out_put(w, bytes + i, length) < 0)
			return -1;
	}
	return 0;
}

int text_out_end(struct text_out *w)
{
	if (w->cuts > 0)
		show_cut(w);
	if (w->terminal && !w->newline)
		putc('\n', w->to);
	return flush(w);
}
