/* sample_chars.c - see sample_chars.h. */
#include "cmd/sample_chars.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "cmd/eval_color.h"

/* ---- JSON ---- */

/* Writes the members that name a symbol, as rnn eval --per-char does. */
static void put_symbol(struct jsonout *w, const struct vocab *v, int id)
{
	char code[16], bytes[4];
	int n = vocab_encode(v, id, bytes);

	snprintf(code, sizeof code, v->unit == UNIT_BYTE ? "0x%02X" : "U+%04X",
		 (unsigned)v->symbol[id]);
	if (v->unit == UNIT_BYTE && v->symbol[id] >= 0x80)
		jsonout_null(w, "char"); /* a part of a character */
	else
		jsonout_text(w, "char", bytes, (size_t)n);
	jsonout_string(w, "code", code);
}

static void put_odds(struct jsonout *w, const struct odds_symbol *x)
{
	jsonout_number(w, "p", x->p, NUMBER_DOUBLE);
	jsonout_number(w, "drawn_p", x->drawn, NUMBER_DOUBLE);
}

static void put_char(struct jsonout *w, const struct vocab *v, uint64_t offset, bool cut,
		     const struct odds *odds)
{
	jsonout_open(w, NULL, '{');
	jsonout_uint(w, "offset", offset);
	put_symbol(w, v, odds->own.id);
	jsonout_number(w, "bits", nats_to_bits(odds->nats), NUMBER_DOUBLE);
	put_odds(w, &odds->own);
	jsonout_bool(w, "cut", cut);
	jsonout_open(w, "others", '[');
	for (int i = 0; i < odds->others; i++) {
		jsonout_open(w, NULL, '{');
		put_symbol(w, v, odds->other[i].id);
		put_odds(w, &odds->other[i]);
		jsonout_close(w, '}');
	}
	jsonout_close(w, ']');
	jsonout_close(w, '}');
}

void sample_chars_json(const struct sample_job *job, struct odds_reader *reader,
		       const struct take *t, struct jsonout *w)
{
	const struct vocab *v = &job->a->vocab;
	uint64_t offset = job->o->no_prime ? 0 : job->prime_bytes;
	size_t scored = (size_t)t->end.scored, cut = scored - t->n;
	/* The symbols that were cut off are the last ones of the stop string. */
	const struct stop *stop = cut > 0 ? &job->how.stop[t->end.stop] : NULL;
	struct odds odds;
	char bytes[4];

	jsonout_open(w, "per_char", '[');
	odds_start(reader, &t->end.draw);
	for (size_t i = 0; i < scored; i++) {
		uint16_t id = i < t->n ? t->ids[i] : stop->ids[stop->n - (scored - i)];
		odds_next(reader, id, &odds);
		put_char(w, v, offset, i >= t->n, &odds);
		offset += (uint64_t)vocab_encode(v, id, bytes);
	}
	jsonout_close(w, ']');
}

/* ---- Colours ---- */

void sample_chars_color(const struct sample_job *job, struct odds_reader *reader,
			const struct take *t)
{
	const struct vocab *v = &job->a->vocab;
	char *text = xcalloc(4 * t->n + 1, 1);
	uint64_t *at = xcalloc(t->n, sizeof *at);
	float *nll = xcalloc(t->n, sizeof *nll);
	size_t bytes = 0;
	struct odds odds;

	odds_start(reader, &t->end.draw);
	for (size_t i = 0; i < t->n; i++) {
		odds_next(reader, t->ids[i], &odds);
		nll[i] = (float)odds.nats;
		at[i] = bytes;
		bytes += (size_t)vocab_encode(v, t->ids[i], text + bytes);
	}
	color_print_text(&(struct color_text){
		.v = v,
		.text = text,
		.bytes = bytes,
		.ids = t->ids,
		.at = at,
		.nll = nll,
		.n = t->n,
	});
	free(text);
	free(at);
	free(nll);
}

void sample_chars_legend(bool line_start)
{
	if (!line_start)
		putchar('\n');
	color_print_legend();
}
