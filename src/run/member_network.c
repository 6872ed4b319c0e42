/* member_network.c - the networks of a mixture, see member.h. */
#include "run/member_impl.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/maths.h"

static void network_start(struct member *k)
{
	struct network *n = &k->net;

	if (n->adapter != NULL)
		adapter_start(n->adapter);
	else
		predict_reset(n->predictor);
	for (int v = 0; v < n->own; v++)
		n->held[v] = -(float)maths_log(n->own);
	n->begun = false;
}

static const float *own_row(const struct network *n, int i)
{
	return n->adapter != NULL ? adapter_row(n->adapter, i) : predict_row(n->predictor, i, 0);
}

static void network_read(struct member *k)
{
	struct network *n = &k->net;
	uint16_t own[MEMBER_STEPS];
	int t = 0;

	if (n->begun)
		memcpy(n->held, own_row(n, n->last), (size_t)n->own * sizeof *n->held);
	for (int i = 0; i < k->t; i++) {
		int id = n->id != NULL ? n->id[k->ids[i]] : k->ids[i];
		if (id >= 0)
			own[t++] = (uint16_t)id;
		n->at[i] = t - 1;
	}
	n->begun = t > 0;
	n->last = t - 1;
	if (t == 0)
		return;
	if (n->adapter != NULL) {
		adapter_read(n->adapter, own, t);
	} else {
		predict_read(n->predictor, t, own);
		predict_rows(n->predictor);
	}
}

const float *network_map(struct member *k, const float *row)
{
	const struct network *n = &k->net;

	if (n->id == NULL)
		return row;
	for (int v = 0; v < k->V; v++)
		k->row[v] = n->id[v] >= 0 ? row[n->id[v]] + n->known : n->lacking;
	return k->row;
}

static const float *network_row(struct member *k, int i)
{
	const struct network *n = &k->net;
	const float *row = i < 0 || n->at[i] < 0 ? n->held : own_row(n, n->at[i]);

	return network_map(k, row);
}

static void network_end(struct member *k)
{
	predict_free(k->net.predictor);
	if (k->net.adapter != NULL)
		adapter_free(k->net.adapter);
	free(k->net.id);
	free(k->net.held);
}

static size_t network_state_size(const struct member *k)
{
	return predict_state_size(k->net.predictor);
}

static void network_save(struct member *k, float *state)
{
	predict_save(k->net.predictor, 0, state);
}

static void network_restore(struct member *k, const float *state)
{
	struct network *n = &k->net;
	size_t own = (size_t)n->own;

	predict_restore(n->predictor, 0, state);
	memcpy(n->held, state + predict_state_size(n->predictor) - own, own * sizeof *n->held);
	n->begun = false;
}

static int network_state_check(const struct member *k, const float *state, const char *name,
			       struct rnn_error *err)
{
	return predict_state_check(k->net.predictor, state, name, err);
}

const struct kind network_kind = {
	.start = network_start,
	.read = network_read,
	.row = network_row,
	.end = network_end,
	.state_size = network_state_size,
	.save = network_save,
	.restore = network_restore,
	.state_check = network_state_check,
};

/* Maps the alphabet of the mixture to that of the network. */
static void map_symbols(struct network *n, const struct vocab *own, const struct vocab *all)
{
	if (own->size == all->size)
		return; /* the alphabet of the mixture has all symbols of `own` */
	n->id = xcalloc((size_t)all->size, sizeof *n->id);
	for (int v = 0; v < all->size; v++)
		n->id[v] = vocab_id(own, all->symbol[v]);
	n->lacking = (float)maths_log(MEMBER_LACKING);
	n->known = (float)maths_log(1 - MEMBER_LACKING * (all->size - own->size));
}

static struct member *network_new(const struct vocab *own, const struct vocab *all)
{
	struct member *k = member_new(&network_kind, all->size);

	k->net.own = own->size;
	k->net.held = xcalloc((size_t)own->size, sizeof *k->net.held);
	map_symbols(&k->net, own, all);
	return k;
}

static struct predict_options network_shape(int threads)
{
	return (struct predict_options){.streams = 1, .steps = MEMBER_STEPS, .threads = threads};
}

