/* train_curve.c - see train_curve.h. */
#include "cmd/train_curve.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "host/canvas.h"
#include "host/say.h"

/* MARGIN is the width of the labels of the losses. */
enum { LINES = 6, DOTS = 4 * LINES, MARGIN = 7, COLUMNS_MOST = 60, COLUMNS_LEAST = 40 };
enum { VALID_LEAST = 4 };

/* ---- Points ---- */

static void series_add(struct curve_series *s, uint64_t step, double loss)
{
	while (s->n > 0 && s->point[s->n - 1].step >= step)
		s->n--;
	if (!isfinite(loss))
		return;
	if (s->n == CURVE_POINTS) {
		s->n /= 2;
		for (size_t i = 0; i < s->n; i++)
			s->point[i] = s->point[2 * i];
		s->every *= 2;
	}
	if (s->every == 0)
		s->every = 1;
	if (s->seen++ % s->every == 0)
		s->point[s->n++] = (struct curve_point){step, loss};
}

void train_curve_add(struct train_curve *c, const struct event *e)
{
	if (e->kind == EVENT_VALID)
		series_add(&c->valid, e->step, nats_to_bits(e->loss));
	if (e->kind != EVENT_STEP)
		return;
	series_add(&c->train, e->step, nats_to_bits(e->loss));
	if (e->step > 0)
		c->window = (double)e->chars / (double)e->step;
}

/* ---- Drawing ---- */

struct plot {
	double from, to;  /* steps */
	double low, high; /* losses */
	int width;        /* characters */
	struct canvas canvas;
};

/* Widens the range of the losses by those of the steps that are drawn. */
static void include(struct plot *p, const struct curve_series *s, bool high)
{
	for (size_t i = 0; i < s->n; i++) {
		if ((double)s->point[i].step < p->from || (double)s->point[i].step > p->to)
			continue;
		p->low = fmin(p->low, s->point[i].loss);
		if (high)
			p->high = fmax(p->high, s->point[i].loss);
	}
}

static void plot_init(struct plot *p, const struct train_curve *c, int columns)
{
	const struct curve_series *v = &c->valid;
	int room = columns < COLUMNS_MOST ? columns : COLUMNS_MOST;

	*p = (struct plot){.from = (double)v->point[0].step, .low = INFINITY, .high = -INFINITY};
	p->to = (double)v->point[v->n - 1].step;
	p->width = room - MARGIN;
	include(p, v, true);
	include(p, &c->train, false);
	p->high = fmax(p->high, p->low + 0.01);
}

static double column(const struct plot *p, uint64_t step)
{
	return ((double)step - p->from) / (p->to - p->from) * (2 * p->width - 1);
}

/* Returns the row of dots of a loss, 0 at the top; negative above the plot. */
static int row(const struct plot *p, double loss)
{
	return (int)floor((p->high - loss) / (p->high - p->low) * (DOTS - 1) + 0.5);
}

/* Draws the line between two points: one dot for each column, and a vertical line where it is steep. */
static void draw_line(struct plot *p, const struct curve_point *a, const struct curve_point *b)
{
	double x0 = column(p, a->step), x1 = column(p, b->step);
	int before = row(p, a->loss);

	canvas_dot(&p->canvas, (int)lround(x0), before);
	for (int x = (int)lround(x0) + 1; x <= (int)lround(x1); x++) {
		double part = fmin(fmax((x - x0) / (x1 - x0), 0), 1);
		int y = row(p, a->loss + part * (b->loss - a->loss)), step = y < before ? -1 : 1;
		for (int i = before; i != y; i += step)
			canvas_dot(&p->canvas, x, i + step);
		canvas_dot(&p->canvas, x, y);
		before = y;
	}
}

static void draw(struct plot *p, const struct train_curve *c)
{
	const struct curve_series *v = &c->valid, *t = &c->train;

	for (size_t i = 0; i + 1 < v->n; i++)
		draw_line(p, &v->point[i], &v->point[i + 1]);
	for (size_t i = 0; i < t->n; i++)
		if ((double)t->point[i].step >= p->from && (double)t->point[i].step <= p->to)
			canvas_dot(&p->canvas, (int)lround(column(p, t->point[i].step)),
				   row(p, t->point[i].loss));
}

static void print_lines(const struct plot *p)
{
	for (int i = 0; i < LINES; i++) {
		if (i == 0 || i == LINES - 1)
			fprintf(stderr, "%*.2f ", MARGIN - 1, i == 0 ? p->high : p->low);
		else
			fprintf(stderr, "%*s", MARGIN, "");
		canvas_print(&p->canvas, i, p->width, stderr);
		putc('\n', stderr);
	}
}

static void print_axis(const struct plot *p, double window, enum unit unit)
{
	struct count from, to;
	int at;

	count_text(&from, p->from * window);
	count_text(&to, p->to * window);
	at = fprintf(stderr, "%*s%s", MARGIN, "", from.text);
	int left = MARGIN + p->width - at - (int)strlen(to.text) - (int)strlen(unit_word(unit)) - 7;
	fprintf(stderr, "%*s%s %ss read\n", left > 1 ? left : 1, "", to.text, unit_word(unit));
}

void train_curve_print(const struct train_curve *c, enum unit unit, int columns)
{
	struct plot p;

	if (c->valid.n < VALID_LEAST || columns < COLUMNS_LEAST || !(c->window > 0))
		return;
	plot_init(&p, c, columns);
	draw(&p, c);
	fprintf(stderr, "bits per %s: validation (line), training (dots)\n", unit_word(unit));
	print_lines(&p);
	print_axis(&p, c->window, unit);
}
