/* pattern.c - see pattern.h. PCRE2 has accepted the expression before it is read here, so that only
 * what it accepts must be told apart. */
#include "text/pattern.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/pattern_impl.h"
#include "text/regex.h"

enum { TEXT_MAX = 20000 }; /* bytes of an expression */

int pattern_refuse(const struct pattern_reader *r, const char *at, const char *what)
{
	return errorf(r->err, EX_USAGE, "byte %td: %s cannot be followed character by character",
		      at - r->text, what);
}

bool pattern_next_is(const struct pattern_reader *r, const char *s)
{
	size_t n = strlen(s);

	return (size_t)(r->end - r->at) >= n && memcmp(r->at, s, n) == 0;
}

bool pattern_skip(struct pattern_reader *r, const char *s)
{
	bool is = pattern_next_is(r, s);

	r->at += is ? strlen(s) : 0;
	return is;
}
/* ---- Nodes ---- */

static bool can_be_empty(const struct pattern *p, const struct pattern_node *x)
{
	switch (x->kind) {
	case PATTERN_SET:
		return false;
	case PATTERN_THEN:
		return p->node[x->a].empty && p->node[x->b].empty;
	case PATTERN_OR:
		return p->node[x->a].empty || p->node[x->b].empty;
	case PATTERN_REPEAT:
		return x->min == 0 || p->node[x->a].empty;
	default:
		return true;
	}
}

static bool has_conditions(const struct pattern *p, const struct pattern_node *x)
{
	switch (x->kind) {
	case PATTERN_EMPTY:
	case PATTERN_SET:
		return false;
	case PATTERN_THEN:
	case PATTERN_OR:
		return p->node[x->a].conditions || p->node[x->b].conditions;
	case PATTERN_REPEAT:
		return p->node[x->a].conditions;
	default:
		return true;
	}
}

int pattern_add(struct pattern *p, struct pattern_node x)
{
	if (p->nodes == p->room) {
		p->room = 2 * p->room + 64;
		p->node = xrealloc(p->node, (size_t)p->room, sizeof *p->node);
	}
	x.empty = can_be_empty(p, &x);
	x.conditions = has_conditions(p, &x);
	p->looks_back |= x.kind == PATTERN_START || x.kind == PATTERN_LINE_START ||
			 x.kind == PATTERN_WORD_EDGE || x.kind == PATTERN_NO_WORD_EDGE;
	p->node[p->nodes] = x;
	return p->nodes++;
}

/* ---- Sets ---- */

/* Asks PCRE2 which symbols the expression for one symbol matches. */
static int fill_set(const struct pattern_reader *r, bool *set, const char *text, size_t n,
		    unsigned options)
{
	struct regex *x = regex_new(text, n, r->v->unit, options, r->err);
	char bytes[4];

	if (x == NULL)
		return -1;
	for (int i = 0; i < r->v->size; i++)
		set[i] = regex_whole(x, bytes, (size_t)vocab_encode(r->v, i, bytes)) == 1;
	regex_free(x);
	return 0;
}

/* Returns the number of the set of symbols that text[0..n) stands for, or -1 with *err. */
int pattern_find_set(const struct pattern_reader *r, const char *text, size_t n, unsigned options)
{
	struct pattern *p = r->p;
	char *name = xasprintf("%u %.*s", options, (int)n, text);

	for (int i = 0; i < p->sets; i++) {
		if (strcmp(p->name[i], name) != 0)
			continue;
		free(name);
		return i;
	}
	p->set = xrealloc(p->set, (size_t)p->sets + 1, sizeof *p->set);
	p->name = xrealloc(p->name, (size_t)p->sets + 1, sizeof *p->name);
	p->set[p->sets] = xcalloc((size_t)p->V, sizeof **p->set);
	p->name[p->sets++] = name;
	return fill_set(r, p->set[p->sets - 1], text, n, options) < 0 ? -1 : p->sets - 1;
}

int pattern_leaf(const struct pattern_reader *r, const char *text, size_t n, unsigned options)
{
	int set = pattern_find_set(r, text, n, options);

	return set < 0 ? -1
		       : pattern_add(r->p, (struct pattern_node){.kind = PATTERN_SET, .a = set});
}
/* ---- Groups ---- */

static int read_group(struct pattern_reader *r, unsigned options);

