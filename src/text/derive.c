/* derive.c - see derive.h. */
#include "text/derive.h"

#include <stdlib.h>
#include <string.h>

enum {
	WORK_MAX = 5 * 1000 * 1000,
	POOL_MAX = 8 * 1000 * 1000, /* numbers in all tuples */
	DEPTH_MAX = 20000
};

/* Formulas: the first number of a tuple says which. */
enum { IS_FALSE, IS_TRUE, IS_REST, IS_NOT, IS_AND, IS_OR };

/*
 * Rests: {} is the end of the text. {REST_ANY} is any text: nothing else is demanded of what follows a
 * look-ahead's end. {REST_LOOP, rest} ends one turn of a loop whose body may be empty: it leads nowhere
 * before a symbol was read, because a turn that reads nothing adds nothing; after a symbol it is
 * `rest`. {node, min, max, rest} is a node, with the turns that are left if it is a repetition.
 */
enum { REST_END, REST_ANY };
enum { NODE_ANY = -1, NODE_LOOP = -2 };

void derive_init(struct deriver *d, const struct pattern *p, const int *sample, int classes,
		 int newline)
{
	const int is_false[] = {IS_FALSE}, is_true[] = {IS_TRUE}, any[] = {NODE_ANY};

	*d = (struct deriver){.p = p, .sample = sample, .classes = classes, .newline = newline};
	tuples_init(&d->rest);
	tuples_init(&d->formula);
	tuples_put(&d->rest, any, 0);
	tuples_put(&d->rest, any, 1);
	tuples_put(&d->formula, is_false, 1);
	tuples_put(&d->formula, is_true, 1);
}

void derive_free(struct deriver *d)
{
	tuples_free(&d->rest);
	tuples_free(&d->formula);
	free(d->known);
	free(d->after);
}

/* ---- Formulas ---- */

static int formula_rest(struct deriver *d, int rest)
{
	const int x[] = {IS_REST, rest};

	return rest == REST_ANY ? FORMULA_TRUE : tuples_put(&d->formula, x, 2);
}

static int formula_not(struct deriver *d, int f)
{
	const int *x, y[] = {IS_NOT, f};

	tuples_get(&d->formula, f, &x);
	if (x[0] == IS_FALSE || x[0] == IS_TRUE)
		return x[0] == IS_FALSE ? FORMULA_TRUE : FORMULA_FALSE;
	return x[0] == IS_NOT ? x[1] : tuples_put(&d->formula, y, 2);
}

/* Appends the parts of f to x[0..n), in ascending order, each once: those of a conjunction or
 * disjunction of the kind, or f itself. */
static int merge_parts(const struct deriver *d, int kind, int f, int *x, int n)
{
	const int *y, one[] = {kind, f};
	int count = tuples_get(&d->formula, f, &y);

	if (y[0] != kind) {
		y = one;
		count = 2;
	}
	for (int i = 1; i < count; i++) {
		int at = n;
		while (at > 0 && x[at - 1] > y[i])
			at--;
		if (at > 0 && x[at - 1] == y[i])
			continue;
		memmove(x + at + 1, x + at, (size_t)(n - at) * sizeof *x);
		x[at] = y[i];
		n++;
	}
	return n;
}

/* Returns f AND g, or f OR g. */
static int formula_join(struct deriver *d, int kind, int f, int g)
{
	int neutral = kind == IS_AND ? FORMULA_TRUE : FORMULA_FALSE;
	int strong = kind == IS_AND ? FORMULA_FALSE : FORMULA_TRUE, n, *parts;
	const int *x;

	if (f == strong || g == strong)
		return strong;
	if (f == neutral || f == g)
		return g;
	if (g == neutral)
		return f;
	n = tuples_get(&d->formula, f, &x) + tuples_get(&d->formula, g, &x);
	d->work += n;
	parts = xcalloc((size_t)n + 2, sizeof *parts);
	n = merge_parts(d, kind, f, parts + 1, 0);
	n = merge_parts(d, kind, g, parts + 1, n);
	parts[0] = kind;
	f = tuples_put(&d->formula, parts, n + 1);
	free(parts);
	return f;
}

