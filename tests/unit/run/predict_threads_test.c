/* predict_threads_test.c - predictors in several threads: any number of threads, and weights that several share. */
#include <pthread.h>

#include "predict_lab.h"

/* Wide enough that streams are cut into several shards, and products among threads. */
static void threads_do_not_matter(void **state)
{
	enum { STREAMS = 100, WIDE = 150 };
	uint16_t *ids = random_ids(T * STREAMS, V, 5);
	static const char *const engine[] = {"openblas", "native"};
	static float one[STREAMS][V], many[STREAMS][V];

	(void)state;
	for (int e = 0; e < 2; e++)
		for (int streams = 1; streams <= STREAMS; streams += STREAMS - 1)
			for (int threads = 1; threads <= 4; threads++) {
				struct model m;
				tiny_model(&m, &(struct config){cell_find("lstm"), V, 2, WIDE, 0},
					   test_engine(engine[e], false));
				const struct predict_options o = {.streams = streams,
								  .steps = T,
								  .threads = threads};
				struct predictor *p = predict_new(&m, &o);
				predict_read(p, T, ids);
				for (int b = 0; b < streams; b++)
					memcpy(many[b], predict_next(p, b), sizeof many[b]);
				if (threads == 1)
					memcpy(one, many, sizeof one);
				assert_memory_equal(one, many, (size_t)streams * sizeof *one);
				predict_free(p);
				model_free(&m);
			}
	free(ids);
}

/* One of several that read with the same packed weights. */
struct sharer {
	const struct model *m;
	const struct predictor *share;
	const uint16_t *ids;
	float last[V];
};

static void *read_shared(void *arg)
{
	struct sharer *s = arg;

	for (int round = 0; round < 20; round++) {
		struct predictor *p = predict_new(s->m,
						  &(struct predict_options){.streams = 1,
									    .steps = T,
									    .threads = 1,
									    .share = s->share});
		predict_feed(p, s->ids, N);
		memcpy(s->last, predict_next(p, 0), sizeof s->last);
		predict_free(p);
	}
	return NULL;
}

enum { SHARERS = 4 };

/* Several predictors share the weights of one: in float32 at the same time, else in turn. */
static void check_sharing(const struct model *m)
{
	static float want[SHARERS][N + 1][V];
	bool at_once = m->format == FORMAT_F32;
	struct predictor *owner = predictor(m, 1, 1);
	struct sharer s[SHARERS];
	pthread_t thread[SHARERS];
	uint16_t *ids[SHARERS];

	for (int k = 0; k < SHARERS; k++) {
		ids[k] = random_ids(N, V, 20 + (uint64_t)k);
		rows_by_hand(m, ids[k], want[k]);
		s[k] = (struct sharer){.m = m, .share = owner, .ids = ids[k]};
		if (!at_once)
			read_shared(&s[k]);
		else if (pthread_create(&thread[k], NULL, read_shared, &s[k]) != 0)
			fail_msg("no thread");
	}
	for (int k = 0; k < SHARERS; k++) {
		if (at_once)
			pthread_join(thread[k], NULL);
		assert_memory_equal(s[k].last, want[k][N], sizeof s[k].last);
		free(ids[k]);
	}
	predict_free(owner);
}

static void shared_weights_serve_many(void **state)
{
	struct model m;
	int tried = 0;

	(void)state;
	for (int i = 0; setup_at(i, &m); i++) {
		if (m.engine->reader) {
			check_sharing(&m);
			tried++;
		}
		model_free(&m);
	}
	assert_true(tried >= CELLS * 2 * FORMATS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(threads_do_not_matter),
		cmocka_unit_test(shared_weights_serve_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