/* Reads the letters of an option setting, up to ')' or ':'. Returns 0, or -1 with *err. */
static int read_options(struct pattern_reader *r, unsigned *options)
{
	static const struct {
		char c;
		unsigned option;
	} letters[] = {{'i', REGEX_CASELESS},
		       {'m', REGEX_LINES},
		       {'s', REGEX_DOT_ALL},
		       {'x', REGEX_SPACED},
		       {'n', 0},
		       {'U', 0},
		       {'J', 0}};
	bool off = false;

	if (pattern_skip(r, "^"))
		*options = 0;
	for (; r->at < r->end && *r->at != ')' && *r->at != ':'; r->at++) {
		size_t i = 0;
		while (i < sizeof letters / sizeof *letters && letters[i].c != *r->at)
			i++;
		if (*r->at == '-') {
			off = true;
		} else if (i == sizeof letters / sizeof *letters) {
			return pattern_refuse(r, r->at, "this option");
		} else {
			if (letters[i].c == 'x')
				*options &= ~(unsigned)REGEX_SPACED_MORE;
			*options = off ? *options & ~letters[i].option
				       : *options | letters[i].option;
			if (!off && pattern_next_is(r, "xx")) {
				*options |= REGEX_SPACED_MORE;
				r->at++;
			}
		}
	}
	return 0;
}

/* Reads what follows "(?". Sets *body if a group with a body follows, whose options are *inner, and *kind
 * if that is a condition. Returns 0, or -1 with *err. */
static int read_group_head(struct pattern_reader *r, unsigned *options, unsigned *inner, bool *body,
			   enum pattern_kind *kind)
{
	const char *from = r->at - 2;
	char c = r->at < r->end ? *r->at : 0, d = r->end - r->at > 1 ? r->at[1] : 0;

	*body = true;
	*inner = *options;
	if (pattern_skip(r, ":") || pattern_skip(r, "|"))
		return 0;
	if (c == '=' || c == '!') {
		*kind = c == '=' ? PATTERN_AHEAD : PATTERN_NOT_AHEAD;
		r->at++;
		return 0;
	}
	if (c == '>' || c == '*' || (c == '<' && (d == '=' || d == '!' || d == '*')))
		return pattern_refuse(r, from, c == '<' ? "a look-behind" : "an atomic group");
	if (c == '<' || c == '\'' || (c == 'P' && d == '<')) {
		r->at += c == 'P' ? 2 : 1;
		while (r->at < r->end && *r->at != (c == '\'' ? '\'' : '>'))
			r->at++;
		r->at++;
		return 0;
	}
	if (c == '(')
		return pattern_refuse(r, from, "a condition");
	if (c != 0 && strchr("PR&C+0123456789", c) != NULL)
		return pattern_refuse(r, from, "a reference or a recursion");
	if (c == '-' && d >= '0' && d <= '9')
		return pattern_refuse(r, from, "a recursion");
	if (read_options(r, inner) < 0)
		return -1;
	*body = r->at < r->end && *r->at == ':';
	r->at++;
	if (!*body)
		*options = *inner;
	return 0;
}

/* Reads a group, at its parenthesis. *node is -1 for one that only sets options. */
static int read_parenthesis(struct pattern_reader *r, unsigned *options, int *node)
{
	enum pattern_kind kind = PATTERN_EMPTY;
	unsigned inner = *options;
	bool body = true;

	*node = -1;
	if (pattern_next_is(r, "(*"))
		return pattern_refuse(r, r->at, "(*...)");
	r->at++;
	if (pattern_skip(r, "?") && read_group_head(r, options, &inner, &body, &kind) < 0)
		return -1;
	if (!body)
		return 0;
	*node = read_group(r, inner);
	if (*node < 0)
		return -1;
	r->at++; /* the closing parenthesis */
	if (kind != PATTERN_EMPTY)
		*node = pattern_add(r->p, (struct pattern_node){.kind = kind, .a = *node});
	return 0;
}
/* ---- Sequences ---- */

/* Puts a quantifier around a node. A condition holds or not, however often it is asked; what may be
 * empty may also be left out. */
static int repeat(struct pattern *p, int node, int min, int max)
{
	enum pattern_kind kind = p->node[node].kind;

	if (kind == PATTERN_AHEAD || kind == PATTERN_NOT_AHEAD) {
		min = min > 0;
		max = max != 0;
	}
	if (p->node[node].empty && !p->node[node].conditions)
		min = 0;
	return pattern_add(p, (struct pattern_node){.kind = PATTERN_REPEAT,
						    .a = node,
						    .min = min,
						    .max = max});
}
/* Reads one quoted symbol. */
static int read_quoted(struct pattern_reader *r, unsigned options)
{
	char quoted[16];
	size_t n = pattern_symbol_bytes(r);
	int bytes = snprintf(quoted, sizeof quoted, "\\Q%.*s\\E", (int)n, r->at);

	r->at += n;
	return pattern_leaf(r, quoted, (size_t)bytes, options);
}

