/* word.c - see word.h. */
#include "text/word.h"

#include <utf8proc.h>

static bool is_letter(uint32_t c)
{
	utf8proc_category_t k = utf8proc_category((utf8proc_int32_t)c);

	return k >= UTF8PROC_CATEGORY_LU && k <= UTF8PROC_CATEGORY_ME;
}

static enum word_event step_char(struct word *w, uint32_t c)
{
	enum { RIGHT_QUOTE = 0x2019 };

	if (is_letter(c)) {
		*w = (struct word){.begun = true};
		return WORD_GROWS;
	}
	if (!w->begun || w->apostrophe || (c != '\'' && c != RIGHT_QUOTE))
		return WORD_ENDS;
	w->apostrophe = true;
	return WORD_WAITS;
}

/* Reads the first byte of a sequence of several. */
static enum word_event begin_sequence(struct word *w, uint32_t byte)
{
	static const struct {
		uint32_t from, to;
		uint32_t least, bits;
	} lead[] = {
		{0xc2, 0xdf, 0x80, 0x1f},
		{0xe0, 0xef, 0x800, 0x0f},
		{0xf0, 0xf4, 0x10000, 0x07},
	};

	for (size_t i = 0; i < sizeof lead / sizeof *lead; i++)
		if (byte >= lead[i].from && byte <= lead[i].to) {
			w->need = (unsigned char)(i + 1);
			w->code = byte & lead[i].bits;
			w->least = lead[i].least;
			return WORD_WAITS;
		}
	return WORD_ENDS;
}

static enum word_event step_byte(struct word *w, uint32_t byte)
{
	if (w->need == 0)
		return byte < 0x80 ? step_char(w, byte) : begin_sequence(w, byte);
	if ((byte & 0xc0) != 0x80)
		return WORD_ENDS;
	w->code = w->code << 6 | (byte & 0x3f);
	if (--w->need > 0)
		return WORD_WAITS;
	if (w->code < w->least || !utf8proc_codepoint_valid((utf8proc_int32_t)w->code))
		return WORD_ENDS;
	return step_char(w, w->code);
}

enum word_event word_step(struct word *w, enum unit unit, uint32_t symbol)
{
	return unit == UNIT_BYTE ? step_byte(w, symbol) : step_char(w, symbol);
}

size_t word_scan(struct word *w, const struct vocab *v, const uint16_t *ids, size_t n)
{
	size_t start = n;

	*w = (struct word){0};
	for (size_t i = 0; i < n; i++) {
		uint32_t c = v->symbol[ids[i]];
		if (!w->begun && w->need == 0)
			start = i;
		if (word_step(w, v->unit, c) != WORD_ENDS)
			continue;
		/* the symbol may begin the next word */
		*w = (struct word){0};
		start = i;
		if (word_step(w, v->unit, c) == WORD_ENDS)
			*w = (struct word){0};
	}
	return w->begun || w->need > 0 ? start : n;
}
