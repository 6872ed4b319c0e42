/* pattern.c - see pattern.h. PCRE2 has accepted the expression before it is read here, so that only
 * what it accepts must be told apart. */
#include "text/pattern.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/regex.h"

enum { TEXT_MAX = 20000 }; /* bytes of an expression */

struct reader {
	struct pattern *p;
	const struct vocab *v;
	const char *text, *at, *end;
	bool quoted; /* between \Q and \E */
	struct rnn_error *err;
};

static int refuse(const struct reader *r, const char *at, const char *what)
{
	return errorf(r->err, EX_USAGE, "byte %td: %s cannot be followed character by character",
		      at - r->text, what);
}

static bool next_is(const struct reader *r, const char *s)
{
	size_t n = strlen(s);

	return (size_t)(r->end - r->at) >= n && memcmp(r->at, s, n) == 0;
}

static bool skip(struct reader *r, const char *s)
{
	bool is = next_is(r, s);

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

static int add(struct pattern *p, struct pattern_node x)
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
static int fill_set(const struct reader *r, bool *set, const char *text, size_t n, unsigned options)
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
static int find_set(const struct reader *r, const char *text, size_t n, unsigned options)
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

static int leaf(const struct reader *r, const char *text, size_t n, unsigned options)
{
	int set = find_set(r, text, n, options);

	return set < 0 ? -1 : add(r->p, (struct pattern_node){.kind = PATTERN_SET, .a = set});
}

/* ---- Items ---- */

static int read_group(struct reader *r, unsigned options);

static size_t symbol_bytes(const struct reader *r)
{
	unsigned char c = (unsigned char)*r->at;
	size_t n = r->v->unit == UNIT_BYTE || c < 0xc0 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

	return n < (size_t)(r->end - r->at) ? n : (size_t)(r->end - r->at);
}

/* Passes over a class, whose first bracket was read. */
static int skip_class(struct reader *r)
{
	const char *first;
	bool quoted = false;

	skip(r, "^");
	first = r->at;
	for (; r->at < r->end; r->at++) {
		if (quoted) {
			quoted = !next_is(r, "\\E");
		} else if (next_is(r, "\\Q")) {
			quoted = true;
			r->at++;
		} else if (*r->at == '\\') {
			if (next_is(r, "\\E") && r->at == first)
				first += 2;
			r->at++;
		} else if (next_is(r, "[:")) {
			const char *close = memmem(r->at, (size_t)(r->end - r->at), ":]", 2);
			const char *p = r->at + 2;
			while (p < r->end && (*p == '^' || (*p >= 'a' && *p <= 'z')))
				p++;
			if (p == close)
				r->at = close + 1;
		} else if (*r->at == ']' && r->at > first) {
			r->at++;
			return 0;
		}
	}
	return refuse(r, first, "this class");
}

static int read_class(struct reader *r, unsigned options)
{
	const char *from = r->at++;

	if (r->end - from >= 7 &&
	    (memcmp(from, "[[:<:]]", 7) == 0 || memcmp(from, "[[:>:]]", 7) == 0))
		return refuse(r, from, "[[:<:]] (write \\b instead)");
	if (skip_class(r) < 0)
		return -1;
	return leaf(r, from, (size_t)(r->at - from), options);
}

static int condition(struct reader *r, enum pattern_kind kind)
{
	if (kind == PATTERN_WORD_EDGE || kind == PATTERN_NO_WORD_EDGE) {
		r->p->words = find_set(r, "\\w", 2, 0);
		if (r->p->words < 0)
			return -1;
	}
	return add(r->p, (struct pattern_node){.kind = kind});
}

/* What \Z means, and $ outside of (?m): nothing follows, or a last newline. */
static int last_line_end(struct reader *r)
{
	int newline = leaf(r, "\\n", 2, 0);
	struct pattern *p = r->p;

	if (newline < 0)
		return -1;
	newline = add(p, (struct pattern_node){.kind = PATTERN_REPEAT, .a = newline, .max = 1});
	int end = add(p, (struct pattern_node){.kind = PATTERN_END});
	int both = add(p, (struct pattern_node){.kind = PATTERN_THEN, .a = newline, .b = end});
	return add(p, (struct pattern_node){.kind = PATTERN_AHEAD, .a = both});
}

/* Passes over the rest of an escape for one symbol, whose letter is c. */
static void skip_escape(struct reader *r, char c)
{
	bool braces = r->at < r->end && *r->at == '{' &&
		      (c == 'N' ? next_is(r, "{U+") : c != 0 && strchr("xopP", c) != NULL);
	int digits = c == 'x' ? 2 : c == '0' ? 2 : 0;

	if (braces) {
		const char *close = memchr(r->at, '}', (size_t)(r->end - r->at));
		r->at = close != NULL ? close + 1 : r->end;
	} else if (c == 'c' || c == 'p' || c == 'P') {
		r->at++;
	} else {
		const char *set = c == 'x' ? "0123456789abcdefABCDEF" : "01234567";
		while (digits-- > 0 && r->at < r->end && *r->at != 0 && strchr(set, *r->at) != NULL)
			r->at++;
	}
}

static int read_escape(struct reader *r, unsigned options)
{
	static const struct {
		char c;
		enum pattern_kind kind;
	} conditions[] = {
		{'A', PATTERN_START},
		{'z', PATTERN_END},
		{'b', PATTERN_WORD_EDGE},
		{'B', PATTERN_NO_WORD_EDGE},
	};
	const char *from = r->at++;
	char c = r->at < r->end ? *r->at : 0;

	for (size_t i = 0; i < sizeof conditions / sizeof *conditions; i++) {
		if (c != conditions[i].c)
			continue;
		r->at++;
		return condition(r, conditions[i].kind);
	}
	if (c == 'Z') {
		r->at++;
		return last_line_end(r);
	}
	if ((c >= '1' && c <= '9') || c == 'k' || c == 'g')
		return refuse(r, from, "a back reference");
	if (c != 0 && strchr("KGRXC", c) != NULL)
		return refuse(r, from, "\\K, \\G, \\R, \\X or \\C");
	r->at += symbol_bytes(r);
	skip_escape(r, c);
	return leaf(r, from, (size_t)(r->at - from), options);
}

/* Reads the letters of an option setting, up to ')' or ':'. Returns 0, or -1 with *err. */
static int read_options(struct reader *r, unsigned *options)
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

	if (skip(r, "^"))
		*options = 0;
	for (; r->at < r->end && *r->at != ')' && *r->at != ':'; r->at++) {
		size_t i = 0;
		while (i < sizeof letters / sizeof *letters && letters[i].c != *r->at)
			i++;
		if (*r->at == '-') {
			off = true;
		} else if (i == sizeof letters / sizeof *letters) {
			return refuse(r, r->at, "this option");
		} else {
			if (letters[i].c == 'x')
				*options &= ~(unsigned)REGEX_SPACED_MORE;
			*options = off ? *options & ~letters[i].option
				       : *options | letters[i].option;
			if (!off && next_is(r, "xx")) {
				*options |= REGEX_SPACED_MORE;
				r->at++;
			}
		}
	}
	return 0;
}

