/* eval_figures.c - see eval_figures.h. */
#include "cmd/eval_figures.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/maths.h"
#include "host/say.h"

/* ---- Sizes ---- */

/* Returns the bytes that a code point takes in UTF-8. */
static uint64_t encoded_length(uint32_t c)
{
	return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
}

static bool begins_char(uint32_t byte)
{
	return (byte & 0xc0) != 0x80;
}

static uint64_t count_words(const char *text, size_t n)
{
	uint64_t words = 0;
	bool inside = false;

	for (size_t i = 0; i < n; i++) {
		bool space = text[i] == ' ' || (text[i] >= '\t' && text[i] <= '\r');
		words += !space && !inside;
		inside = !space;
	}
	return words;
}

/* Decodes a text. Returns whether it has no invalid bytes, unless they are replaced or left out;
 * *chars and *bytes get its characters and their bytes in UTF-8. */
static bool decode(const struct known_text *t, enum invalid invalid, uint64_t *chars,
		   uint64_t *bytes)
{
	enum { CHUNK = 512 };
	uint32_t c[CHUNK + 4];
	struct decoder d;

	*chars = *bytes = 0;
	decoder_init(&d, UNIT_CHAR, invalid);
	d.started = t->inside;
	for (size_t i = 0; i < t->bytes; i += CHUNK) {
		bool last = t->bytes - i <= CHUNK;
		long long got = decoder_run(&d, "", (const unsigned char *)t->text + i,
					    last ? t->bytes - i : CHUNK, last, c, NULL, NULL);
		if (got < 0)
			return false;
		*chars += (uint64_t)got;
		for (long long k = 0; k < got; k++)
			*bytes += encoded_length(c[k]);
	}
	return true;
}

/* The sizes for a model of characters: a symbol is a character of one to four bytes. */
static void measure_chars(struct text_size *s, const struct vocab *v, enum invalid invalid,
			  const struct known_text *t)
{
	uint64_t known = 0, chars, bytes;

	for (size_t i = t->context; i < t->n; i++) {
		uint64_t length = encoded_length(v->symbol[t->ids[i]]);
		known += length;
		if (i >= t->first) {
			s->scored_chars++;
			s->scored_bytes += length;
		}
	}
	s->valid = true;
	s->chars = t->n - t->context + t->unknown;
	s->unknown_chars = t->unknown;
	if (t->unknown > 0 && decode(t, invalid, &chars, &bytes))
		s->unknown_bytes = bytes - known;
}

/* The sizes for a model of bytes. A character counts where its first byte does. */
static void measure_bytes(struct text_size *s, const struct vocab *v, const struct known_text *t)
{
	uint64_t all = 0, known = 0, chars, bytes;

	for (size_t i = 0; i < t->bytes; i++)
		all += begins_char((unsigned char)t->text[i]);
	for (size_t i = t->context; i < t->n; i++) {
		bool begins = begins_char(v->symbol[t->ids[i]]);
		known += begins;
		s->scored_bytes += i >= t->first;
		s->scored_chars += i >= t->first && begins;
	}
	s->valid = decode(t, INVALID_ERROR, &chars, &bytes);
	s->chars = all;
	s->unknown_chars = all - known;
	s->unknown_bytes = t->unknown;
}

void text_size_measure(struct text_size *s, const struct vocab *v, enum invalid invalid,
		       const struct known_text *t)
{
	*s = (struct text_size){
		.unit = v->unit,
		.bytes = t->bytes,
		.words = count_words(t->text, t->bytes),
	};
	if (v->unit == UNIT_BYTE)
		measure_bytes(s, v, t);
	else
		measure_chars(s, v, invalid, t);
}

void text_size_add(struct text_size *sum, const struct text_size *s)
{
	sum->chars += s->chars;
	sum->bytes += s->bytes;
	sum->words += s->words;
	sum->scored_chars += s->scored_chars;
	sum->scored_bytes += s->scored_bytes;
	sum->unknown_chars += s->unknown_chars;
	sum->unknown_bytes += s->unknown_bytes;
	sum->valid &= s->valid;
}

