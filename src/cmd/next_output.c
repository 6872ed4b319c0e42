/* next_output.c - see next_output.h. */
#include "cmd/next_output.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "host/say.h"
#include "store/jsonout.h"

/* A symbol in the order of the output. */
struct symbol {
	double p;
	int id;
};

/* The texts of a word: all of it, and what follows the prime. */
struct texts {
	char *word, *rest;
};

static int by_probability(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;

	return x->p != y->p ? (x->p < y->p) - (x->p > y->p) : (x->id > y->id) - (x->id < y->id);
}

/* Returns the most likely symbols, and their number in *n. The caller frees them. */
static struct symbol *likely_symbols(const struct next_answer *a, int *n)
{
	struct symbol *s = xcalloc((size_t)a->v->size, sizeof *s);

	for (int id = 0; id < a->v->size; id++)
		s[id] = (struct symbol){a->result->p[id], id};
	qsort(s, (size_t)a->v->size, sizeof *s, by_probability);
	*n = a->chars < a->v->size ? a->chars : a->v->size;
	return s;
}

static void put_symbols(FILE *to, const struct vocab *v, const uint16_t *ids, size_t n)
{
	char bytes[4];

	for (size_t i = 0; i < n; i++)
		fwrite(bytes, 1, (size_t)vocab_encode(v, ids[i], bytes), to);
}

static struct texts word_texts(const struct next_answer *a, const struct next_word *w)
{
	struct memory word, rest;
	FILE *to = memory_open(&word);

	if (w->completes)
		put_symbols(to, a->v, a->ids + a->result->start, a->n - a->result->start);
	put_symbols(to, a->v, w->ids, (size_t)w->n);
	to = memory_open(&rest);
	if (w->blank)
		putc(' ', to);
	put_symbols(to, a->v, w->ids, (size_t)w->n);
	return (struct texts){memory_close(&word), memory_close(&rest)};
}

static void texts_free(struct texts *t)
{
	free(t->word);
	free(t->rest);
}

/* Writes the name of a symbol: U+0061, or 0x61 for a byte. */
static void symbol_code(const struct vocab *v, int id, char out[16])
{
	snprintf(out, 16, v->unit == UNIT_BYTE ? "0x%02X" : "U+%04X", (unsigned)v->symbol[id]);
}

/* Writes a symbol as it can be shown in a line. */
static void symbol_shown(const struct vocab *v, int id, char out[16])
{
	if (v->unit == UNIT_BYTE && v->symbol[id] >= 0x80)
		snprintf(out, 16, "\\x%02x", (unsigned)v->symbol[id]);
	else
		symbol_escape(v->symbol[id], out);
}

/* ---- Rows ---- */

static void print_rows(const struct next_answer *a, const struct symbol *s, int n)
{
	const struct next_result *r = a->result;
	char code[16], shown[16];

	for (int i = 0; i < n; i++) {
		symbol_code(a->v, s[i].id, code);
		symbol_shown(a->v, s[i].id, shown);
		printf("char\t%.4g\t%s\t%s\n", s[i].p, code, shown);
	}
	for (int i = 0; i < r->words; i++) {
		struct texts t = word_texts(a, &r->word[i]);
		printf("word\t%.4g\t%s\t%s\n", r->word[i].p, t.word, t.rest);
		texts_free(&t);
	}
	printf("none\t%.4g\nother\t%.4g\nopen\t%.4g\t%s\n", r->none, r->others, r->open,
	       r->certain ? "certain" : "uncertain");
}

/* ---- Table ---- */

/* Columns: of a character at least, of its bar, and of the cell after the character. */
enum { LEFT = 9, BAR = 20, NUMBERS = 2 + 6 + 2 + BAR + 2 };

/* Returns the columns that a text takes on a terminal. */
static int columns(const char *text)
{
	const utf8proc_uint8_t *s = (const utf8proc_uint8_t *)text;
	utf8proc_int32_t c;
	int sum = 0;

	while (*s != 0) {
		utf8proc_ssize_t n = utf8proc_iterate(s, -1, &c);
		sum += n > 0 ? utf8proc_charwidth(c) : 1;
		s += n > 0 ? n : 1;
	}
	return sum;
}

/* Prints a cell: a text in `width` columns, a probability, and its bar; `fill`: and blanks up to the
 * next cell. */
static void print_cell(const char *text, int width, double p, bool fill)
{
	static const char bar[BAR + 1] = "####################";
	int n = (int)(p * BAR + 0.5);

	printf("%s%*s  %6.4f", text, width - columns(text), "", p);
	if (n > 0 || fill)
		printf("  %.*s", n, bar);
	if (fill)
		printf("%*s", BAR - n + 2, "");
}

static void symbol_quoted(const struct vocab *v, int id, char out[24])
{
	char shown[16];

	symbol_shown(v, id, shown);
	snprintf(out, 24, "'%s'", shown);
}