/* Reads what follows "(?". Sets *body if a group with a body follows, whose options are *inner, and *kind
 * if that is a condition. Returns 0, or -1 with *err. */
static int read_group_head(struct reader *r, unsigned *options, unsigned *inner, bool *body,
			   enum pattern_kind *kind)
{
	const char *from = r->at - 2;
	char c = r->at < r->end ? *r->at : 0, d = r->end - r->at > 1 ? r->at[1] : 0;

	*body = true;
	*inner = *options;
	if (skip(r, ":") || skip(r, "|"))
		return 0;
	if (c == '=' || c == '!') {
		*kind = c == '=' ? PATTERN_AHEAD : PATTERN_NOT_AHEAD;
		r->at++;
		return 0;
	}
	if (c == '>' || c == '*' || (c == '<' && (d == '=' || d == '!' || d == '*')))
		return refuse(r, from, c == '<' ? "a look-behind" : "an atomic group");
	if (c == '<' || c == '\'' || (c == 'P' && d == '<')) {
		r->at += c == 'P' ? 2 : 1;
		while (r->at < r->end && *r->at != (c == '\'' ? '\'' : '>'))
			r->at++;
		r->at++;
		return 0;
	}
	if (c == '(')
		return refuse(r, from, "a condition");
	if (c != 0 && strchr("PR&C+0123456789", c) != NULL)
		return refuse(r, from, "a reference or a recursion");
	if (c == '-' && d >= '0' && d <= '9')
		return refuse(r, from, "a recursion");
	if (read_options(r, inner) < 0)
		return -1;
	*body = r->at < r->end && *r->at == ':';
	r->at++;
	if (!*body)
		*options = *inner;
	return 0;
}