/* ---- Figures ---- */

double figures_unknown_bits(const struct text_size *s, const struct score *score)
{
	return (double)score->unknown * score_unknown_bits(s->unit);
}

double figures_compared(const struct text_size *s, const struct score *score)
{
	double bits = nats_to_bits(score->nats) + figures_unknown_bits(s, score);

	return bits / (double)(score->scored + score->unknown);
}

/* Prints bits per symbol and then bits per the other unit. */
static void print_rates(enum unit unit, bool valid, double bits, uint64_t chars, uint64_t bytes)
{
	double per_char = bits / (double)chars, per_byte = bits / (double)bytes;

	if (unit == UNIT_CHAR)
		printf("%.4f bits per character, %.4f bits per byte", per_char, per_byte);
	else if (valid && chars > 0)
		printf("%.4f bits per byte, %.4f bits per character", per_byte, per_char);
	else
		printf("%.4f bits per byte (%s, so none per character)", per_byte,
		       valid ? "no character scored" : "not UTF-8");
}

void figures_print(const struct text_size *s, const struct score *score)
{
	double mean = score_mean(score);

	print_rates(s->unit, s->valid, nats_to_bits(score->nats), s->scored_chars, s->scored_bytes);
	printf(", perplexity %.3f per %s, %.4f", maths_exp(mean), unit_word(s->unit), mean);
	if (score->scored > 1)
		printf(" +- %.4f", score_stderr(score));
	printf(" nats");
}

void figures_print_charged(const struct text_size *s, const struct score *score)
{
	struct count n;

	if (score->unknown == 0)
		return;
	printf("  with the %s unknown %s%s at %.4g bits each: ",
	       count_text(&n, (double)score->unknown), unit_word(s->unit),
	       score->unknown == 1 ? "" : "s", score_unknown_bits(s->unit));
	print_rates(s->unit, s->valid, nats_to_bits(score->nats) + figures_unknown_bits(s, score),
		    s->scored_chars + s->unknown_chars, s->scored_bytes + s->unknown_bytes);
	putchar('\n');
}

/* ---- JSON ---- */

static void json_number(struct jsonout *w, const char *key, double x)
{
	jsonout_number(w, key, x, NUMBER_DOUBLE);
}

void figures_json_rates(struct jsonout *w, double bits, uint64_t chars, uint64_t bytes,
			const char *suffix)
{
	char key[32];

	snprintf(key, sizeof key, "bpc%s", suffix);
	json_number(w, key, chars > 0 ? bits / (double)chars : NAN);
	snprintf(key, sizeof key, "bpb%s", suffix);
	json_number(w, key, bytes > 0 ? bits / (double)bytes : NAN);
}

void figures_json(struct jsonout *w, const struct text_size *s, const struct score *score)
{
	double bits = nats_to_bits(score->nats);
	double charged = bits + figures_unknown_bits(s, score);
	double mean = score->scored > 0 ? score_mean(score) : NAN;

	json_number(w, "nats", mean);
	figures_json_rates(w, bits, s->valid ? s->scored_chars : 0, s->scored_bytes, "");
	json_number(w, "perplexity", maths_exp(mean));
	json_number(w, "stderr_nats", score_stderr(score));
	json_number(w, "nats_total", score->nats);
	json_number(w, "bits_total", bits);
	json_number(w, "bits_charged", charged);
	figures_json_rates(w, charged, s->valid ? s->scored_chars + s->unknown_chars : 0,
			   s->scored_bytes + s->unknown_bytes, "_charged");
}

void figures_json_text(struct jsonout *w, const struct text_size *s, const struct score *score)
{
	if (s->valid)
		jsonout_uint(w, "chars", s->chars);
	else
		jsonout_null(w, "chars");
	jsonout_uint(w, "scored", score->scored);
	jsonout_uint(w, "unknown", score->unknown);
	figures_json(w, s, score);
	jsonout_uint(w, "words", s->words);
	jsonout_uint(w, "bytes", s->bytes);
	jsonout_string(w, "unit", unit_name(s->unit));
}
