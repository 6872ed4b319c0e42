/*
 * speakers.c - see speakers.h.
 *
 * Two passes over the lines: the first counts the prefixes, in a table of bounded size, the second
 * counts for each pair of the most frequent ones how often a line of one follows one of the other.
 */
#include "text/speakers.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCK = 4096, SLOTS = 1 << 17, KINDS_MAX = 1 << 16, TOP = 64 };

struct prefix {
	uint16_t ids[SPEAKER_CHARS];
	int n;
	uint64_t count;
	int top; /* rank among the most frequent, or -1 */
};

struct search {
	const struct corpus *c;
	struct prefix *kind; /* (KINDS_MAX) */
	int kinds;
	int *slot;                /* (SLOTS) index of a kind + 1, by hash; 0: empty */
	int top[TOP], tops;       /* indices of the most frequent kinds */
	uint64_t turns[TOP][TOP]; /* [a][b]: a line of b follows a line of a */
	uint64_t begins[TOP];     /* talks that a line of the kind begins */
	int last;                 /* rank of the line before, -1: none or another */
	bool begun;               /* a line was seen since the last empty one */
};

/* ---- Prefixes ---- */

static bool is_mark(uint32_t c)
{
	return c == ':' || c == '\t' || c == '>';
}

/* Returns the text of a prefix: of symbols ids[0..n), n <= SPEAKER_CHARS; NULL if they are no text that
 * the description of a model can hold: a NUL, or bytes that are not UTF-8. */
static const char *prefix_text(const struct corpus *c, const uint16_t *ids, int n,
			       char out[SPEAKER_CHARS * 4 + 1])
{
	size_t bytes = 0;

	for (int i = 0; i < n; i++)
		bytes += (size_t)vocab_encode(&c->vocab, ids[i], out + bytes);
	out[bytes] = 0;
	return strlen(out) == bytes && utf8_valid(out) ? out : NULL;
}

/* Returns the length of the prefix of the line ids[0..n), or 0 if it has none. */
static int prefix_length(const struct corpus *c, const uint16_t *ids, size_t n)
{
	const uint32_t *symbol = c->vocab.symbol;
	size_t most = n < SPEAKER_CHARS ? n : SPEAKER_CHARS, i = 0;
	char text[SPEAKER_CHARS * 4 + 1];

	while (i < most && !is_mark(symbol[ids[i]]))
		i++;
	if (i == 0 || i == most)
		return 0;
	for (i++; i < most && (symbol[ids[i]] == ' ' || symbol[ids[i]] == '\t'); i++)
		;
	return prefix_text(c, ids, (int)i, text) != NULL ? (int)i : 0;
}

/* Returns the index of a prefix in the table, or -1. With `add`, adds one that is new, if there is
 * room. */
static int find(struct search *s, const uint16_t *ids, int n, bool add)
{
	uint64_t key = (uint64_t)n;

	for (int i = 0; i < n; i++)
		key = rng_bits(key, ids[i]);
	for (uint64_t at = key % SLOTS;; at = (at + 1) % SLOTS) {
		int k = s->slot[at] - 1;
		if (k < 0) {
			if (!add || s->kinds == KINDS_MAX)
				return -1;
			k = s->kinds++;
			s->slot[at] = s->kinds;
			s->kind[k].n = n;
			memcpy(s->kind[k].ids, ids, (size_t)n * sizeof *ids);
			return k;
		}
		if (s->kind[k].n == n && memcmp(s->kind[k].ids, ids, (size_t)n * sizeof *ids) == 0)
			return k;
	}
}

/* ---- Lines ---- */

/* Receives a line: its first symbols, up to SPEAKER_CHARS of them. */
typedef void line_function(struct search *s, const uint16_t *ids, size_t n);

static void count_line(struct search *s, const uint16_t *ids, size_t n)
{
	int length = prefix_length(s->c, ids, n);
	int k = length > 0 ? find(s, ids, length, true) : -1;

	if (k >= 0)
		s->kind[k].count++;
}