/* Reads a group, at its parenthesis. *node is -1 for one that only sets options. */
static int read_parenthesis(struct reader *r, unsigned *options, int *node)
{
	enum pattern_kind kind = PATTERN_EMPTY;
	unsigned inner = *options;
	bool body = true;

	*node = -1;
	if (next_is(r, "(*"))
		return refuse(r, r->at, "(*...)");
	r->at++;
	if (skip(r, "?") && read_group_head(r, options, &inner, &body, &kind) < 0)
		return -1;
	if (!body)
		return 0;
	*node = read_group(r, inner);
	if (*node < 0)
		return -1;
	r->at++; /* the closing parenthesis */
	if (kind != PATTERN_EMPTY)
		*node = add(r->p, (struct pattern_node){.kind = kind, .a = *node});
	return 0;
}

/* ---- Quantifiers ---- */

/* Reads {n}, {n,} or {n,m}. Returns 1, 0 if the brace is a letter, or -1 with *err. */
static int read_braces(struct reader *r, int *min, int *max)
{
	const char *close = memchr(r->at, '}', (size_t)(r->end - r->at)), *p = r->at + 1;
	bool blank = false;
	char *end;

	for (const char *c = p; close != NULL && c < close; c++) {
		if (*c != ' ' && *c != '\t' && *c != ',' && (*c < '0' || *c > '9'))
			return 0;
		blank |= *c == ' ' || *c == '\t' || *p == ',';
	}
	if (close == NULL || close == p)
		return 0;
	/* Newer versions of PCRE2 read these as quantifiers, older ones as letters. */
	if (blank)
		return errorf(
			r->err, EX_USAGE,
			"byte %td: write {0,n} for {,n}, without blanks; \\{ is the brace itself",
			r->at - r->text);
	*min = *max = (int)strtol(p, &end, 10);
	if (*end == ',')
		*max = end + 1 == close ? -1 : (int)strtol(end + 1, &end, 10);
	r->at = close + 1;
	return 1;
}

static int read_quantifier(struct reader *r, int *min, int *max)
{
	char c = r->at < r->end ? *r->at : 0;
	int found = c == '*' || c == '+' || c == '?';

	if (c == '{') {
		found = read_braces(r, min, max);
	} else if (found) {
		*min = c == '+';
		*max = c == '?' ? 1 : -1;
		r->at++;
	}
	if (found > 0 && next_is(r, "+"))
		return refuse(r, r->at, "a possessive quantifier");
	if (found > 0)
		skip(r, "?");
	return found;
}

static bool is_blank(const struct reader *r, size_t *n)
{
	static const char *const wide[] = {"\xc2\x85", "\xe2\x80\x8e", "\xe2\x80\x8f",
					   "\xe2\x80\xa8", "\xe2\x80\xa9"};

	*n = 1;
	if (*r->at != 0 && strchr(" \t\n\v\f\r", *r->at) != NULL)
		return true;
	for (size_t i = 0; r->v->unit == UNIT_CHAR && i < sizeof wide / sizeof *wide; i++)
		if (next_is(r, wide[i])) {
			*n = strlen(wide[i]);
			return true;
		}
	return false;
}

