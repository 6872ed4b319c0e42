/* eval_ranks.c - see eval_ranks.h. */
#include "cmd/eval_ranks.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/eval_load.h"
#include "cmd/eval_scorers.h"
#include "cmd/ranks.h"
#include "core/peers.h"
#include "core/tree.h"
#include "host/say.h"

static int rank_of(const struct eval_ranks *r)
{
	return peers_rank(r->peers);
}

static _Noreturn void give_up(void *ctx, const char *text)
{
	say(false, "%s: the scoring ends", text);
	peers_abort(ctx, EX_OSERR);
}

/* ---- Dealing ---- */

struct sized {
	uint64_t bytes;
	int number;
};

static int compare_sizes(const void *a, const void *b)
{
	const struct sized *x = a, *y = b;

	if (x->bytes != y->bytes)
		return x->bytes < y->bytes ? 1 : -1;
	return x->number - y->number;
}

/* Deals the files, the largest first, each to the rank that has the fewest bytes so far. What is not
 * a regular file can only be read once: it is left to rank 0. */
static void deal(struct eval_ranks *r)
{
	int size = peers_size(r->peers), n = r->file->n;
	struct sized *s = xcalloc((size_t)n, sizeof *s);
	uint64_t *load = xcalloc((size_t)size, sizeof *load);
	struct rnn_error ignored;

	for (int i = 0; i < n; i++) {
		s[i].number = i;
		if (input_check(r->file->item[i], &s[i].bytes, &ignored) < 0)
			s[i].bytes = 0;
	}
	qsort(s, (size_t)n, sizeof *s, compare_sizes);
	for (int i = 0; i < n && s[i].bytes > 0; i++) {
		int least = 0;
		for (int k = 1; k < size; k++)
			least = load[k] < load[least] ? k : least;
		r->owner[s[i].number] = least;
		load[least] += s[i].bytes;
	}
	free(load);
	free(s);
}

/* Chooses how the work is shared. */
static void plan(struct eval_ranks *r, const struct eval_args *o)
{
	uint64_t bytes = 0;
	struct rnn_error ignored;

	if (o->by_line || o->baselines || o->novelty != NULL || o->fit_mix != NULL ||
	    o->likely > 0 || mix_args_several(&o->mix) || input_is_standard(o->prime_file))
		return;
	if (r->file->n > 1)
		r->how = RANKS_FILES;
	else if (r->file->n == 1 && o->batch > 1 && !input_is_standard(r->file->item[0]) &&
		 input_check(r->file->item[0], &bytes, &ignored) == 0 && bytes > 0)
		r->how = RANKS_PARTS;
}

/* Passes the plan of rank 0 to the others. */
static void spread_plan(struct eval_ranks *r)
{
	int32_t plan[] = {(int32_t)r->how, r->file->n};

	peers_spread(r->peers, plan, sizeof plan);
	r->how = (enum ranks_how)plan[0];
	r->differ = plan[1] != r->file->n;
	r->owner = xrealloc(r->owner, (size_t)plan[1] + 1, sizeof *r->owner);
	peers_spread(r->peers, r->owner, (size_t)plan[1] * sizeof *r->owner);
}

int eval_ranks_open(struct eval_ranks *r, struct options *line, struct rnn_error *err)
{
	struct eval_args *o = line->values;

	*r = (struct eval_ranks){.file = &line->operand};
	if (ranks_connect(&r->peers, &o->general, give_up, err) < 0)
		return -1;
	if (r->peers == NULL)
		return 0;
	r->owner = xcalloc((size_t)r->file->n + 1, sizeof *r->owner);
	r->result = xcalloc((size_t)r->file->n + 1, sizeof *r->result);
	if (rank_of(r) == 0) {
		plan(r, o);
		if (r->how == RANKS_FILES)
			deal(r);
		else if (r->how == RANKS_ALONE)
			say(o->general.quiet,
			    "note: rank 0 scores this alone; only several files, or the parts of one "
			    "(--batch), are shared, see rnn help eval");
	}
	spread_plan(r);
	o->general.quiet |= rank_of(r) > 0;
	return 0;
}

int eval_ranks_close(struct eval_ranks *r, int rc, struct rnn_error *err)
{
	bool first = rank_of(r) == 0;

	if (r->peers == NULL)
		return rc;
	if (rc < 0 && !r->agreed)
		rc = eval_ranks_agree(r, rc, 0, "", err);
	else if (rc < 0 && first && r->sharing && !r->complete) {
		say(false, "%s", err->text); /* the others wait for rank 0 */
		peers_abort(r->peers, err->status);
	}
	for (int i = 0; i < r->file->n; i++) {
		free(r->result[i].nll);
		free(r->result[i].adapted);
	}
	free(r->result);
	free(r->owner);
	ranks_disconnect(r->peers);
	return first ? rc : 0;
}