/* Returns whether a line is empty; one of a file from Windows ends in a carriage return. */
static bool is_empty(const struct search *s, const uint16_t *ids, size_t n)
{
	return n == 0 || (n == 1 && s->c->vocab.symbol[ids[0]] == '\r');
}

static void pair_line(struct search *s, const uint16_t *ids, size_t n)
{
	int length = prefix_length(s->c, ids, n);
	int k = length > 0 ? find(s, ids, length, false) : -1;
	int rank = k >= 0 ? s->kind[k].top : -1;

	if (is_empty(s, ids, n)) {
		s->begun = false;
		s->last = -1;
		return;
	}
	if (length == 0)
		return;
	if (rank >= 0 && !s->begun)
		s->begins[rank]++;
	if (rank >= 0 && s->last >= 0 && rank != s->last)
		s->turns[s->last][rank]++;
	s->begun = true;
	s->last = rank;
}

static void each_line(struct search *s, line_function *call)
{
	uint16_t block[BLOCK], line[SPEAKER_CHARS];
	int newline = vocab_id(&s->c->vocab, '\n');
	size_t n = 0;

	for (size_t at = 0; at < s->c->n; at += BLOCK) {
		size_t part = s->c->n - at < BLOCK ? s->c->n - at : BLOCK;
		corpus_copy(s->c, at, part, block);
		for (size_t i = 0; i < part; i++) {
			if (block[i] == newline) {
				call(s, line, n);
				n = 0;
			} else if (n < SPEAKER_CHARS) {
				line[n++] = block[i];
			}
		}
	}
	call(s, line, n);
}

/* ---- The pair ---- */

/* Ranks the most frequent prefixes; of equal ones, the one that came first. */
static void choose_top(struct search *s)
{
	for (int k = 0; k < s->kinds; k++) {
		int at = s->tops;
		s->kind[k].top = -1;
		while (at > 0 && s->kind[s->top[at - 1]].count < s->kind[k].count)
			at--;
		if (at == TOP)
			continue;
		s->tops += s->tops < TOP;
		memmove(s->top + at + 1, s->top + at, (size_t)(s->tops - at - 1) * sizeof *s->top);
		s->top[at] = k;
	}
	for (int i = 0; i < s->tops; i++)
		s->kind[s->top[i]].top = i;
}

static char *ranked_text(const struct search *s, int rank)
{
	const struct prefix *p = &s->kind[s->top[rank]];
	char text[SPEAKER_CHARS * 4 + 1];

	return xstrdup(prefix_text(s->c, p->ids, p->n, text));
}

static bool best_pair(const struct search *s, struct speaker_pair *out)
{
	enum { TURNS_LEAST = 2 };
	int a = -1, b = -1;

	*out = (struct speaker_pair){.turns = TURNS_LEAST - 1};
	for (int i = 0; i < s->tops; i++)
		for (int k = i + 1; k < s->tops; k++)
			if (s->turns[i][k] + s->turns[k][i] > out->turns) {
				out->turns = s->turns[i][k] + s->turns[k][i];
				a = i;
				b = k;
			}
	if (a < 0)
		return false;
	bool swap = s->begins[b] > s->begins[a];
	out->first = ranked_text(s, swap ? b : a);
	out->second = ranked_text(s, swap ? a : b);
	return true;
}

bool speakers_find(const struct corpus *c, struct speaker_pair *out)
{
	struct search *s = xcalloc(1, sizeof *s);
	bool found;

	s->c = c;
	s->kind = xcalloc(KINDS_MAX, sizeof *s->kind);
	s->slot = xcalloc(SLOTS, sizeof *s->slot);
	s->last = -1;
	each_line(s, count_line);
	choose_top(s);
	each_line(s, pair_line);
	found = best_pair(s, out);
	free(s->kind);
	free(s->slot);
	free(s);
	return found;
}

void speakers_pair_free(struct speaker_pair *p)
{
	free(p->first);
	free(p->second);
	*p = (struct speaker_pair){0};
}
