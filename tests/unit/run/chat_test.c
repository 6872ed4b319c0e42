/*
 * chat_test.c - talks with tiny models: the scores against a plain reading of the whole talk, the
 * choice, answers that go on from any turn, lengths.
 */
#include <math.h>

#include "check.h"
#include "run/chat.h"
#include "run/predict.h"
#include "tiny_model.h"

enum { V = 7, NEWLINE = 0, BLANK = 1, COLON = 2, TURNS = 8, ANSWERS = 5, TEXT_MAX = 4096 };
static const uint32_t symbol[V] = {'\n', ' ', ':', 'A', 'B', 'a', 'b'};
static const uint16_t start[] = {NEWLINE}, user[] = {3, COLON}, model[] = {4, COLON, BLANK};

/* A model whose predictions depend on the text, and its options. */
struct lab {
	struct model m;
	struct vocab v;
	struct chat_options o;
};

static void lab_init(struct lab *l, const char *cell, enum format format)
{
	const struct engine *e = engine_pick(NULL, false, format, NULL);

	tiny_model(&l->m, &(struct config){cell_find(cell), V, 2, 12, 0},
		   e != NULL ? e : test_engine(NULL, false));
	l->m.format = e != NULL ? format : FORMAT_F32;
	for (size_t i = 0; i < l->m.n; i++)
		l->m.w[i] *= 3;
	assert_int_equal(vocab_init(&l->v, UNIT_CHAR, symbol, V, NULL), 0);
	l->o = (struct chat_options){
		.vocab = &l->v,
		.start = {start, 1},
		.user = {user, 2},
		.model = {model, 3},
		.answers = ANSWERS,
		.length = 30,
		.relevance = 0.5,
		.rule = filter_neutral(),
		.seed = 3,
		.threads = 1,
		.weight = 0.3,
	};
}

static void lab_free(struct lab *l)
{
	vocab_free(&l->v);
	model_free(&l->m);
}

/* A text that is read from its start. */
struct text {
	uint16_t ids[TEXT_MAX];
	size_t n;
};

static void append(struct text *t, const uint16_t *ids, size_t n)
{
	assert_true(t->n + n <= TEXT_MAX);
	memcpy(t->ids + t->n, ids, n * sizeof *ids);
	t->n += n;
}

/* Returns where a talk stands; the caller passes it to free_where. */
static struct talk where_is(struct chat *c)
{
	struct talk t = {.n = chat_state_size(c), .symbols = V};

	t.state = xcalloc(t.n, sizeof *t.state);
	t.learned = xcalloc(1, sizeof *t.learned);
	chat_get(c, &t);
	return t;
}

static void free_where(struct talk *t)
{
	free(t->state);
	free(t->learned);
}

/* Returns log p of a symbol of an answer after those in `read`, where `cache` has what the talk has
 * learned; NULL: nothing. */
static double plain_logp(const float *logp, struct cache *cache, struct cache_context *read, int id)
{
	const float *cached = cache != NULL ? cache_row(cache, read, logp) : logp;
	double sum = 0;

	for (int v = 0; v < V; v++)
		sum += exp(((double)logp[v] + (double)cached[v]) / 2);
	cache_context_add(read, (uint16_t)id);
	return ((double)logp[id] + (double)cached[id]) / 2 - log(sum);
}

/* Returns -log p of an answer, with its newline if it ended, after a text. */
static double plain_nats(struct predictor *p, const struct text *t, struct cache *cache,
			 const struct chat_answer *a)
{
	struct cache_context read;
	double sum = 0;

	cache_context_start(&read, NEWLINE);

	predict_reset(p);
	predict_feed(p, t->ids, t->n);
	for (size_t i = 0; i < a->n + a->ended; i++) {
		uint16_t id = i < a->n ? a->ids[i] : NEWLINE;
		sum -= plain_logp(predict_next(p, 0), cache, &read, id);
		predict_feed(p, &id, 1);
	}
	return sum;
}

/* Line `turn` of the user; every fourth is empty. */
static size_t say_line(int turn, uint16_t line[8])
{
	size_t n = turn % 4 == 3 ? 0 : 1 + (size_t)turn % 5;

	for (size_t i = 0; i < n; i++)
		line[i] = (uint16_t)(5 + ((size_t)turn + i * i) % 2);
	return n;
}

static void check_answer(const struct chat_answer *a, const struct lab *l)
{
	assert_true(a->n >= 1 && a->n <= (size_t)l->o.length);
	assert_true(a->ended || a->n == (size_t)l->o.length);
	for (size_t i = 0; i < a->n; i++)
		assert_int_not_equal(a->ids[i], NEWLINE);
	assert_true(a->ids[0] != BLANK || (a->n > 1 && a->ids[1] != BLANK));
}