struct member *member_network(const struct model *m, const struct vocab *own,
			      const struct vocab *all, int threads)
{
	struct member *k = network_new(own, all);
	struct predict_options p = network_shape(threads);

	k->net.m = m;
	k->net.threads = threads;
	k->net.predictor = predict_new(m, &p);
	member_start(k);
	return k;
}

struct member *member_adapting(const struct model *m, const struct vocab *own,
			       const struct vocab *all, const struct adapt_options *o)
{
	struct member *k = network_new(own, all);

	k->net.adapter = adapter_new(m, o);
	member_start(k);
	return k;
}

static size_t rows_bytes(const struct model *m, int V)
{
	const struct member *k;

	return size_sum((size_t)V * (sizeof *k->row + sizeof *k->net.id), (size_t)m->cfg.vocab,
			sizeof *k->net.held);
}

size_t member_network_bytes(const struct model *m, int V)
{
	struct predict_options p = network_shape(1);
	size_t bytes = size_sum(predict_pack_bytes(m), predict_bytes(m, &p), 1);

	return size_sum(bytes, rows_bytes(m, V), 1);
}

size_t member_adapting_bytes(const struct model *m, int V, const struct adapt_options *o)
{
	return size_sum(adapter_bytes(m, o), rows_bytes(m, V), 1);
}

struct member *network_twin(const struct member *k, int steps)
{
	const struct network *n = &k->net;
	struct member *twin = member_new(&network_kind, k->V);
	struct predict_options p = {.streams = 1, .steps = steps, .threads = n->threads};

	assert(n->predictor != NULL);
	twin->net = (struct network){.m = n->m,
				     .threads = n->threads,
				     .own = n->own,
				     .known = n->known,
				     .lacking = n->lacking};
	twin->net.held = xcalloc((size_t)n->own, sizeof *twin->net.held);
	if (n->id != NULL) {
		twin->net.id = xcalloc((size_t)k->V, sizeof *twin->net.id);
		memcpy(twin->net.id, n->id, (size_t)k->V * sizeof *n->id);
	}
	if (n->m->engine->reader)
		p.share = n->predictor;
	twin->net.predictor = predict_new(n->m, &p);
	return twin;
}

void network_copy(struct member *to, const struct member *from)
{
	const struct network *n = &from->net;

	to->net.begun = false;
	memcpy(to->net.held, n->begun ? own_row(n, n->last) : n->held,
	       (size_t)n->own * sizeof *n->held);
	predict_copy(to->net.predictor, 0, n->predictor, 0);
}

/* ---- Several streams ---- */

static struct predict_options streams_shape(const struct network *n, int B)
{
	return (struct predict_options){.streams = B,
					.steps = 1,
					.threads = n->threads,
					.share = n->predictor};
}

static bool reads_streams(const struct member *k)
{
	return k->kind == &network_kind && k->net.predictor != NULL && k->net.m->engine->reader;
}

struct predictor *network_streams(const struct member *k, int B)
{
	struct predict_options p = streams_shape(&k->net, B);

	return reads_streams(k) ? predict_new(k->net.m, &p) : NULL;
}

size_t network_streams_bytes(const struct member *k, int B)
{
	struct predict_options p = streams_shape(&k->net, B);

	return reads_streams(k) ? predict_bytes(k->net.m, &p) : 0;
}

void network_read_streams(const struct member *k, struct predictor *p, int B, const uint16_t *ids,
			  float *kept)
{
	const struct network *n = &k->net;
	uint16_t own[MEMBER_STREAMS];
	size_t size = predict_state_size(p);

	assert(B <= MEMBER_STREAMS);
	for (int b = 0; b < B; b++) {
		int id = n->id != NULL ? n->id[ids[b]] : ids[b];
		own[b] = id >= 0 ? (uint16_t)id : 0;
		if (id < 0)
			predict_save(p, b, kept + (size_t)b * size);
	}
	predict_read(p, 1, own);
	for (int b = 0; n->id != NULL && b < B; b++)
		if (n->id[ids[b]] < 0)
			predict_restore(p, b, kept + (size_t)b * size);
}
