/* judge.h - which samples are new: no line of a text, and different from those before. */
#ifndef JUDGE_H
#define JUDGE_H

#include "text/lineset.h"
#include "text/vocab.h"

struct judge_options {
	const struct vocab *vocab;
	const struct lineset *known; /* lines that no line of a sample may be; NULL: none */
	const char *prime;           /* (primes) the bytes before each sample */
	size_t primes;
	bool hidden_prime; /* it is not printed */
	bool unique;       /* samples must differ */
};

/* Returns a judge, which borrows what the options point to. */
struct judge *judge_new(const struct judge_options *o);
void judge_free(struct judge *j); /* NULL does nothing */

/* Returns whether no line of the text is known. Its first line begins with the last line of the prime;
 * if that is hidden, it must not be known without it either. */
bool judge_new_lines(struct judge *j, const uint16_t *ids, size_t n);

/* Returns whether samples must differ. */
bool judge_wants_differences(const struct judge *j);

/* Returns whether the text differs from all that this function was given before, if it must. White
 * space at its ends makes no difference. */
bool judge_differs(struct judge *j, const uint16_t *ids, size_t n);

#endif
