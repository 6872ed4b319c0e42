/* memory_output.c - see memory_output.h. */
#include "cmd/memory_output.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "cmd/memory_plot.h"
#include "host/say.h"
#include "store/jsonout.h"

/* Returns a curve's value at distance k, divided by that at distance 1; NAN if that is 0 or infinite
 * as well. */
static double relative(const double *norm, int k)
{
	return norm[k - 1] / norm[0];
}

static bool any_cell(const struct memory_result *r)
{
	for (int i = 0; i < r->models; i++)
		if (r->reach[i].cell != NULL)
			return true;
	return false;
}

/* ---- Rows ---- */

/* Prints one more column: a number, or - if it does not exist. */
static void print_column(double x, const char *format)
{
	putchar('\t');
	if (isnan(x))
		putchar('-');
	else
		printf(format, x);
}

static void print_names(const struct memory_result *r)
{
	printf("curve\tk");
	for (int i = 0; i < r->models; i++) {
		char *name = xstrdup(r->dir[i]);
		text_plain(name);
		printf("\t%s", name);
		free(name);
	}
	putchar('\n');
}

static void print_curve(const struct memory_result *r, bool cell)
{
	for (int k = 1; k <= r->reach->distance; k++) {
		printf("%s\t%d", cell ? "cell" : "gradient", k);
		for (int i = 0; i < r->models; i++) {
			const double *norm = cell ? r->reach[i].cell : r->reach[i].gradient;
			print_column(norm != NULL ? relative(norm, k) : (double)NAN, "%.5g");
		}
		putchar('\n');
	}
}

static void print_bits(const struct memory_result *r)
{
	for (int c = 0; c < r->reach->contexts; c++) {
		printf("bits\t%d", r->reach->context[c]);
		for (int i = 0; i < r->models; i++)
			print_column(nats_to_bits(r->reach[i].nats[c]), "%.6f");
		putchar('\n');
	}
}

/* The curves, and the distance of a tenth of each, 0: none. */
enum curve { CURVE_GRADIENT, CURVE_CELL, CURVE_BITS };

static int tenth(const struct reach *r, enum curve curve)
{
	if (curve == CURVE_BITS)
		return reach_gained(r);
	const double *norm = curve == CURVE_CELL ? r->cell : r->gradient;
	return norm != NULL ? reach_tenth(norm, r->distance) : 0;
}

static void print_tenth(const struct memory_result *r, enum curve curve)
{
	static const char *const name[] = {"gradient", "cell", "bits"};

	printf("tenth\t%s", name[curve]);
	for (int i = 0; i < r->models; i++) {
		int k = tenth(&r->reach[i], curve);
		print_column(k > 0 ? k : (double)NAN, "%.0f");
	}
	putchar('\n');
}

static void print_rows(const struct memory_result *r)
{
	print_names(r);
	print_curve(r, false);
	if (any_cell(r))
		print_curve(r, true);
	print_bits(r);
	print_tenth(r, CURVE_GRADIENT);
	if (any_cell(r))
		print_tenth(r, CURVE_CELL);
	print_tenth(r, CURVE_BITS);
}

/* ---- Table ---- */

/* Columns: of the first one, and of the two of a model. */
enum { LEFT = 10, GRADIENT = 11, BITS = 9, BLOCK = GRADIENT + BITS };

/* Prints the name of model i and what it is; several are numbered. */
static void print_title(const struct memory_result *r, int i)
{
	const struct model *m = &r->a[i].model;
	char *name = xstrdup(r->dir[i]);
	struct count weights;

	text_plain(name);
	if (r->models > 1)
		printf("(%d) ", i + 1);
	printf("%s: %s %d x %d, %s weights\n", name, m->cfg.cell->name, m->cfg.layers,
	       m->cfg.hidden, count_text(&weights, (double)m->n));
	free(name);
}

static void print_cell(double x, int width, int digits)
{
	if (isnan(x))
		printf("%*s", width, "-");
	else if (x == 0)
		printf("%*d", width, 0);
	else if (x < 0.0001 || x >= 100000)
		printf("%*.1e", width, x);
	else
		printf("%*.*f", width, digits, x);
}

static void print_heads(const struct memory_result *r, int from, int to)
{
	char number[16];

	for (int i = from; i < to && r->models > 1; i++) {
		snprintf(number, sizeof number, "(%d)", i + 1);
		printf("%*s", i == from ? LEFT + GRADIENT : BLOCK, number);
	}
	if (r->models > 1)
		putchar('\n');
	printf("%*s", LEFT, "k");
	for (int i = from; i < to; i++)
		printf("%*s%*s", GRADIENT, "gradient", BITS, "bits");
	putchar('\n');
}

/* Prints the distance of a tenth of a curve in `width` columns, or that it is not reached. */
static void print_foot(const struct reach *r, enum curve curve, int width)
{
	char text[16] = "-";
	int k = tenth(r, curve);

	if (k > 0)
		snprintf(text, sizeof text, "%d", k);
	else if (curve == CURVE_GRADIENT || (curve == CURVE_CELL && r->cell != NULL))
		snprintf(text, sizeof text, ">%d", r->distance);
	printf("%*s", width, text);
}

