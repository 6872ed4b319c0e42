/* memory_plot.c - see memory_plot.h. */
#include "cmd/memory_plot.h"

#include <math.h>
#include <stdio.h>

#include "host/canvas.h"

/* OCTAVE_MOST is the width of a doubling of k in characters; MARGIN is that of the labels. */
enum { LINES = 4, DOTS = 4 * LINES, MARGIN = 8, OCTAVE_MOST = 8 };

struct plot {
	const double *norm; /* (K) */
	int K;
	double octave; /* characters for a doubling of k */
	int width;     /* characters */
	struct canvas canvas;
};

static void plot_init(struct plot *p, const double *norm, int K, int columns)
{
	double octaves = log2(K), room = columns - MARGIN - 1;

	room = room < 8 ? 8 : room > CANVAS_WIDTH - 1 ? CANVAS_WIDTH - 1 : room;
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
			canvas_dot(&p->canvas, x, i);
		if (y < DOTS)
			canvas_dot(&p->canvas, x, y);
		before = y;
	}
}

static void print_lines(const struct plot *p)
{
	static const char *const label[LINES] = {"1", "0.1", "0.01", "0.001"};

	for (int i = 0; i < LINES; i++) {
		printf("%*s ", MARGIN - 1, label[i]);
		canvas_print(&p->canvas, i, p->width, stdout);
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
