/* stops_test.c - stop strings in a stream against a search of the whole text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "draw.h"
#include "run/stops.h"

enum { ROUNDS = 20000 };

struct search {
	uint16_t id[3][6], text[60];
	struct stop stop[3];
	size_t n, prime;
	int stops;
};

static void random_search(struct search *s)
{
	int letters = 1 + below(3);

	s->stops = 1 + below(3);
	for (int i = 0; i < s->stops; i++) {
		s->stop[i] = (struct stop){s->id[i], 1 + (size_t)below(6), below(3) == 0};
		for (size_t k = 0; k < s->stop[i].n; k++)
			s->id[i][k] = (uint16_t)below(letters);
	}
	s->n = (size_t)below(60);
	s->prime = s->n > 0 ? (size_t)below((int)s->n) / 2 : 0;
	for (size_t k = 0; k < s->n; k++)
		s->text[k] = (uint16_t)below(letters);
}

static bool ends_with(const struct search *s, size_t end, int i)
{
	size_t n = s->stop[i].n;

	return n <= end && memcmp(s->text + end - n, s->id[i], n * sizeof(uint16_t)) == 0;
}

/* Whether string a rather than b ends a text: those that are cut off first, then the longest. */
static bool comes_first(const struct stop *a, const struct stop *b)
{
	return a->keep != b->keep ? b->keep : a->n > b->n;
}

/* The plain search: the first end beyond the prime. Return the string, and in *left the length of
 * the text without what is cut off. */
static int find(const struct search *s, size_t *left)
{
	for (size_t end = s->prime + 1; end <= s->n; end++) {
		int best = -1;
		for (int i = 0; i < s->stops; i++)
			if (ends_with(s, end, i) &&
			    (best < 0 || comes_first(&s->stop[i], &s->stop[best])))
				best = i;
		if (best >= 0) {
			*left = end - (s->stop[best].keep ? 0 : s->stop[best].n);
			return best;
		}
	}
	*left = s->n;
	return -1;
}

static void test_streamed_stops_equal_a_search(void **state)
{
	struct search s;

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		random_search(&s);
		const uint16_t *ids;
		struct stops *stops = stops_new(s.stop, s.stops, 0);
		uint16_t out[60];
		size_t n = 0, k, left;
		int hit = -1, expect = find(&s, &left);

		stops_start(stops, s.text, s.prime);
		for (size_t i = s.prime; i < s.n && hit < 0; i++) {
			k = stops_push(stops, s.text[i], &ids, &hit);
			memcpy(out + n, ids, k * sizeof *ids);
			n += k;
			/* no more is held than the longest stop string less one */
			if (hit < 0)
				assert_true(i + 1 - s.prime - n < 6);
		}
		if (hit < 0) {
			k = stops_held(stops, &ids);
			memcpy(out + n, ids, k * sizeof *ids);
			n += k;
		}
		assert_int_equal(hit, expect);
		assert_int_equal(n, left > s.prime ? left - s.prime : 0);
		assert_memory_equal(out, s.text + s.prime, n * sizeof *out);
		stops_free(stops);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_streamed_stops_equal_a_search),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
