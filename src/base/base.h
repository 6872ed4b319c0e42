/*
 * base.h - what every module stands on: the number type, errors, memory, random numbers.
 */
#ifndef BASE_H
#define BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sysexits.h>

#include "rnn.h"

/* The number type: float, or double in the build that checks gradients. */
#ifdef RNN_DOUBLE
typedef double real;
#else
typedef float real;
#endif

/*
 * Fill *err (may be NULL) with a sysexits status and a one-line message, and return -1, so that
 * `return errorf(err, EX_DATAERR, "%s: ...", name)` reports and fails in one statement. The
 * finished text goes through text_plain; err->code is RNN_ERROR_OTHER. A message says what happened
 * and where. It names no option of the command line: src/cmd/advice.c adds what to try, by the
 * code.
 */
int errorf(struct rnn_error *err, int status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The same with a code, for errors that a caller may want to act on. */
int errorf_code(struct rnn_error *err, int status, enum rnn_code code, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* Replace control characters, those of Unicode's second range (U+0080 to U+009F) too, by '?': so no
 * name of a file and nothing out of a model can break a line or command a terminal. */
void text_plain(char *text);

/* Zeroed memory for count items of `size` bytes; never NULL. Out of memory or an overflowing
 * product prints one line and exits with EX_OSERR. Release with free(). */
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *old, size_t count, size_t size);
char *xstrdup(const char *s);
char *xasprintf(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* a * b into *out; false if it does not fit. */
bool size_mul(size_t a, size_t b, size_t *out);

/* The sum of a and count * size, SIZE_MAX where it does not fit: for estimates of memory. */
size_t size_sum(size_t a, size_t count, size_t size);

/*
 * One allocation per lifetime: a layout function takes pieces from an arena. Run it once with a
 * zeroed arena to measure (pieces are NULL), call arena_open, run it again to hand them out.
 * Pieces are zeroed and aligned to 64 bytes; large arenas ask for huge pages.
 */
struct arena {
	char *base;
	size_t size, used;
};
void *arena_take(struct arena *a, size_t count, size_t size);
void arena_open(struct arena *a);  /* allocates what was measured; exits on no memory */
void arena_free(struct arena *a);

/*
 * Counter-based random numbers: value i of stream `key` is a fixed function of both (SplitMix64's
 * finaliser, Steele, Lea and Flood 2014, over key + i * golden ratio), so any draw can be made
 * again without replaying those before it.
 */
uint64_t rng_key(uint64_t seed, uint64_t stream);
uint64_t rng_bits(uint64_t key, uint64_t i);
double rng_uniform(uint64_t key, uint64_t i); /* [0, 1), 53 bits */

#endif
