/* memory_plot.c - see memory_plot.h. */
#include "cmd/memory_plot.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "text/utf8.h"

/* A character of Braille has 2 x 4 dots. OCTAVE_MOST is the width of a doubling of k in characters;
 * MARGIN is that of the labels. */
enum { LINES = 4, DOTS = 4 * LINES, MARGIN = 8, OCTAVE_MOST = 8, WIDTH_MOST = 200 };

struct plot {
	const double *norm; /* (K) */
	int K;
	double octave; /* characters for a doubling of k */
	int width;     /* characters */
	unsigned char dots[LINES][WIDTH_MOST];
};

static void plot_init(struct plot *p, const double *norm, int K, int columns)
{
	double octaves = log2(K), room = columns - MARGIN - 1;

	room = room < 8 ? 8 : room > WIDTH_MOST - 1 ? WIDTH_MOST - 1 : room;
	*p = (struct plot){.norm = norm, .K = K};
	p->octave = fmin(floor(room / octaves), OCTAVE_MOST);
	if (p->octave < 1)
		p->octave = room / octaves;
	p->width = (int)(p->octave * octaves) + 1;
}

/* Returns the curve at a distance between two whole ones, interpolated on a logarithmic scale, as the
 * row of dots, 0 at the top; DOTS if it is below the plot or does not exist. */
static int dot_row(const struct plot *p, double distance)
{
	int k = (int)distance < p->K ? (int)distance : p->K;
	int next = k < p->K ? k + 1 : k;
	double part = distance - k;
	double y = log10(p->norm[k - 1] / p->norm[0]) * (1 - part) +
		   (part > 0 ? log10(p->norm[next - 1] / p->norm[0]) * part : 0);

	if (!(y > -LINES))
		return DOTS;
	return y >= 0 ? 0 : (int)(-y * DOTS / LINES);
}

static void set_dot(struct plot *p, int x, int y)
{
	static const unsigned char bit[4][2] = {{0x01, 0x08},
						{0x02, 0x10},
						{0x04, 0x20},
						{0x40, 0x80}};

	p->dots[y / 4][x / 2] |= bit[y % 4][x % 2];
}

/* Draws the curve: one dot for each column of dots, and a vertical line where it is steep. */
static void draw(struct plot *p)
{
	int before = -1;

	for (int x = 0; x < 2 * p->width; x++) {
		double distance = exp2(x / (2 * p->octave));
		if (distance > p->K)
			break;
		int y = dot_row(p, distance);
		int from = before >= 0 && before < y ? before + 1 : y;
		for (int i = from; i <= y && i < DOTS; i++)
			set_dot(p, x, i);
		if (y < DOTS)
			set_dot(p, x, y);
		before = y;
	}
}

static void print_lines(const struct plot *p)
{
	static const char *const label[LINES] = {"1", "0.1", "0.01", "0.001"};

	for (int i = 0; i < LINES; i++) {
		printf("%*s ", MARGIN - 1, label[i]);
		for (int x = 0; x < p->width; x++) {
			char bytes[4];
			int n = utf8_encode(0x2800u + p->dots[i][x], bytes);
			fwrite(bytes, 1, (size_t)n, stdout);
		}
		putchar('\n');
	}
}

/* Prints the powers of two below the plot, those that fit. */
static void print_axis(const struct plot *p)
{
	int at = 0;

	printf("%*s", MARGIN, "");
	for (int k = 1; k <= p->K; k *= 2) {
		int x = (int)(log2(k) * p->octave);
		if (k > 1 && x <= at)
			continue;
		at += printf("%*s%d", x - at, "", k);
	}
	putchar('\n');
}

void memory_plot_print(const double *norm, int K, int columns)
{
	struct plot p;

	plot_init(&p, norm, K, columns);
	draw(&p);
	print_lines(&p);
	print_axis(&p);
}