/* Passes over what stands for nothing: comments, and blanks under (?x). */
static void skip_nothing(struct reader *r, unsigned options)
{
	size_t n;

	while (r->at < r->end && !r->quoted) {
		if (next_is(r, "(?#")) {
			const char *close = memchr(r->at, ')', (size_t)(r->end - r->at));
			r->at = close != NULL ? close + 1 : r->end;
		} else if (next_is(r, "\\Q")) {
			r->quoted = true;
			r->at += 2;
		} else if (next_is(r, "\\E")) {
			r->at += 2;
		} else if ((options & REGEX_SPACED) && is_blank(r, &n)) {
			r->at += n;
		} else if ((options & REGEX_SPACED) && *r->at == '#') {
			const char *line = memchr(r->at, '\n', (size_t)(r->end - r->at));
			r->at = line != NULL ? line + 1 : r->end;
		} else {
			return;
		}
		if (r->quoted && skip(r, "\\E"))
			r->quoted = false;
	}
}

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
	return add(p, (struct pattern_node){.kind = PATTERN_REPEAT,
					    .a = node,
					    .min = min,
					    .max = max});
}

/* ---- Sequences ---- */

/* Reads one quoted symbol. */
static int read_quoted(struct reader *r, unsigned options)
{
	char quoted[16];
	size_t n = symbol_bytes(r);
	int bytes = snprintf(quoted, sizeof quoted, "\\Q%.*s\\E", (int)n, r->at);

	r->at += n;
	return leaf(r, quoted, (size_t)bytes, options);
}

/* Reads an item. *node is -1 if it stands for nothing. */
static int read_item(struct reader *r, unsigned *options, int *node)
{
	const char *from = r->at;

	if (r->quoted) {
		*node = read_quoted(r, *options);
	} else if (*r->at == '(') {
		return read_parenthesis(r, options, node);
	} else if (*r->at == '[') {
		*node = read_class(r, *options);
	} else if (*r->at == '\\') {
		*node = read_escape(r, *options);
	} else if (skip(r, "^")) {
		*node = condition(r, *options & REGEX_LINES ? PATTERN_LINE_START : PATTERN_START);
	} else if (skip(r, "$")) {
		*node = *options & REGEX_LINES ? condition(r, PATTERN_LINE_END) : last_line_end(r);
	} else {
		r->at += symbol_bytes(r);
		*node = leaf(r, from, (size_t)(r->at - from), *options);
	}
	if (r->quoted && skip(r, "\\E"))
		r->quoted = false;
	return *node < 0 ? -1 : 0;
}

static int read_quantified(struct reader *r, unsigned *options, int *node)
{
	int found, min = 1, max = 1;

	if (read_item(r, options, node) < 0)
		return -1;
	for (;;) {
		skip_nothing(r, *options);
		found = r->quoted || *node < 0 ? 0 : read_quantifier(r, &min, &max);
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
		return add(p, (struct pattern_node){.kind = PATTERN_EMPTY});
	all = node[n - 1];
	for (int i = n - 2; i >= 0; i--)
		all = add(p, (struct pattern_node){.kind = kind, .a = node[i], .b = all});
	return all;
}

static int push(int **list, int n, int node)
{
	*list = xrealloc(*list, (size_t)n + 1, sizeof **list);
	(*list)[n] = node;
	return n + 1;
}

static int read_sequence(struct reader *r, unsigned *options)
{
	int *item = NULL, n = 0, node = -1;

	for (;;) {
		skip_nothing(r, *options);
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
static int read_group(struct reader *r, unsigned options)
{
	int *item = NULL, n = 0, node;

	do {
		node = read_sequence(r, &options);
		if (node < 0) {
			free(item);
			return -1;
		}
		n = push(&item, n, node);
	} while (skip(r, "|"));
	node = join(r->p, PATTERN_OR, item, n);
	free(item);
	return node;
}

int pattern_init(struct pattern *p, const char *text, size_t n, const struct vocab *v,
		 struct rnn_error *err)
{
	struct reader r = {.p = p, .v = v, .text = text, .at = text, .end = text + n, .err = err};
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
