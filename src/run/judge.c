/* judge.c - see judge.h. */
#include "run/judge.h"

#include <stdlib.h>
#include <string.h>

struct judge {
	struct judge_options o;
	struct lineset *seen;
	char *text; /* (primes + bytes) the last line of the prime, then a sample */
	size_t primes, bytes, room;
};

struct judge *judge_new(const struct judge_options *o)
{
	struct judge *j = xcalloc(1, sizeof *j);

	j->o = *o;
	j->seen = lineset_new();
	for (const char *at = o->prime + o->primes; at > o->prime && at[-1] != '\n'; at--)
		j->primes++;
	j->room = j->primes + 1;
	j->text = xcalloc(j->room, 1);
	if (j->primes > 0)
		memcpy(j->text, o->prime + o->primes - j->primes, j->primes);
	return j;
}

void judge_free(struct judge *j)
{
	if (j == NULL)
		return;
	lineset_free(j->seen);
	free(j->text);
	free(j);
}

static void set_text(struct judge *j, const uint16_t *ids, size_t n)
{
	char *to;

	if (j->primes + 4 * n > j->room) {
		j->room = 2 * (j->primes + 4 * n);
		j->text = xrealloc(j->text, j->room, 1);
	}
	to = j->text + j->primes;
	for (size_t i = 0; i < n; i++) {
		char bytes[4];
		int length = vocab_encode(j->o.vocab, ids[i], bytes);
		memcpy(to, bytes, (size_t)length);
		to += length;
	}
	j->bytes = (size_t)(to - j->text) - j->primes;
}

bool judge_new_lines(struct judge *j, const uint16_t *ids, size_t n)
{
	if (j->o.known == NULL)
		return true;
	set_text(j, ids, n);
	if (lineset_has_line(j->o.known, j->text, j->primes + j->bytes))
		return false;
	return !j->o.hidden_prime || !lineset_has_line(j->o.known, j->text + j->primes, j->bytes);
}

bool judge_wants_differences(const struct judge *j)
{
	return j->o.unique;
}

bool judge_differs(struct judge *j, const uint16_t *ids, size_t n)
{
	if (!j->o.unique)
		return true;
	set_text(j, ids, n);
	return lineset_add(j->seen, j->text + j->primes, j->bytes);
}
