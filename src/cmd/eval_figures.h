/*
 * eval_figures.h - the figures of rnn eval: a score as text and as JSON, per character and per byte.
 */
#ifndef EVAL_FIGURES_H
#define EVAL_FIGURES_H

#include "run/eval.h"
#include "store/jsonout.h"
#include "text/vocab.h"

/*
 * The sizes of a text. A symbol is a character, or a byte if the model's unit is the byte. The
 * characters of a byte model's text are those of the text decoded as UTF-8; they are counted by
 * their first bytes.
 */
struct text_size {
	enum unit unit;
	uint64_t chars, bytes, words;          /* of the whole text; words as wc -w counts them */
	uint64_t scored_chars, scored_bytes;   /* of the scored symbols */
	uint64_t unknown_chars, unknown_bytes; /* of the symbols that the model does not know */
	bool valid;                            /* the text is UTF-8, so that it has characters */
};

/* A text and its known symbols. */
struct known_text {
	const char *text; /* (bytes) */
	size_t bytes;
	const uint16_t *ids; /* (n) those from number `first` on are scored */
	size_t n, first;
	size_t context; /* symbols at the start of ids that are not of the text */
	uint64_t unknown;
	bool inside; /* a piece of a file, not its start: U+FEFF is no byte order mark */
};

/* Measures a text that vocab_text has read with the same `invalid`. */
void text_size_measure(struct text_size *s, const struct vocab *v, enum invalid invalid,
		       const struct known_text *t);

/* Adds the sizes of another text. *sum begins as {.unit = ..., .valid = true}. */
void text_size_add(struct text_size *sum, const struct text_size *s);

/* Returns the bits that the unknown symbols cost in a comparison. */
double figures_unknown_bits(const struct text_size *s, const struct score *score);

/* Returns the bits of the score for each symbol, those of unknown symbols included. */
double figures_compared(const struct text_size *s, const struct score *score);

/* Prints "2.2700 bits per character, 2.2651 bits per byte, perplexity ... nats", without a newline:
 * the model's unit first. */
void figures_print(const struct text_size *s, const struct score *score);

/* Prints a line with the figures in which unknown symbols are charged, if there are any. */
void figures_print_charged(const struct text_size *s, const struct score *score);

/* Write members of an open JSON object: the figures of a score; and all that is known of a text, its
 * sizes, counts and figures. */
void figures_json(struct jsonout *w, const struct text_size *s, const struct score *score);
void figures_json_text(struct jsonout *w, const struct text_size *s, const struct score *score);

/* Writes `bits` divided by characters and by bytes as the members bpc and bpb, with a suffix; null
 * where there are none. */
void figures_json_rates(struct jsonout *w, double bits, uint64_t chars, uint64_t bytes,
			const char *suffix);

#endif
