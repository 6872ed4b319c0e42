/* automaton_lab.h - the alphabet with which the tests of automata work. */
#ifndef AUTOMATON_LAB_H
#define AUTOMATON_LAB_H

#include "text/automaton.h"
#include "text/regex.h"

enum { LETTERS = 7 };

static const uint32_t letters[LETTERS] = {'\n', ' ', '1', 'a', 'b', 'x', 0xe9};

static inline struct vocab alphabet(enum unit unit)
{
	struct vocab v;
	struct rnn_error err;

	assert_int_equal(vocab_init(&v, unit, letters, LETTERS, &err), 0);
	return v;
}

static inline bool has_regex(void)
{
	struct rnn_error err;
	struct regex *r = regex_new("a", 1, UNIT_CHAR, 0, &err);

	regex_free(r);
	return r != NULL;
}

#endif