/* ---- Rests ---- */

static int rest_node(struct deriver *d, int node, int min, int max, int rest)
{
	const int x[] = {node, min, max, rest};

	return tuples_put(&d->rest, x, 4);
}

static int rest_then(struct deriver *d, int node, int rest)
{
	const struct pattern_node *x = &d->p->node[node];

	return rest_node(d, node, x->min, x->max, rest);
}

/* Returns the rest after a symbol was read: no turn of a loop is empty any more. */
static int rest_read(struct deriver *d, int rest)
{
	const int *x;
	int n = tuples_get(&d->rest, rest, &x);

	d->work++;
	if (n == 2)
		return rest_read(d, x[1]);
	if (n < 4)
		return rest;
	int node = x[0], min = x[1], max = x[2], next = x[3], read = rest_read(d, next);
	return read == next ? rest : rest_node(d, node, min, max, read);
}

/* ---- Derivatives ---- */

static int rest_step(struct deriver *d, int rest, int class, enum before before);

static bool in_set(const struct deriver *d, int set, int class)
{
	return class < d->classes && d->p->set[set][d->sample[class]];
}

static bool is_newline(const struct deriver *d, int class)
{
	return class < d->classes && d->sample[class] == d->newline;
}

static bool holds(const struct deriver *d, enum pattern_kind kind, int class, enum before before)
{
	switch (kind) {
	case PATTERN_START:
		return before == BEFORE_ALL;
	case PATTERN_LINE_START:
		/* PCRE2: not after a newline that ends the text */
		return before == BEFORE_ALL || (before == BEFORE_NEWLINE && class < d->classes);
	case PATTERN_END:
		return class == d->classes;
	case PATTERN_LINE_END:
		return class == d->classes || is_newline(d, class);
	default: {
		bool edge = (before == BEFORE_WORD) != in_set(d, d->p->words, class);
		return edge == (kind == PATTERN_WORD_EDGE);
	}
	}
}

static int node_step(struct deriver *d, int node, int min, int max, int rest, int class,
		     enum before before);

static int step_then(struct deriver *d, int node, int rest, int class, enum before before)
{
	const struct pattern_node *x = &d->p->node[node];

	return node_step(d, node, x->min, x->max, rest, class, before);
}

static int repeat_step(struct deriver *d, int node, int min, int max, int rest, int class,
		       enum before before)
{
	int body = d->p->node[node].a, turn, f;

	if (max == 0)
		return rest_step(d, rest, class, before);
	turn = rest_node(d, node, min > 0 ? min - 1 : 0, max > 0 ? max - 1 : -1, rest);
	if (min == 0 && d->p->node[body].empty) {
		const int loop[] = {NODE_LOOP, turn};
		turn = tuples_put(&d->rest, loop, 2);
	}
	f = step_then(d, body, turn, class, before);
	return min > 0 ? f : formula_join(d, IS_OR, f, rest_step(d, rest, class, before));
}

static int ahead_step(struct deriver *d, const struct pattern_node *x, int rest, int class,
		      enum before before)
{
	int f = step_then(d, x->a, REST_ANY, class, before);

	if (x->kind == PATTERN_NOT_AHEAD)
		f = formula_not(d, f);
	return f == FORMULA_FALSE ? f
				  : formula_join(d, IS_AND, f, rest_step(d, rest, class, before));
}

/* The derivative of a node that is followed by `rest`. */
static int node_step(struct deriver *d, int node, int min, int max, int rest, int class,
		     enum before before)
{
	const struct pattern_node *x = &d->p->node[node];
	int f = FORMULA_FALSE;