void eval_ranks_share(const struct eval_ranks *r, struct eval_options *how)
{
	int size = peers_size(r->peers), rank = rank_of(r), batch = how->batch;

	if (r->how != RANKS_PARTS)
		return;
	how->whole = batch;
	how->first = tree_share(batch, size, rank);
	how->batch = tree_share(batch, size, rank + 1) - how->first;
}

bool eval_ranks_silent(const struct eval_ranks *r)
{
	return rank_of(r) > 0;
}

bool eval_ranks_idle(const struct eval_ranks *r)
{
	return eval_ranks_silent(r) && r->how == RANKS_ALONE;
}

const struct strings *eval_ranks_files(const struct eval_ranks *r, const struct strings *file)
{
	static const struct strings none;

	return eval_ranks_silent(r) && r->how != RANKS_PARTS ? &none : file;
}

/* ---- Agreement ---- */

/* What a process tells the others. */
struct word {
	struct rnn_error error;
	int32_t failed;
	uint64_t sum;
};

int eval_ranks_agree(struct eval_ranks *r, int rc, uint64_t sum, const char *what,
		     struct rnn_error *err)
{
	int size = peers_size(r->peers), status = 0;

	if (r->peers == NULL)
		return rc;
	struct word *word = xcalloc((size_t)size, sizeof *word), *own = &word[rank_of(r)];
	size_t *at = xcalloc((size_t)size + 1, sizeof *at);
	for (int i = 0; i <= size; i++)
		at[i] = (size_t)i * sizeof *word;
	if (rc == 0 && r->differ)
		rc = errorf(err, EX_USAGE, "the processes were started with different arguments");
	own->failed = rc < 0;
	own->sum = sum;
	if (rc < 0)
		own->error = *err;
	peers_collect(r->peers, word, at, true);
	r->agreed = true;
	for (int i = 0; i < size && status == 0; i++) {
		const char *host = peers_at(r->peers, i)->host;
		if (word[i].failed && i == 0)
			*err = word[i].error;
		else if (word[i].failed)
			errorf(err, word[i].error.status, "rank %d on %s: %s", i, host,
			       word[i].error.text);
		else if (word[i].sum != word[0].sum)
			errorf(err, EX_DATAERR, "rank %d on %s has another %s than rank 0", i, host,
			       what);
		else
			continue;
		status = -1;
	}
	r->sharing = status == 0 && r->how == RANKS_FILES;
	free(at);
	free(word);
	return status;
}

/* Returns a checksum (FNV-1a) of the symbols. */
static uint64_t checksum(const struct scored_text *t)
{
	uint64_t sum = 0xcbf29ce484222325;

	for (size_t i = 0; i < t->n; i++)
		sum = (sum ^ t->ids[i]) * 0x100000001b3;
	return sum;
}

int eval_ranks_same_text(struct eval_ranks *r, int rc, const struct scored_text *t,
			 struct rnn_error *err)
{
	if (r->how != RANKS_PARTS)
		return rc;
	return eval_ranks_agree(r, rc, rc == 0 ? checksum(t) : 0, "text", err);
}

/* ---- Files ---- */

/* Moves the scores of a text to its result. */
static void keep(struct scoring *e, struct scored_text *t)
{
	struct ranks_result *k = &e->ranks->result[t->number];

	*k = (struct ranks_result){.known = true, .n = t->n, .sum = checksum(t)};
	k->score[RANKS_PLAIN] = e->plain.score;
	k->score[RANKS_F32] = e->f32.score;
	k->score[RANKS_ADAPTED] = e->adapted.score;
	k->nll = t->nll;
	k->adapted = t->adapted;
	t->nll = t->adapted = NULL;
}

void eval_ranks_score_own(struct scoring *e)
{
	const struct eval_ranks *r = e->ranks;
	struct rnn_error err;

	for (int i = 0; r->how == RANKS_FILES && i < r->file->n; i++) {
		const char *file = r->file->item[i];
		uint64_t bytes;
		if (r->owner[i] != rank_of(r) || input_is_standard(file) ||
		    input_check(file, &bytes, &err) < 0 || bytes == 0)
			continue;
		struct scored_text t = {.file = file, .name = file, .number = i};
		if (eval_texts_read_other(&e->texts, file, &t.text, &t.bytes, &err) == 0 &&
		    eval_load_symbols(e, &t, &err) == 0 && scorers_score(e, &t, &err) == 0)
			keep(e, &t);
		eval_load_free(&t);
	}
	scorers_forget(e);
}

