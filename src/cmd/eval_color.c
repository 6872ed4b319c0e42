/* eval_color.c - see eval_color.h. */
#include "cmd/eval_color.h"

#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "host/say.h"

/* A colour sets black letters on a light ground, so that it can be read on any terminal; the colour
 * of what was expected is that of the terminal. `ground` is the number in the table of 256. */
static const struct color {
	double below; /* bits */
	int ground;   /* 0: none */
	const char *label;
} color_table[] = {
	{1, 0, "0-1"},   {2, 229, "1-2"}, {4, 222, "2-4"},
	{6, 215, "4-6"}, {8, 209, "6-8"}, {1e300, 203, "8 and more"},
};
enum { COLORS = sizeof color_table / sizeof *color_table, UNKNOWN_GROUND = 183 };

static int ground_of(double bits)
{
	int i = 0;

	while (i + 1 < COLORS && bits >= color_table[i].below)
		i++;
	return color_table[i].ground;
}

static void set_ground(int *now, int ground)
{
	if (*now != ground && ground == 0)
		printf("\033[0m");
	else if (*now != ground)
		printf("\033[38;5;16;48;5;%dm", ground);
	*now = ground;
}

/* Writes a UTF-8 sequence. A newline shows its colour as a blank before it. */
static void put_sequence(int *now, int ground, const char *bytes, int n)
{
	char shown[16];

	set_ground(now, ground);
	if (n == 1 && *bytes == '\n') {
		if (ground != 0)
			putchar(' ');
		set_ground(now, 0);
	}
	fwrite(shown, 1, (size_t)text_out_shown(shown, bytes, n), stdout);
}

void color_print_legend(void)
{
	int now = 0;

	printf("bits:");
	for (int i = 0; i < COLORS; i++) {
		putchar(' ');
		set_ground(&now, color_table[i].ground);
		printf(" %s ", color_table[i].label);
		set_ground(&now, 0);
	}
	putchar(' ');
	set_ground(&now, UNKNOWN_GROUND);
	printf(" unknown ");
	set_ground(&now, 0);
	putchar('\n');
}

/* Returns the ground of the sequence of n bytes at offset `at`, and moves *next, the number of the
 * first symbol that is not before it, behind it. */
static int sequence_ground(const struct color_text *t, uint64_t at, int n, size_t *next)
{
	int known = 0, expected = t->v->unit == UNIT_BYTE ? n : 1;
	bool scored = false;
	double nats = 0;

	for (; *next < t->n && t->at[*next] < at + (uint64_t)n; ++*next) {
		known++;
		scored |= *next >= t->first;
		nats += (double)t->nll[*next];
	}
	return known < expected ? UNKNOWN_GROUND : scored ? ground_of(nats_to_bits(nats)) : 0;
}

void color_print_text(const struct color_text *t)
{
	bool bom = t->v->unit == UNIT_CHAR && t->bytes >= 3 &&
		   memcmp(t->text, "\xef\xbb\xbf", 3) == 0;
	size_t next = 0;
	int now = 0, n;

	for (size_t i = bom ? 3 : 0; i < t->bytes && !ferror(stdout); i += (size_t)n) {
		n = text_out_sequence(t->text + i, t->bytes - i);
		put_sequence(&now, sequence_ground(t, i, n, &next), t->text + i, n);
	}
	set_ground(&now, 0);
}

void color_print(const struct color_text *t)
{
	color_print_text(t);
	if (t->bytes > 0 && t->text[t->bytes - 1] != '\n')
		putchar('\n');
	color_print_legend();
}
