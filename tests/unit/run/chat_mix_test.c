/*
 * chat_mix_test.c - talks with a mixture: the nats of the answers against a plain reading of the whole talk with
 * another mixture, weights that are learned from the user alone, talks that go on from any turn.
 */
#include "mix_lab.h"
#include "run/chat.h"

enum { ANSWERS = 4, TURNS = 8, LENGTH = 25, TALK_MAX = 2000, MEMBERS = 3 };

/* Symbols of mix_lab.h, of which 0 is the newline. */
static const uint16_t start[] = {0}, user[] = {1, 2}, model[] = {LACKS_1, 2};

static const struct mix_weights weights[] = {
	{.form = MIX_LINEAR, .n = MEMBERS, .w = {0.5, 0.3, 0.2}},
	{.form = MIX_PRODUCT, .n = MEMBERS, .w = {0.6, 0.5, 0.2}},
	{.form = MIX_PRODUCT, .learned = true},
	{.form = MIX_LINEAR, .learned = true},
};
enum { WEIGHTS = sizeof weights / sizeof *weights };

static struct mix *new_mix(const struct mix_lab *l, const struct mix_weights *w)
{
	struct member *const member[MEMBERS] = {
		member_network(&l->m[0], &l->all, &l->all, 1),
		member_network(&l->m[1], &l->own, &l->all, 1),
		member_ngram(l->ngram, V),
	};

	return mix_new(member, MEMBERS, V, w);
}

static struct chat *new_chat(const struct mix_lab *l, struct mix *x, bool adapt)
{
	return chat_new(&l->m[0], &(struct chat_options){
					  .vocab = &l->all,
					  .start = {start, 1},
					  .user = {user, 2},
					  .model = {model, 2},
					  .answers = ANSWERS,
					  .length = LENGTH,
					  .relevance = 0.5,
					  .rule = filter_neutral(),
					  .seed = 3,
					  .threads = 1,
					  .adapt = adapt,
					  .weight = 0.2,
					  .mix = x,
				  });
}

struct talk_text {
	uint16_t ids[TALK_MAX];
	size_t n;
};

static void append(struct talk_text *t, const uint16_t *ids, size_t n)
{
	assert_true(t->n + n <= TALK_MAX);
	memcpy(t->ids + t->n, ids, n * sizeof *ids);
	t->n += n;
}

/* Says a line, some of whose symbols a network lacks; every fourth is empty. Appends what was said and the
 * best answer to the text. Returns all answers. */
static const struct chat_answer *take_turn(struct chat *c, const struct mix_lab *l, int turn,
					   struct talk_text *t, int *best)
{
	uint16_t line[8] = {0};
	size_t n = turn % 4 == 3 ? 0 : 2 + (size_t)turn % 5;

	for (size_t i = 0; i < n; i++)
		line[i] = (uint16_t)(1 + l->train[(size_t)turn * 8 + i] % (V - 1));
	const struct chat_answer *a = chat_say(c, line, n, best);
	if (n > 0) {
		append(t, user, 2);
		append(t, line, n);
		append(t, start, 1);
	}
	append(t, model, 2);
	return a;
}

static void end_turn(struct talk_text *t, const struct chat_answer *a)
{
	append(t, a->ids, a->n);
	append(t, start, 1);
}

/* Returns -log p of an answer after a text, by a mixture that reads all of it. */
static double plain_nats(struct mix *x, const struct talk_text *t, const struct chat_answer *a)
{
	struct talk_text whole = *t;
	struct score s = {0};

	append(&whole, a->ids, a->n);
	if (a->ended)
		append(&whole, start, 1);
	mix_score(x, whole.ids, whole.n, t->n, NULL, &s, NULL);
	return s.nats;
}

static void scores_are_right(void **state)
{
	struct mix_lab *l = xcalloc(1, sizeof *l);

	(void)state;
	mix_lab_init(l);
	for (int i = 0; i < WEIGHTS; i++) {
		struct mix *x = new_mix(l, &weights[i]);
		struct chat *c = new_chat(l, x, false);
		struct talk_text talk = {0}, nothing = {0};
		append(&talk, start, 1);
		append(&nothing, start, 1);
		append(&nothing, model, 2);
		assert_int_equal(chat_learned_weights(c), weights[i].learned ? MEMBERS : 0);
		for (int turn = 0; turn < TURNS; turn++) {
			struct mix_weights now = {.form = weights[i].form, .n = MEMBERS};
			int best;
			const struct chat_answer *a = take_turn(c, l, turn, &talk, &best);
			for (int k = 0; k < MEMBERS; k++)
				now.w[k] = mix_weight(x, k);
			if (weights[i].learned && turn == 1)
				check_that(now.w[0] != now.w[1], "nothing was learned");
			struct mix *plain = new_mix(l, &now);
			for (int k = 0; k < ANSWERS; k++) {
				check_near(a[k].nats, plain_nats(plain, &talk, &a[k]), 1e-4,
					   "weights %d, turn %d, answer %d", i, turn, k);
				check_near(a[k].alone, plain_nats(plain, &nothing, &a[k]), 1e-4,
					   "weights %d, turn %d, answer %d alone", i, turn, k);
			}
			mix_free(plain);
			end_turn(&talk, &a[best]);
		}
		chat_free(c);
		mix_free(x);
	}
	mix_lab_free(l);
}