static void print_feet(const struct memory_result *r, int from, int to)
{
	printf("%-*s", LEFT, "a tenth");
	for (int i = from; i < to; i++) {
		print_foot(&r->reach[i], CURVE_GRADIENT, GRADIENT);
		print_foot(&r->reach[i], CURVE_BITS, BITS);
	}
	if (any_cell(r)) {
		printf("\n%-*s", LEFT, "  by c");
		for (int i = from; i < to; i++) {
			print_foot(&r->reach[i], CURVE_CELL, GRADIENT);
			if (i + 1 < to)
				printf("%*s", BITS, "");
		}
	}
	putchar('\n');
}

/* Prints the table of models [from, to). */
static void print_block(const struct memory_result *r, int from, int to)
{
	print_heads(r, from, to);
	for (int c = 0; c < r->reach->contexts; c++) {
		int k = r->reach->context[c];
		printf("%*d", LEFT, k);
		for (int i = from; i < to; i++) {
			print_cell(relative(r->reach[i].gradient, k), GRADIENT, 4);
			print_cell(nats_to_bits(r->reach[i].nats[c]), BITS, 4);
		}
		putchar('\n');
	}
	print_feet(r, from, to);
	putchar('\n');
}

static void print_table(const struct memory_result *r)
{
	const char *word = unit_word(r->a->unit);
	int fit = (r->columns - LEFT) / BLOCK;
	struct count n;

	fit = fit < 1 ? 1 : fit;
	for (int i = 0; i < r->models; i++)
		print_title(r, i);
	printf("%s positions\n", count_text(&n, (double)r->positions));
	printf("gradient: of the loss by the states k %ss before, relative to k = 1\n", word);
	printf("bits: per %s if only the last k %ss are known\n", word, word);
	puts("a tenth: where the gradient is 0.1, and a tenth of the gain in bits is left");
	if (any_cell(r))
		puts("by c: where the gradient by the cell state of an LSTM is 0.1");
	putchar('\n');
	for (int from = 0; from < r->models; from += fit)
		print_block(r, from, from + fit < r->models ? from + fit : r->models);
	puts("gradient against k");
	for (int i = 0; i < r->models; i++) {
		if (r->models > 1)
			printf("(%d)\n", i + 1);
		memory_plot_print(r->reach[i].gradient, r->reach->distance, r->columns);
	}
}

/* ---- JSON ---- */

static void json_curve(struct jsonout *w, const char *key, const double *norm, int K)
{
	if (norm == NULL) {
		jsonout_null(w, key);
		return;
	}
	jsonout_open(w, key, '[');
	for (int k = 1; k <= K; k++)
		jsonout_number(w, NULL, relative(norm, k), NUMBER_FLOAT);
	jsonout_close(w, ']');
}

static void json_bits(struct jsonout *w, const struct reach *r)
{
	jsonout_open(w, "bits", '[');
	for (int c = 0; c < r->contexts; c++) {
		jsonout_open(w, NULL, '{');
		jsonout_int(w, "k", r->context[c]);
		jsonout_number(w, "bits", nats_to_bits(r->nats[c]), NUMBER_DOUBLE);
		jsonout_close(w, '}');
	}
	jsonout_close(w, ']');
}

static void json_tenth(struct jsonout *w, const char *key, int k)
{
	if (k > 0)
		jsonout_int(w, key, k);
	else
		jsonout_null(w, key);
}

static void print_json(const struct memory_result *r, int i)
{
	const struct model *m = &r->a[i].model;
	const struct reach *reach = &r->reach[i];
	struct jsonout w = {0};

	jsonout_open(&w, NULL, '{');
	jsonout_string(&w, "model", r->dir[i]);
	jsonout_open(&w, "files", '[');
	for (int k = 0; k < r->files->n; k++)
		jsonout_string(&w, NULL, r->files->item[k]);
	jsonout_close(&w, ']');
	jsonout_string(&w, "unit", unit_name(r->a[i].unit));
	jsonout_string(&w, "cell", m->cfg.cell->name);
	jsonout_int(&w, "layers", m->cfg.layers);
	jsonout_int(&w, "hidden", m->cfg.hidden);
	jsonout_uint(&w, "parameters", m->n);
	jsonout_uint(&w, "chars", r->chars);
	jsonout_int(&w, "unknown", r->unknown);
	jsonout_uint(&w, "positions", r->positions);
	jsonout_int(&w, "distance", reach->distance);
	json_curve(&w, "gradient", reach->gradient, reach->distance);
	json_curve(&w, "cell_gradient", reach->cell, reach->distance);
	jsonout_number(&w, "gradient_nats", reach->gradient[0], NUMBER_DOUBLE);
	json_bits(&w, reach);
	json_tenth(&w, "gradient_tenth", tenth(reach, CURVE_GRADIENT));
	json_tenth(&w, "cell_tenth", tenth(reach, CURVE_CELL));
	json_tenth(&w, "bits_tenth", tenth(reach, CURVE_BITS));
	jsonout_close(&w, '}');
	char *line = jsonout_finish(&w);
	fputs(line, stdout);
	free(line);
}

void memory_output_write(const struct memory_result *r, enum memory_form form)
{
	if (form == MEMORY_ROWS)
		print_rows(r);
	else if (form == MEMORY_TABLE)
		print_table(r);
	else
		for (int i = 0; i < r->models; i++)
			print_json(r, i);
}