/* Passes the result of file number i from its owner to rank 0. */
static void hand(struct eval_ranks *r, int i)
{
	struct ranks_result *k = &r->result[i];
	size_t bytes;

	peers_hand(r->peers, r->owner[i], k, sizeof *k);
	bytes = k->n * sizeof *k->nll;
	/* the pointers that arrive only tell whether there is something at the other end */
	if (rank_of(r) == 0) {
		k->nll = k->nll != NULL ? xcalloc(k->n, sizeof *k->nll) : NULL;
		k->adapted = k->adapted != NULL ? xcalloc(k->n, sizeof *k->adapted) : NULL;
	}
	if (k->nll != NULL)
		peers_hand(r->peers, r->owner[i], k->nll, bytes);
	if (k->adapted != NULL)
		peers_hand(r->peers, r->owner[i], k->adapted, bytes);
}

void eval_ranks_receive(struct scoring *e, int i)
{
	struct eval_ranks *r = e->ranks;

	r->given = NULL;
	if (r->how == RANKS_FILES && rank_of(r) == 0 && r->owner[i] > 0)
		hand(r, i);
}

void eval_ranks_hand_over(struct eval_ranks *r)
{
	for (int i = 0; r->how == RANKS_FILES && rank_of(r) > 0 && i < r->file->n; i++)
		if (r->owner[i] == rank_of(r))
			hand(r, i);
	r->complete = true;
}

void eval_ranks_choose(struct scoring *e, const struct scored_text *t)
{
	struct eval_ranks *r = e->ranks;
	struct ranks_result *k = r->how == RANKS_FILES ? &r->result[t->number] : NULL;

	if (k == NULL || !k->known || k->n != t->n || k->sum != checksum(t))
		return;
	r->given = k;
	if (t->nll != NULL && k->nll != NULL)
		memcpy(t->nll, k->nll, t->n * sizeof *t->nll);
	if (t->adapted != NULL && k->adapted != NULL)
		memcpy(t->adapted, k->adapted, t->n * sizeof *t->adapted);
	free(k->nll);
	free(k->adapted);
	k->nll = k->adapted = NULL;
}

bool eval_ranks_given(const struct eval_ranks *r, enum ranks_scorer k, struct score *s)
{
	if (r->given == NULL)
		return false;
	*s = r->given->score[k];
	return true;
}

/* ---- Parts ---- */

/* Scores the parts of this process, and adds up those of all in rank 0. */
static void run_parts(struct eval_ranks *r, struct evaluator *evaluator,
		      const struct scored_text *t, struct score *s)
{
	int size = peers_size(r->peers), batch = evaluator_parts(evaluator);
	float *nll = xcalloc(t->n + 1, sizeof *nll);
	struct score own = {0};

	if (tree_share(batch, size, rank_of(r)) < tree_share(batch, size, rank_of(r) + 1))
		evaluator_run(evaluator, t->ids, t->n, nll, &own);
	for (int k = 1; k < size; k++) {
		size_t from = evaluator_part(evaluator, t->n, tree_share(batch, size, k));
		size_t to = evaluator_part(evaluator, t->n, tree_share(batch, size, k + 1));
		peers_hand(r->peers, k, nll + from, (to - from) * sizeof *nll);
	}
	if (rank_of(r) == 0)
		evaluator_add(evaluator, t->n, nll, s);
	else
		s->scored = t->n > 0 ? t->n - 1 : 0; /* it is not printed */
	if (t->nll != NULL)
		memcpy(t->nll, nll, t->n * sizeof *nll);
	free(nll);
}

void eval_ranks_run(struct eval_ranks *r, enum ranks_scorer k, struct evaluator *evaluator,
		    const struct scored_text *t, struct score *s)
{
	float *nll = k == RANKS_PLAIN ? t->nll : NULL;

	if (r->how == RANKS_PARTS)
		run_parts(r, evaluator, &(struct scored_text){.ids = t->ids, .n = t->n, .nll = nll},
			  s);
	else if (!eval_ranks_given(r, k, s))
		evaluator_run_from(evaluator, t->ids, t->n, t->first, nll, s);
}
