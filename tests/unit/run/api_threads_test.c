/*
 * api_threads_test.c - rnn.h: "a model may be shared by threads". Three threads feed, read, draw and score
 * at once with one model, and each gets what it gets alone, bit by bit. ThreadSanitizer runs this too
 * (scripts/test tsan).
 */
#include <pthread.h>

#include "rnn.h"
#include "small_model.h"

enum { THREADS = 3, ROUNDS = 20, DRAWN = 40, VOCAB = 5 };

/* What a thread does and finds; the model and the settings are shared, the rest its own. */
struct job {
	const struct rnn_model *with;
	const struct rnn_sampling *how;
	pthread_barrier_t *together; /* NULL: alone */
	int number;
	int drawn[ROUNDS][DRAWN];
	float logp[ROUNDS][VOCAB];
	double nats[ROUNDS];
	int bad_texts, unknown_ids;
};

static const char *const text[THREADS] = {"aa a\na", " \xc3\xa9\xc3\xa9 a",
					  "\n\xf0\x9f\x98\x80 \n"};

static void draw(struct job *j, int round, struct rnn_state *s)
{
	for (int i = 0; i < DRAWN; i++) {
		int id = rnn_draw(s, j->how, (uint64_t)(100 * j->number + round), (uint64_t)i);
		j->drawn[round][i] = id;
		rnn_feed(s, id);
	}
}

static void *do_job(void *arg)
{
	struct job *j = arg;
	const char *own = text[j->number];

	if (j->together != NULL)
		pthread_barrier_wait(j->together);
	for (int round = 0; round < ROUNDS; round++) {
		struct rnn_state *s = rnn_state_new(j->with), *copy = rnn_state_new(j->with);
		struct rnn_score score = {0};
		struct rnn_error err;

		rnn_feed_text(s, own, strlen(own), 0, &err);
		rnn_state_copy(copy, s);
		draw(j, round, s);
		rnn_state_reset(s);
		rnn_feed(s, rnn_model_id(j->with, rnn_model_symbol(j->with, round % VOCAB)));
		draw(j, round, copy);
		memcpy(j->logp[round], rnn_logp(copy), sizeof j->logp[round]);
		j->bad_texts += rnn_feed_text(s, "a\x92", 2, 0, &err) < 0 &&
				rnn_score_text(j->with, "\xff", 1, &score, &err) < 0;
		j->unknown_ids += rnn_model_id(j->with, 'z') < 0;
		rnn_score_text(j->with, own, strlen(own), &score, &err);
		j->nats[round] = score.nats;
		rnn_state_free(s);
		rnn_state_free(copy);
	}
	return NULL;
}

static void check_same(const struct job *got, const struct job *want)
{
	for (int r = 0; r < ROUNDS; r++) {
		for (int i = 0; i < DRAWN; i++)
			if (got->drawn[r][i] != want->drawn[r][i])
				fail_msg("thread %d, round %d, symbol %d: %d for %d", got->number,
					 r, i, got->drawn[r][i], want->drawn[r][i]);
		for (int i = 0; i < VOCAB; i++)
			if (memcmp(&got->logp[r][i], &want->logp[r][i], sizeof(float)) != 0)
				fail_msg("thread %d, round %d, log p of %d: %.9g for %.9g",
					 got->number, r, i, (double)got->logp[r][i],
					 (double)want->logp[r][i]);
		if (memcmp(&got->nats[r], &want->nats[r], sizeof(double)) != 0)
			fail_msg("thread %d, round %d: %.17g nats for %.17g", got->number, r,
				 got->nats[r], want->nats[r]);
	}
	assert_int_equal(got->bad_texts, ROUNDS);
	assert_int_equal(got->unknown_ids, ROUNDS);
}

static void share(const struct rnn_model *m)
{
	struct rnn_sampling *how = rnn_sampling_new(NULL);
	struct job *alone = xcalloc(THREADS, sizeof *alone),
		   *shared = xcalloc(THREADS, sizeof *shared);
	pthread_t thread[THREADS];
	pthread_barrier_t together;

	pthread_barrier_init(&together, NULL, THREADS);
	for (int i = 0; i < THREADS; i++) {
		shared[i] = (struct job){.with = m, .how = how, .number = i, .together = &together};
		assert_int_equal(pthread_create(&thread[i], NULL, do_job, &shared[i]), 0);
	}
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_join(thread[i], NULL), 0);
	for (int i = 0; i < THREADS; i++) {
		alone[i] = (struct job){.with = m, .how = how, .number = i};
		do_job(&alone[i]);
		check_same(&shared[i], &alone[i]);
	}
	/* Different threads must differ, or the comparison says nothing. */
	assert_memory_not_equal(alone[0].drawn, alone[1].drawn, sizeof alone[0].drawn);
	pthread_barrier_destroy(&together);
	free(alone);
	free(shared);
	rnn_sampling_free(how);
}

/* Every engine: some share packed weights between the states of a model, some do not. */
static void threads_share_a_model(void **state)
{
	const char *dir = *state;
	const struct engine *e;
	int tried = 0;

	for (int i = 0; (e = engine_at(i)) != NULL; i++) {
		if (engine_pick(e->name, false, FORMAT_F32, NULL) == NULL)
			continue;
		for (int cell = 0; cell < CELLS; cell++) {
			char *path = xasprintf("%s/%s-%d", dir, e->name, cell);
			struct saved_model a;
			struct rnn_model *m;
			struct rnn_error err;

			sample_model(&a, cell_table[cell].name, cell % 2 * 3);
			sample_save(&a, path, NULL);
			saved_model_free(&a);
			setenv("RNN_ENGINE", e->name, 1);
			m = rnn_model_load(path, &err);
			if (m == NULL)
				fail_msg("%s", err.text);
			share(m);
			rnn_model_free(m);
			unsetenv("RNN_ENGINE");
			free(path);
			tried++;
		}
	}
	assert_in_range(tried, 1, 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(threads_share_a_model, scratch_make,
						scratch_remove),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