/* Returns the columns of the widest of the symbols s[0..n), LEFT at least. */
static int symbols_width(const struct vocab *v, const struct symbol *s, int n)
{
	char quoted[24];
	int width = LEFT;

	for (int i = 0; i < n; i++) {
		symbol_quoted(v, s[i].id, quoted);
		width = columns(quoted) > width ? columns(quoted) : width;
	}
	return width;
}

static void print_symbol(const struct vocab *v, const struct symbol *s, int width, bool fill)
{
	char quoted[24];

	symbol_quoted(v, s->id, quoted);
	print_cell(quoted, width, s->p, fill);
}

/* Prints the prime in one line. */
static void print_title(const struct next_answer *a)
{
	char *title = xcalloc(a->bytes + 1, 1);

	memcpy(title, a->prime, a->bytes);
	text_plain(title);
	printf("%s\n", title);
	free(title);
}

static void print_heads(bool chars, bool words, int left)
{
	if (chars && words)
		printf("%-*sword\n", left + NUMBERS, "character");
	else if (chars || words)
		puts(chars ? "character" : "word");
}

static void print_table(const struct next_answer *a, const struct symbol *s, int n)
{
	const struct next_result *r = a->result;
	struct texts *t = xcalloc((size_t)r->words, sizeof *t);
	int left = symbols_width(a->v, s, n), right = 0;

	for (int i = 0; i < r->words; i++) {
		t[i] = word_texts(a, &r->word[i]);
		right = columns(t[i].word) > right ? columns(t[i].word) : right;
	}
	if (a->several)
		print_title(a);
	print_heads(n > 0, r->words > 0, left);
	for (int i = 0; i < n || i < r->words; i++) {
		if (i < n)
			print_symbol(a->v, &s[i], left, i < r->words);
		else if (n > 0)
			printf("%*s", left + NUMBERS, "");
		if (i < r->words)
			print_cell(t[i].word, right, r->word[i].p, false);
		putchar('\n');
	}
	for (int i = 0; i < r->words; i++)
		texts_free(&t[i]);
	free(t);
	printf("no word follows: %.4f, other words: %.4f, not searched: %.4f%s\n", r->none,
	       r->others, r->open, r->certain ? "" : "; other words may be more likely");
}

/* ---- JSON ---- */

static void print_json_char(struct jsonout *w, const struct vocab *v, const struct symbol *s)
{
	char code[16], bytes[4];
	int n = vocab_encode(v, s->id, bytes);

	symbol_code(v, s->id, code);
	jsonout_open(w, NULL, '{');
	if (v->unit == UNIT_BYTE && v->symbol[s->id] >= 0x80)
		jsonout_null(w, "char"); /* a part of a character */
	else
		jsonout_text(w, "char", bytes, (size_t)n);
	jsonout_string(w, "code", code);
	jsonout_number(w, "p", s->p, NUMBER_DOUBLE);
	jsonout_close(w, '}');
}

static void print_json(const struct next_answer *a, const struct symbol *s, int n)
{
	const struct next_result *r = a->result;
	struct jsonout w = {0};
	char *line;

	jsonout_open(&w, NULL, '{');
	jsonout_text(&w, "prime", a->prime, a->bytes);
	jsonout_open(&w, "chars", '[');
	for (int i = 0; i < n; i++)
		print_json_char(&w, a->v, &s[i]);
	jsonout_close(&w, ']');
	jsonout_open(&w, "words", '[');
	for (int i = 0; i < r->words; i++) {
		struct texts t = word_texts(a, &r->word[i]);
		jsonout_open(&w, NULL, '{');
		jsonout_string(&w, "word", t.word);
		jsonout_number(&w, "p", r->word[i].p, NUMBER_DOUBLE);
		jsonout_string(&w, "text", t.rest);
		jsonout_bool(&w, "completes", r->word[i].completes);
		jsonout_close(&w, '}');
		texts_free(&t);
	}
	jsonout_close(&w, ']');
	jsonout_number(&w, "none", r->none, NUMBER_DOUBLE);
	jsonout_number(&w, "other", r->others, NUMBER_DOUBLE);
	jsonout_number(&w, "open", r->open, NUMBER_DOUBLE);
	jsonout_bool(&w, "certain", r->certain);
	jsonout_close(&w, '}');
	line = jsonout_finish(&w);
	fputs(line, stdout);
	free(line);
}

void next_output_write(const struct next_answer *a, enum next_form form)
{
	int n;
	struct symbol *s = likely_symbols(a, &n);

	if (form == NEXT_JSON)
		print_json(a, s, n);
	else if (form == NEXT_TABLE)
		print_table(a, s, n);
	else
		print_rows(a, s, n);
	free(s);
}
