/*
 * base.h - the number type, errors, memory and random numbers that all modules use.
 */
#ifndef BASE_H
#define BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sysexits.h>

#include "rnn.h"

/* The number type: float, or double in the build for the gradient tests. */
#ifdef RNN_DOUBLE
typedef double real;
#else
typedef float real;
#endif

/*
 * Fills *err (may be NULL) with a sysexits status, the code RNN_ERROR_OTHER, and a one-line message
 * that has passed through text_plain. Returns -1, so that `return errorf(err, EX_DATAERR, ...)`
 * reports an error and fails in one statement. A message says what happened and where. Outside of
 * src/options and src/cmd it names no command-line option: src/cmd/advice.c looks at the code and
 * appends which option can help.
 */
int errorf(struct rnn_error *err, int status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* As errorf, with a code for errors that a caller may want to handle. */
int errorf_code(struct rnn_error *err, int status, enum rnn_code code, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* Replaces each byte of a control character (U+0000 to U+001F, U+007F to U+009F) by '?', so that a
 * file name or a text out of a model cannot break a line or send escape sequences to a terminal. */
void text_plain(char *text);

/* Allocate memory, released with free(). They never return NULL: if memory runs out or a size
 * overflows, they print one line and exit with EX_OSERR. xcalloc zeroes its count items of `size`
 * bytes; xrealloc does not zero what it adds. */
void *xcalloc(size_t count, size_t size);
/* Does the same for an array that is used whole: large ones get huge pages, which are faster. */
void *xcalloc_dense(size_t count, size_t size);
void *xrealloc(void *old, size_t count, size_t size);
char *xstrdup(const char *s);
char *xasprintf(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* When memory runs out, calls lost(ctx, text) in place of printing the line, whose text it gets; it must
 * not allocate. If it returns, the process exits as without it. NULL: nothing is called. */
void memory_watch(void (*lost)(void *ctx, const char *text), void *ctx);

/* Writes a * b to *out; returns false on overflow. */
bool size_mul(size_t a, size_t b, size_t *out);

/* Returns a + count * size, or SIZE_MAX on overflow; for estimates of memory. */
size_t size_sum(size_t a, size_t count, size_t size);

/*
 * An arena is one allocation from which a layout function takes pieces. Run the function on a
 * zeroed arena to measure (all pieces are NULL), call arena_open, and run it again to get the
 * pieces. The pieces are zeroed and aligned to 64 bytes; an arena of 4 MiB or more asks for huge
 * pages. If the sizes overflow while measuring, `used` stays above SIZE_MAX / 2.
 */
struct arena {
	char *base;
	size_t size, used;
};
void *arena_take(struct arena *a, size_t count, size_t size);
void arena_open(struct arena *a); /* allocates what was measured; exits as xcalloc does */
void arena_free(struct arena *a);

/*
 * Counter-based random numbers: number i of the stream `key` depends on key and i alone, so any
 * number can be drawn again without drawing those before it. The number is SplitMix64's finaliser
 * (Steele, Lea and Flood 2014) of key + (i + 1) * 0x9e3779b97f4a7c15; the constant is 2^64 divided
 * by the golden ratio. rng_key makes the key of a numbered stream of a seed.
 */
uint64_t rng_key(uint64_t seed, uint64_t stream);
uint64_t rng_bits(uint64_t key, uint64_t i);
double rng_uniform(uint64_t key, uint64_t i); /* [0, 1), 53 bits */

#endif