/* The scores are those of the formula, computed from the whole text of the talk. */
static void scores_are_right(struct lab *l)
{
	struct chat *c = chat_new(&l->m, &l->o);
	struct predictor *p = predict_new(&l->m, &(struct predict_options){1, 8, .threads = 1});
	struct text talk = {0}, nothing = {0};
	bool differ = false;
	struct cache *cache = l->o.adapt ? cache_new(V, 0.3) : NULL;

	append(&talk, start, 1);
	append(&nothing, start, 1);
	append(&nothing, model, 3);
	for (int turn = 0; turn < TURNS; turn++) {
		uint16_t line[8], newline = NEWLINE;
		size_t n = say_line(turn, line);
		int best;
		const struct chat_answer *a = chat_say(c, line, n, &best);
		if (n > 0) {
			append(&talk, user, 2);
			append(&talk, line, n);
			append(&talk, &newline, 1);
		}
		append(&talk, model, 3);
		struct talk where = where_is(c);
		assert_true(where.adapts == l->o.adapt);
		if (where.adapts)
			cache->memory = *where.learned;
		for (int k = 0; k < ANSWERS; k++) {
			double nats = plain_nats(p, &talk, cache, &a[k]);
			double alone = plain_nats(p, &nothing, NULL, &a[k]);
			double count = (double)(a[k].n + a[k].ended);
			check_answer(&a[k], l);
			check_near(a[k].nats, nats, 1e-3, "turn %d, answer %d", turn, k);
			check_near(a[k].alone, alone, 1e-3, "turn %d, answer %d alone", turn, k);
			check_near(a[k].score, (0.5 * alone - nats) / count, 1e-3, "score");
			check_that(a[k].ended <= a[best].ended, "answer %d ended, %d not", k, best);
			check_that(a[k].ended < a[best].ended || a[k].score <= a[best].score,
				   "answer %d is better than %d", k, best);
			differ |= a[k].n != a[0].n;
		}
		append(&talk, a[best].ids, a[best].n);
		append(&talk, &newline, 1);
		free_where(&where);
	}
	assert_true(differ);
	cache_free(cache);
	predict_free(p);
	chat_free(c);
}

static void scores_agree(void **state)
{
	(void)state;
	for (int i = 0; i < 2 * CELLS; i++) {
		struct lab l;
		lab_init(&l, cell_table[i / 2].name, FORMAT_F32);
		l.o.adapt = i % 2;
		scores_are_right(&l);
		lab_free(&l);
	}
}

/* Runs turns [from, to) and appends the answers to t, each with a newline. */
static void run_turns(struct chat *c, int from, int to, struct text *t)
{
	for (int turn = from; turn < to; turn++) {
		uint16_t line[8], newline = NEWLINE;
		size_t n = say_line(turn, line);
		int best;
		const struct chat_answer *a = chat_say(c, line, n, &best);
		append(t, a[best].ids, a[best].n);
		append(t, &newline, 1);
	}
}

static void goes_on_from_any_turn(void **state)
{
	(void)state;
	for (int f = 0; f < 4; f++) {
		struct lab l;
		struct text whole = {0};
		lab_init(&l, "lstm", f % 2 == 0 ? FORMAT_F32 : FORMAT_INT8);
		l.o.adapt = f / 2;
		struct chat *c = chat_new(&l.m, &l.o);
		chat_set_temperature(c, 1.5);
		run_turns(c, 0, TURNS, &whole);
		for (int at = 0; at <= TURNS; at++) {
			struct text parts = {0};
			struct chat *first = chat_new(&l.m, &l.o);
			chat_set_temperature(first, 1.5);
			run_turns(first, 0, at, &parts);
			struct talk where = where_is(first);
			chat_free(first);
			struct chat_options o = l.o;
			o.seed = 99;
			struct chat *second = chat_new(&l.m, &o);
			run_turns(second, 3, 5, &(struct text){0});
			chat_set(second, &where);
			run_turns(second, at, TURNS, &parts);
			assert_int_equal(parts.n, whole.n);
			assert_memory_equal(parts.ids, whole.ids, whole.n * sizeof *whole.ids);
			struct talk end = where_is(second), want = where_is(c);
			assert_memory_equal(end.state, want.state, end.n * sizeof *end.state);
			assert_memory_equal(end.learned, want.learned, sizeof *end.learned);
			free_where(&end);
			free_where(&want);
			chat_free(second);
			free_where(&where);
		}
		chat_free(c);
		lab_free(&l);
	}
}

/* After a reset the talk is as a new one, but the random numbers go on. */
static void reset_forgets(void **state)
{
	struct lab l;
	struct text once = {0}, again = {0}, fresh = {0};

	(void)state;
	lab_init(&l, "gru", FORMAT_F32);
	l.o.rule.value[FILTER_temperature] = 0;
	struct chat *c = chat_new(&l.m, &l.o);
	run_turns(c, 0, 3, &once);
	chat_reset(c);
	run_turns(c, 0, 3, &again);
	assert_int_equal(once.n, again.n);
	assert_memory_equal(once.ids, again.ids, once.n * sizeof *once.ids);
	chat_set_temperature(c, 1);
	chat_reset(c);
	run_turns(c, 0, 3, &fresh);
	chat_reset(c);
	again.n = 0;
	run_turns(c, 0, 3, &again);
	assert_true(fresh.n != again.n ||
		    memcmp(fresh.ids, again.ids, fresh.n * sizeof *fresh.ids));
	chat_free(c);
	lab_free(&l);
}

