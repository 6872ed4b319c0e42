/* page_weights.c - see page_weights.h. */
#include "cmd/page_weights.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "store/int8.h"

static size_t columns(const struct param *p)
{
	return p->cols > 0 ? (size_t)p->cols : 1;
}

static size_t largest(const struct model *m)
{
	size_t most = 0;

	for (int i = 0; i < m->params; i++)
		most = m->param[i].n > most ? m->param[i].n : most;
	return most;
}

static size_t scales(const struct model *m)
{
	size_t n = 0;

	for (int i = 0; i < m->params; i++)
		n += (size_t)m->param[i].rows;
	return n;
}

/* Returns whether the matrix is of the input of layer 0, which is read in float32. */
static bool is_input(const struct param *p)
{
	return p->kind == PARAM_EMBED || (p->kind == PARAM_W_IH && p->layer == 0);
}

/* ---- Rounding ---- */

/* Rounds a row as core/native_int8.c packs it, and returns its scale. */
static float round_row(size_t n, const float *w, int8_t *q)
{
	float most = 0;

	for (size_t i = 0; i < n; i++)
		most = fabsf(w[i]) > most ? fabsf(w[i]) : most;
	float scale = most > 1e-35f ? most / 127 : 1, inverse = 1 / scale;
	for (size_t i = 0; i < n; i++) {
		float x = w[i] * inverse;
		q[i] = (int8_t)(x < 0 ? x - 0.5f : x + 0.5f);
	}
	return scale;
}

/* Appends n numbers in float32, and returns where they are. */
static size_t add_numbers(struct page_weights *w, const float *x, size_t n)
{
	size_t at = w->numbers;

	memcpy(w->number + at, x, n * sizeof *x);
	w->numbers += n;
	return at * sizeof *x;
}

/* Appends matrix p, of numbers x, as the integers of products. */
static void add_product(struct page_weights *w, struct page_tensor *t, const float *x)
{
	size_t cols = columns(t->param);

	t->whole = true;
	t->at = w->integers;
	t->scale = w->numbers * sizeof *x;
	for (size_t r = 0; r < (size_t)t->param->rows; r++) {
		w->number[w->numbers++] = round_row(cols, x + r * cols, w->integer + w->integers);
		w->integers += cols;
	}
}

/* Appends matrix p, of numbers x, as integers if they are exact; else returns false. `same` (n) and
 * `stored` (n) are scratch. */
static bool add_exact(struct page_weights *w, struct page_tensor *t, const float *x, float *same,
		      float *stored)
{
	size_t rows = (size_t)t->param->rows, cols = columns(t->param), n = t->param->n;
	float *scale = w->number + w->numbers;

	memcpy(stored, x, n * sizeof *x);
	const int8_t *q = int8_store(rows, cols, stored, scale);
	int8_load(rows, cols, q, scale, same);
	for (size_t i = 0; i < n; i++)
		if (!(same[i] == x[i]))
			return false;
	t->whole = true;
	t->at = w->integers;
	t->scale = w->numbers * sizeof *x;
	memcpy(w->integer + w->integers, q, n);
	w->integers += n;
	w->numbers += rows;
	return true;
}

/* Returns the most numbers in float32: all scales, all vectors, the matrices of the input. */
static size_t most_numbers(const struct model *m)
{
	size_t n = scales(m);

	for (int i = 0; i < m->params; i++)
		if (m->param[i].cols == 0 || is_input(&m->param[i]))
			n += m->param[i].n;
	return n;
}

size_t page_weights_bytes(const struct model *m)
{
	const struct page_weights *w;
	size_t bytes = size_sum(m->n, most_numbers(m), sizeof *w->number);

	return size_sum(bytes, largest(m), 3 * sizeof(float));
}

void page_weights_init(struct page_weights *w, const struct model *m)
{
	size_t most = largest(m);
	float *x = xcalloc(most, sizeof *x), *same = xcalloc(most, sizeof *same);
	float *stored = xcalloc(most, sizeof *stored);

	*w = (struct page_weights){.tensors = m->params};
	w->tensor = xcalloc((size_t)m->params, sizeof *w->tensor);
	w->number = xcalloc(most_numbers(m), sizeof *w->number);
	w->integer = xcalloc(m->n, sizeof *w->integer);
	for (int i = 0; i < m->params; i++) {
		struct page_tensor *t = &w->tensor[i];
		t->param = &m->param[i];
		param_export(t->param, m->w, x);
		if (t->param->cols > 0 && !is_input(t->param))
			add_product(w, t, x);
		else if (t->param->cols == 0 || !add_exact(w, t, x, same, stored))
			t->at = add_numbers(w, x, t->param->n);
	}
	free(x);
	free(same);
	free(stored);
}

void page_weights_free(struct page_weights *w)
{
	free(w->tensor);
	free(w->number);
	free(w->integer);
}

/* ---- Output ---- */

void page_weights_list(const struct page_weights *w, struct jsonout *json, const char *key)
{
	jsonout_open(json, key, '[');
	for (int i = 0; i < w->tensors; i++) {
		const struct page_tensor *t = &w->tensor[i];
		size_t first = t->whole ? w->numbers * sizeof *w->number : 0;
		jsonout_open(json, NULL, '{');
		jsonout_string(json, "name", t->param->name);
		jsonout_int(json, "rows", t->param->rows);
		jsonout_int(json, "cols", t->param->cols);
		jsonout_uint(json, "at", first + t->at);
		if (t->whole)
			jsonout_uint(json, "scale", t->scale);
		jsonout_close(json, '}');
	}
	jsonout_close(json, ']');
}

/* A writer of base64: bytes wait until there are three of them. */
struct base64 {
	FILE *to;
	uint32_t waiting;
	int bytes; /* that wait */
};

static void base64_flush(struct base64 *b)
{
	static const char digit[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	uint32_t x = b->waiting << 8 * (3 - b->bytes);
	char out[4] = {digit[x >> 18], digit[x >> 12 & 63], digit[x >> 6 & 63], digit[x & 63]};

	for (int i = 3; i > b->bytes; i--)
		out[i] = '=';
	if (b->bytes > 0)
		fwrite(out, 1, sizeof out, b->to);
	b->waiting = 0;
	b->bytes = 0;
}

static void base64_put(struct base64 *b, unsigned byte)
{
	b->waiting = b->waiting << 8 | byte;
	if (++b->bytes == 3)
		base64_flush(b);
}

void page_weights_write(const struct page_weights *w, FILE *to)
{
	struct base64 b = {.to = to};

	for (size_t i = 0; i < w->numbers; i++) {
		uint32_t bits;
		memcpy(&bits, &w->number[i], sizeof bits);
		for (int shift = 0; shift < 32; shift += 8)
			base64_put(&b, bits >> shift & 255);
	}
	for (size_t i = 0; i < w->integers; i++)
		base64_put(&b, (uint8_t)w->integer[i]);
	base64_flush(&b);
}
