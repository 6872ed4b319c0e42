/* mix_lines.c - see mix_lines.h. */
#include "run/mix_lines.h"

#include <stdlib.h>

#include "run/mix_impl.h"

struct mix_lines {
	struct mix *primed, *reader;
};

struct mix_lines *mix_lines_new(struct mix *x)
{
	struct mix_lines *l = xcalloc(1, sizeof *l);
	struct mix_weights w = {.form = x->form, .n = x->members};
	struct member *member[MIX_MOST];

	for (int k = 0; k < x->members; k++) {
		w.w[k] = x->w[k];
		member[k] = member_twin(x->member[k], MEMBER_STEPS);
	}
	l->primed = x;
	l->reader = mix_new(member, x->members, x->V, &w);
	return l;
}

void mix_lines_free(struct mix_lines *l)
{
	if (l == NULL)
		return;
	mix_free(l->reader);
	mix_free(l->primed);
	free(l);
}

static void score_line(struct mix_lines *l, struct line *line)
{
	struct mix *x = l->reader;
	size_t n = line->n;

	line->score.chars += n;
	for (int k = 0; k < x->members; k++)
		member_copy(x->member[k], l->primed->member[k]);
	if (n > 0)
		score_add(&line->score, -(double)mix_row(x, -1)[line->ids[0]]);
	for (size_t at = 0; at + 1 < n; at += MEMBER_STEPS) {
		size_t left = n - 1 - at;
		int t = left < MEMBER_STEPS ? (int)left : MEMBER_STEPS;
		mix_read(x, line->ids + at, t);
		for (int i = 0; i < t; i++)
			score_add(&line->score,
				  -(double)mix_row(x, i)[line->ids[at + (size_t)i + 1]]);
	}
}

void mix_lines_score(struct mix_lines *l, struct line *line, size_t n)
{
	for (size_t i = 0; i < n; i++)
		score_line(l, &line[i]);
}