/* Weights are learned from the lines of the user as they are by reading them. */
static void learns_from_the_user(void **state)
{
	static const struct mix_weights w = {.form = MIX_PRODUCT, .learned = true};
	struct mix_lab *l = xcalloc(1, sizeof *l);
	struct talk_text talk = {0};
	int best;

	(void)state;
	mix_lab_init(l);
	struct mix *x = new_mix(l, &w), *plain = new_mix(l, &w);
	struct chat *c = new_chat(l, x, false);
	append(&talk, start, 1);
	append(&talk, user, 2);
	mix_start(plain);
	mix_read(plain, talk.ids, 3);
	talk.n = 1;
	take_turn(c, l, 0, &talk, &best);
	for (size_t i = 3; i < talk.n - 2; i++) {
		mix_next(plain);
		mix_learn(plain, talk.ids[i]);
		mix_read(plain, &talk.ids[i], 1);
	}
	for (int k = 0; k < MEMBERS; k++)
		check_near(mix_weight(x, k), mix_weight(plain, k), 1e-7, "weight %d", k);
	check_that(fabs(mix_weight(x, 0) - 1.0 / MEMBERS) > 1e-5, "nothing was learned");
	chat_reset(c);
	check_near(mix_weight(x, 0), 1.0 / MEMBERS, 0, "after a reset");
	chat_free(c);
	mix_free(plain);
	mix_free(x);
	mix_lab_free(l);
}

static void where_init(struct talk *t, const struct chat *c)
{
	*t = (struct talk){.n = chat_state_size(c), .symbols = V};
	t->state = xcalloc(t->n, sizeof *t->state);
	t->learned = xcalloc(1, sizeof *t->learned);
	t->mix.weights = chat_learned_weights(c);
	t->mix.weight = xcalloc((size_t)t->mix.weights, sizeof *t->mix.weight);
}

static void where_free(struct talk *t)
{
	free(t->state);
	free(t->learned);
	free(t->mix.weight);
}

static void run_turns(struct chat *c, const struct mix_lab *l, int from, int to,
		      struct talk_text *t)
{
	for (int turn = from; turn < to; turn++) {
		int best;
		const struct chat_answer *a = take_turn(c, l, turn, t, &best);
		end_turn(t, &a[best]);
	}
}

static void goes_on_from_any_turn(void **state)
{
	struct mix_lab *l = xcalloc(1, sizeof *l);
	struct rnn_error err;

	(void)state;
	mix_lab_init(l);
	for (int i = 0; i < 2 * WEIGHTS; i++) {
		struct mix *x = new_mix(l, &weights[i / 2]), *y = new_mix(l, &weights[i / 2]);
		struct chat *a = new_chat(l, x, i % 2), *b = new_chat(l, y, i % 2);
		struct talk_text whole = {0};
		struct talk where[TURNS];
		for (int at = 0; at < TURNS; at++) {
			where_init(&where[at], a);
			chat_get(a, &where[at]);
			run_turns(a, l, at, at + 1, &whole);
		}
		for (int at = TURNS; at-- > 0;) {
			struct talk_text rest = {0};
			assert_int_equal(chat_check(b, &where[at], "f", &err), 0);
			chat_set(b, &where[at]);
			run_turns(b, l, at, TURNS, &rest);
			assert_memory_equal(rest.ids, whole.ids + whole.n - rest.n,
					    rest.n * sizeof *rest.ids);
			for (int k = 0; k < MEMBERS; k++)
				check_near(mix_weight(x, k), mix_weight(y, k), 0, "weight %d", k);
			where_free(&where[at]);
		}
		chat_free(a);
		chat_free(b);
		mix_free(x);
		mix_free(y);
	}
	mix_lab_free(l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scores_are_right),
		cmocka_unit_test(learns_from_the_user),
		cmocka_unit_test(goes_on_from_any_turn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