/* Says a line and returns its nats as the model had them before. */
static double say_nats(struct chat *c, const uint16_t *line, size_t n)
{
	int best;

	chat_say(c, line, n, &best);
	return chat_user_nats(c);
}

/* What the user says often becomes likely; a reset forgets it; what says nothing teaches nothing. */
static void it_learns(void **state)
{
	static const uint16_t line[] = {5, 6, 6, 5, 6, 6, 5};

	(void)state;
	for (int i = 0; i < CELLS; i++) {
		struct lab l;
		lab_init(&l, cell_table[i].name, FORMAT_F32);
		l.o.adapt = true;
		struct chat *c = chat_new(&l.m, &l.o);
		double first = say_nats(c, line, 7), last = first;
		for (int turn = 0; turn < 20; turn++)
			last = say_nats(c, line, 7);
		check_that(last < 0.6 * first, "%s: %g, at first %g", cell_table[i].name, last,
			   first);
		struct talk before = where_is(c);
		assert_true(say_nats(c, line, 0) == 0);
		struct talk after = where_is(c);
		assert_memory_equal(before.learned, after.learned, sizeof *before.learned);
		chat_reset(c);
		assert_true(say_nats(c, line, 7) == first);
		free_where(&before);
		free_where(&after);
		chat_free(c);
		lab_free(&l);
	}
}

/* With weight 0 the answers are those without adapting. */
static void weight_0_changes_nothing(void **state)
{
	struct lab l;
	struct text plain = {0}, still = {0};

	(void)state;
	lab_init(&l, "gru", FORMAT_F32);
	for (int i = 0; i < 2; i++) {
		l.o.weight = 0;
		l.o.adapt = i == 1;
		struct chat *c = chat_new(&l.m, &l.o);
		run_turns(c, 0, TURNS, i == 0 ? &plain : &still);
		chat_free(c);
	}
	assert_int_equal(plain.n, still.n);
	assert_memory_equal(plain.ids, still.ids, plain.n * sizeof *plain.ids);
	lab_free(&l);
}

/* A talk that does not adapt goes on in one that does, with an empty cache. */
static void plain_talk_goes_on(void **state)
{
	struct lab l;

	(void)state;
	lab_init(&l, "gru", FORMAT_F32);
	struct chat *plain = chat_new(&l.m, &l.o);
	l.o.adapt = true;
	struct chat *c = chat_new(&l.m, &l.o);
	run_turns(plain, 0, 3, &(struct text){0});
	run_turns(c, 0, 3, &(struct text){0});
	struct talk from = where_is(plain), where = where_is(c);
	assert_true(where.learned->n > 0 && !from.adapts);
	chat_set(c, &from);
	struct talk now = where_is(c);
	assert_true(now.adapts && now.learned->n == 0 && now.learned->weight[0] == 0.3f);
	assert_memory_equal(now.state, from.state, from.n * sizeof *from.state);
	free_where(&from);
	free_where(&where);
	free_where(&now);
	chat_free(plain);
	chat_free(c);
	lab_free(&l);
}

/* Short largest lengths, one answer, no weight of the relevance, no prefixes. */
static void extremes(void **state)
{
	struct lab l;

	(void)state;
	lab_init(&l, "rnn", FORMAT_F32);
	for (int i = 0; i < 8; i++) {
		struct chat_options o = l.o;
		o.length = i & 1 ? 2 : 30;
		o.answers = i & 2 ? 1 : CHAT_ANSWERS_MAX;
		o.relevance = i & 4 ? 0 : 10;
		o.user.n = o.model.n = i & 1 ? 0 : 2;
		struct chat *c = chat_new(&l.m, &o);
		for (int turn = 0; turn < TURNS; turn++) {
			uint16_t line[8];
			int best;
			size_t n = say_line(turn, line);
			const struct chat_answer *a = chat_say(c, line, n, &best);
			assert_true(best >= 0 && best < o.answers);
			assert_true(a[best].n >= 1 && a[best].n <= (size_t)o.length);
		}
		chat_free(c);
	}
	lab_free(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scores_agree),
		cmocka_unit_test(goes_on_from_any_turn),
		cmocka_unit_test(reset_forgets),
		cmocka_unit_test(it_learns),
		cmocka_unit_test(weight_0_changes_nothing),
		cmocka_unit_test(plain_talk_goes_on),
		cmocka_unit_test(extremes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