/* Reads an item. *node is -1 if it stands for nothing. */
static int read_item(struct pattern_reader *r, unsigned *options, int *node)
{
	const char *from = r->at;

	if (r->quoted) {
		*node = read_quoted(r, *options);
	} else if (*r->at == '(') {
		return read_parenthesis(r, options, node);
	} else if (*r->at == '[') {
		*node = pattern_read_class(r, *options);
	} else if (*r->at == '\\') {
		*node = pattern_read_escape(r, *options);
	} else if (pattern_skip(r, "^")) {
		*node = pattern_condition(r, *options & REGEX_LINES ? PATTERN_LINE_START
								    : PATTERN_START);
	} else if (pattern_skip(r, "$")) {
		*node = *options & REGEX_LINES ? pattern_condition(r, PATTERN_LINE_END)
					       : pattern_last_line_end(r);
	} else {
		r->at += pattern_symbol_bytes(r);
		*node = pattern_leaf(r, from, (size_t)(r->at - from), *options);
	}
	if (r->quoted && pattern_skip(r, "\\E"))
		r->quoted = false;
	return *node < 0 ? -1 : 0;
}

static int read_quantified(struct pattern_reader *r, unsigned *options, int *node)
{
	int found, min = 1, max = 1;

	if (read_item(r, options, node) < 0)
		return -1;
	for (;;) {
		pattern_skip_nothing(r, *options);
		found = r->quoted || *node < 0 ? 0
					       : pattern_read_quantifier(r, *options, &min, &max);
		if (found <= 0)
			return found;
		*node = repeat(r->p, *node, min, max);
	}
}

/* Joins nodes by a kind with two sides, the last two first. */
static int join(struct pattern *p, enum pattern_kind kind, const int *node, int n)
{
	int all;

	if (n == 0)
		return pattern_add(p, (struct pattern_node){.kind = PATTERN_EMPTY});
	all = node[n - 1];
	for (int i = n - 2; i >= 0; i--)
		all = pattern_add(p, (struct pattern_node){.kind = kind, .a = node[i], .b = all});
	return all;
}

static int push(int **list, int n, int node)
{
	*list = xrealloc(*list, (size_t)n + 1, sizeof **list);
	(*list)[n] = node;
	return n + 1;
}

static int read_sequence(struct pattern_reader *r, unsigned *options)
{
	int *item = NULL, n = 0, node = -1;

	for (;;) {
		pattern_skip_nothing(r, *options);
		if (r->at >= r->end || (!r->quoted && (*r->at == '|' || *r->at == ')')))
			break;
		if (read_quantified(r, options, &node) < 0) {
			free(item);
			return -1;
		}
		if (node >= 0)
			n = push(&item, n, node);
	}
	node = join(r->p, PATTERN_THEN, item, n);
	free(item);
	return node;
}

/* Reads alternatives up to ')' or the end. Options that one of them sets hold in those after it. */
static int read_group(struct pattern_reader *r, unsigned options)
{
	int *item = NULL, n = 0, node;

	do {
		node = read_sequence(r, &options);
		if (node < 0) {
			free(item);
			return -1;
		}
		n = push(&item, n, node);
	} while (pattern_skip(r, "|"));
	node = join(r->p, PATTERN_OR, item, n);
	free(item);
	return node;
}

int pattern_init(struct pattern *p, const char *text, size_t n, const struct vocab *v,
		 struct rnn_error *err)
{
	struct pattern_reader r =
		{.p = p, .v = v, .text = text, .at = text, .end = text + n, .err = err};
	struct regex *whole;

	*p = (struct pattern){.V = v->size, .words = -1};
	if (n > TEXT_MAX)
		return errorf(err, EX_USAGE, "longer than %d bytes", TEXT_MAX);
	whole = regex_new(text, n, v->unit, 0, err);
	if (whole == NULL)
		return -1;
	regex_free(whole);
	p->top = read_group(&r, 0);
	return p->top < 0 ? -1 : 0;
}

void pattern_free(struct pattern *p)
{
	for (int i = 0; i < p->sets; i++) {
		free(p->set[i]);
		free(p->name[i]);
	}
	free(p->set);
	free(p->name);
	free(p->node);
	*p = (struct pattern){0};
}
