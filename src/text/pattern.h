/*
 * pattern.h - the structure of a regular expression: a tree whose leaves are sets of symbols.
 *
 * The expression has PCRE2's syntax. PCRE2 itself decides what is one, and which symbols of an
 * alphabet each of its leaves (a letter, \d, [a-z], with the options in force) holds; this module finds
 * only the structure around them. What depends on more than the rest of the text is refused: back
 * references, recursion, conditions, look-behind, atomic groups and possessive quantifiers, verbs, \K,
 * \G, \R, \X.
 */
#ifndef PATTERN_H
#define PATTERN_H

#include "text/vocab.h"

enum pattern_kind {
	PATTERN_EMPTY,        /* nothing */
	PATTERN_SET,          /* one symbol of the set `a` */
	PATTERN_THEN,         /* a, then b */
	PATTERN_OR,           /* a or b */
	PATTERN_REPEAT,       /* a, from `min` to `max` times (-1: without end) */
	PATTERN_AHEAD,        /* what follows begins with a */
	PATTERN_NOT_AHEAD,    /* it does not */
	PATTERN_START,        /* nothing was read */
	PATTERN_LINE_START,   /* nothing, or a newline last */
	PATTERN_END,          /* nothing follows */
	PATTERN_LINE_END,     /* nothing, or a newline */
	PATTERN_WORD_EDGE,    /* of the symbols on both sides, one belongs to a word (\w) */
	PATTERN_NO_WORD_EDGE, /* both do, or neither */
};

struct pattern_node {
	enum pattern_kind kind;
	int a, b; /* other nodes, which come before this one, or a set */
	int min, max;
	bool empty;      /* it may match the empty string, if its conditions allow that */
	bool conditions; /* it has AHEAD or one of the kinds after that */
};

struct pattern {
	struct pattern_node *node; /* (nodes, in room) owned */
	int nodes, room;
	int top;         /* the node that is the whole expression */
	bool looks_back; /* it has one of START, LINE_START, WORD_EDGE and NO_WORD_EDGE */
	int V, sets;
	bool **set;  /* (sets) of (V) whether each id is in it; owned */
	char **name; /* (sets) what was compiled for it; owned */
	int words;   /* the set \w; -1: none was needed */
};

/* Reads the expression text[0..n) for an alphabet. Returns 0, or -1 with *err: 64 with the position of
 * what is wrong or refused, or as regex_new without PCRE2. The caller frees *p in both cases. */
int pattern_init(struct pattern *p, const char *text, size_t n, const struct vocab *v,
		 struct rnn_error *err);
void pattern_free(struct pattern *p);

#endif
