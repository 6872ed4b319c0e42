/* pattern_impl.h - what the files pattern*.c share: the place in an expression that is being read. */
#ifndef PATTERN_IMPL_H
#define PATTERN_IMPL_H

#include "text/pattern.h"

struct pattern_reader {
	struct pattern *p;
	const struct vocab *v;
	const char *text, *at, *end;
	bool quoted; /* between \Q and \E */
	struct rnn_error *err;
};

/* ---- pattern.c ---- */

/* Reports that `what`, at `at`, is not supported. Returns -1. */
int pattern_refuse(const struct pattern_reader *r, const char *at, const char *what);

/* Returns whether the expression goes on with s; pattern_skip also passes over it. */
bool pattern_next_is(const struct pattern_reader *r, const char *s);
bool pattern_skip(struct pattern_reader *r, const char *s);

/* Adds a node, and returns its number. */
int pattern_add(struct pattern *p, struct pattern_node x);

/* Returns the number of the set of symbols that text[0..n) stands for with these options of regex.h, or -1
 * with *err. */
int pattern_find_set(const struct pattern_reader *r, const char *text, size_t n, unsigned options);

/* Adds a node of this set. Returns its number, or -1 with *err. */
int pattern_leaf(const struct pattern_reader *r, const char *text, size_t n, unsigned options);

/* ---- pattern_items.c ---- */

/* Returns the bytes of the symbol that comes next. */
size_t pattern_symbol_bytes(const struct pattern_reader *r);

/* Read a class, an escape. They return a node, or -1 with *err. */
int pattern_read_class(struct pattern_reader *r, unsigned options);
int pattern_read_escape(struct pattern_reader *r, unsigned options);

/* Add a condition of this kind, or that of $. They return a node, or -1 with *err. */
int pattern_condition(struct pattern_reader *r, enum pattern_kind kind);
int pattern_last_line_end(struct pattern_reader *r);

/* Reads a quantifier under these options. Returns 1, 0 if there is none, or -1 with *err. */
int pattern_read_quantifier(struct pattern_reader *r, unsigned options, int *min, int *max);

/* Passes over what stands for nothing: comments, \Q and \E, and blanks under (?x). */
void pattern_skip_nothing(struct pattern_reader *r, unsigned options);

#endif
