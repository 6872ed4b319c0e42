/* eval_choose.c - see eval_choose.h. */
#include "cmd/eval_choose.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/maths.h"
#include "store/jsonout.h"

void candidates_add(struct candidates *c, const char *line, size_t bytes, double bits)
{
	if (c->n == c->room) {
		c->room = 2 * c->room + 16;
		c->item = xrealloc(c->item, c->room, sizeof *c->item);
	}
	struct choice *x = &c->item[c->n++];
	*x = (struct choice){.bytes = bytes, .number = c->n, .bits = bits};
	x->line = xcalloc(bytes + 1, 1);
	memcpy(x->line, line, bytes);
}

static int by_bits(const void *a, const void *b)
{
	const struct choice *x = a, *y = b;

	if (x->bits != y->bits)
		return x->bits < y->bits ? -1 : 1;
	return x->number < y->number ? -1 : 1;
}

void candidates_decide(struct candidates *c)
{
	double sum = 0;

	if (c->n == 0)
		return;
	qsort(c->item, c->n, sizeof *c->item, by_bits);
	for (size_t i = 0; i < c->n; i++) {
		c->item[i].p = maths_exp((c->item[0].bits - c->item[i].bits) * maths_log(2));
		sum += c->item[i].p;
	}
	for (size_t i = 0; i < c->n; i++)
		c->item[i].p /= sum;
}

static void print_json(const struct choice *x, size_t rank, const char *file)
{
	struct jsonout w = {0};

	jsonout_open(&w, NULL, '{');
	jsonout_string(&w, "file", file);
	jsonout_uint(&w, "rank", rank);
	jsonout_uint(&w, "number", x->number);
	jsonout_text(&w, "line", x->line, x->bytes);
	jsonout_number(&w, "p", x->p, NUMBER_DOUBLE);
	jsonout_number(&w, "bits", x->bits, NUMBER_DOUBLE);
	jsonout_close(&w, '}');
	char *line = jsonout_finish(&w);
	fputs(line, stdout);
	free(line);
}

void candidates_print(const struct candidates *c, const char *file, bool json)
{
	for (size_t i = 0; i < c->n && !ferror(stdout); i++) {
		const struct choice *x = &c->item[i];
		if (json) {
			print_json(x, i + 1, file);
			continue;
		}
		printf("%.6g\t%.9g\t", x->p, x->bits);
		fwrite(x->line, 1, x->bytes, stdout);
		putchar('\n');
	}
}

void candidates_free(struct candidates *c)
{
	for (size_t i = 0; i < c->n; i++)
		free(c->item[i].line);
	free(c->item);
	*c = (struct candidates){0};
}