	if (d->failed || ++d->work > WORK_MAX || d->depth > DEPTH_MAX ||
	    d->rest.used + d->formula.used > POOL_MAX) {
		d->failed = true;
		return f;
	}
	d->depth++;
	switch (x->kind) {
	case PATTERN_EMPTY:
		f = rest_step(d, rest, class, before);
		break;
	case PATTERN_SET:
		if (in_set(d, x->a, class))
			f = formula_rest(d, rest_read(d, rest));
		break;
	case PATTERN_THEN:
		f = step_then(d, x->a, rest_then(d, x->b, rest), class, before);
		break;
	case PATTERN_OR:
		for (; x->kind == PATTERN_OR; x = &d->p->node[node = x->b])
			f = formula_join(d, IS_OR, f, step_then(d, x->a, rest, class, before));
		f = formula_join(d, IS_OR, f, step_then(d, node, rest, class, before));
		break;
	case PATTERN_REPEAT:
		f = repeat_step(d, node, min, max, rest, class, before);
		break;
	case PATTERN_AHEAD:
	case PATTERN_NOT_AHEAD:
		f = ahead_step(d, x, rest, class, before);
		break;
	default:
		if (holds(d, x->kind, class, before))
			f = rest_step(d, rest, class, before);
	}
	d->depth--;
	return f;
}

/* The place in d->known of a rest's derivative. */
static size_t known_at(struct deriver *d, int rest, int class, enum before before)
{
	size_t row = (size_t)(d->classes + 1) * BEFORES, need = ((size_t)rest + 1) * row;

	if (need > d->knowns) {
		size_t room = 2 * need;
		d->known = xrealloc(d->known, room, sizeof *d->known);
		memset(d->known + d->knowns, 0, (room - d->knowns) * sizeof *d->known);
		d->knowns = room;
	}
	return (size_t)rest * row + (size_t) class * BEFORES + before;
}

static int rest_step(struct deriver *d, int rest, int class, enum before before)
{
	const int *x;
	int n = tuples_get(&d->rest, rest, &x);

	if (n == 0)
		return class == d->classes ? FORMULA_TRUE : FORMULA_FALSE;
	if (n < 4)
		return x[0] == NODE_ANY ? FORMULA_TRUE : FORMULA_FALSE;
	if (!d->p->looks_back)
		before = BEFORE_OTHER;
	size_t at = known_at(d, rest, class, before);
	if (d->known[at] == 0) {
		int f = node_step(d, x[0], x[1], x[2], x[3], class, before);
		d->known[known_at(d, rest, class, before)] = f + 1;
		return f;
	}
	return d->known[at] - 1;
}

int derive_start(struct deriver *d)
{
	return formula_rest(d, rest_then(d, d->p->top, REST_END));
}

/* Returns where the result for a formula in this step is kept. */
static int *after_at(struct deriver *d, int formula)
{
	if ((size_t)formula >= d->afters) {
		size_t room = 2 * ((size_t)formula + 1);
		d->after = xrealloc(d->after, 2 * room, sizeof *d->after);
		memset(d->after + 2 * d->afters, 0, 2 * (room - d->afters) * sizeof *d->after);
		d->afters = room;
	}
	return d->after + 2 * (size_t)formula;
}

static int formula_step(struct deriver *d, int formula, int class, enum before before);

static int parts_step(struct deriver *d, int formula, int class, enum before before)
{
	const int *x;
	int n = tuples_get(&d->formula, formula, &x), kind = x[0];
	int f = formula_step(d, x[1], class, before);

	if (kind == IS_NOT)
		return formula_not(d, f);
	for (int i = 2; i < n && !d->failed; i++) {
		tuples_get(&d->formula, formula, &x);
		f = formula_join(d, kind, f, formula_step(d, x[i], class, before));
	}
	return f;
}

static int formula_step(struct deriver *d, int formula, int class, enum before before)
{
	const int *x;
	int f;

	tuples_get(&d->formula, formula, &x);
	if (x[0] == IS_FALSE || x[0] == IS_TRUE)
		return formula;
	if (x[0] == IS_REST)
		return rest_step(d, x[1], class, before);
	if (after_at(d, formula)[0] == d->step)
		return after_at(d, formula)[1];
	d->failed |= ++d->work > WORK_MAX || d->depth > DEPTH_MAX;
	if (d->failed)
		return FORMULA_FALSE;
	d->depth++;
	f = parts_step(d, formula, class, before);
	d->depth--;
	after_at(d, formula)[0] = d->step;
	after_at(d, formula)[1] = f;
	return f;
}

int derive_step(struct deriver *d, int formula, int class, enum before before)
{
	d->step++;
	return formula_step(d, formula, class, before);
}
