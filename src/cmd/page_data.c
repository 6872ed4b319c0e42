/* page_data.c - see page_data.h. */
#include "cmd/page_data.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "cmd/reading.h"

static void write_string(struct jsonout *w, const char *key, const char *text)
{
	if (text != NULL)
		jsonout_string(w, key, text);
	else
		jsonout_null(w, key);
}

bool page_data_private(const char *line)
{
	return line != NULL &&
	       (line[0] == '/' || strstr(line, " /") != NULL || strstr(line, " '/") != NULL);
}

/* Returns the name of a file without the folders of an absolute path. */
static const char *file_name(const char *path)
{
	return path != NULL && path[0] == '/' ? strrchr(path, '/') + 1 : path;
}

/* ---- Texts ---- */

static void write_texts(struct jsonout *w, const struct page_data *d)
{
	jsonout_open(w, "texts", '[');
	for (int i = 0; i < d->texts->n; i++) {
		const struct page_text *t = &d->texts->text[i];
		jsonout_open(w, NULL, '{');
		jsonout_string(w, "name", file_name(t->name));
		jsonout_text(w, "text", t->text, t->shown);
		jsonout_uint(w, "bytes", t->bytes);
		jsonout_uint(w, "shown", t->shown);
		jsonout_close(w, '}');
	}
	jsonout_close(w, ']');
}

/* ---- The model ---- */

static void write_model(struct jsonout *w, const struct page_data *d)
{
	const struct saved_model *a = d->a;
	const struct config *c = &a->model.cfg;

	jsonout_open(w, "model", '{');
	jsonout_string(w, "cell", c->cell->name);
	jsonout_int(w, "layers", c->layers);
	jsonout_int(w, "hidden", c->hidden);
	jsonout_int(w, "embed", c->embed);
	jsonout_string(w, "unit", unit_name(a->unit));
	jsonout_open(w, "vocab", '[');
	for (int i = 0; i < a->vocab.size; i++)
		jsonout_uint(w, NULL, a->vocab.symbol[i]);
	jsonout_close(w, ']');
	jsonout_uint(w, "params", a->model.n);
	jsonout_uint(w, "bytes",
		     d->weights->numbers * sizeof *d->weights->number + d->weights->integers);
	page_weights_list(d->weights, w, "tensors");
	jsonout_close(w, '}');
}

static void write_sampling(struct jsonout *w, const struct saved_model *a)
{
	uint16_t *start;
	size_t n;

	jsonout_open(w, "sampling", '{');
	for (int i = 0; i < FILTERS; i++)
		jsonout_number(w, filter_table[i]->key, a->sampling.value[i],
			       filter_table[i]->whole ? NUMBER_DOUBLE : NUMBER_FLOAT);
	jsonout_int(w, "length", 500);
	jsonout_close(w, '}');
	reading_default_prime(&a->vocab, a->start, &start, &n);
	jsonout_open(w, "start", '[');
	for (size_t i = 0; i < n; i++)
		jsonout_int(w, NULL, start[i]);
	jsonout_close(w, ']');
	free(start);
}

static void write_talk(struct jsonout *w, const struct speakers *s)
{
	if (s->user == NULL) {
		jsonout_null(w, "talk");
		return;
	}
	jsonout_open(w, "talk", '{');
	jsonout_string(w, "user", s->user);
	jsonout_string(w, "model", s->model);
	jsonout_close(w, '}');
}

/* ---- Memory ---- */

static void write_curve(struct jsonout *w, const char *key, const double *norm, int K)
{
	if (norm == NULL) {
		jsonout_null(w, key);
		return;
	}
	jsonout_open(w, key, '[');
	for (int k = 1; k <= K; k++)
		jsonout_number(w, NULL, norm[k - 1] / norm[0], NUMBER_FLOAT);
	jsonout_close(w, ']');
}

static void write_distance(struct jsonout *w, const char *key, int k)
{
	if (k > 0)
		jsonout_int(w, key, k);
	else
		jsonout_null(w, key);
}

static void write_memory(struct jsonout *w, const struct page_data *d)
{
	const struct reach *r = d->reach;

	if (r == NULL) {
		jsonout_null(w, "memory");
		return;
	}
	jsonout_open(w, "memory", '{');
	jsonout_uint(w, "positions", d->positions);
	jsonout_open(w, "k", '[');
	for (int k = 1; k <= r->distance; k++)
		jsonout_int(w, NULL, k);
	jsonout_close(w, ']');
	write_curve(w, "gradient", r->gradient, r->distance);
	write_curve(w, "cell", r->cell, r->distance);
	jsonout_open(w, "bits", '[');
	for (int c = 0; c < r->contexts; c++) {
		jsonout_open(w, NULL, '[');
		jsonout_int(w, NULL, r->context[c]);
		jsonout_number(w, NULL, nats_to_bits(r->nats[c]), NUMBER_FLOAT);
		jsonout_close(w, ']');
	}
	jsonout_close(w, ']');
	jsonout_open(w, "tenth", '{');
	write_distance(w, "gradient", reach_tenth(r->gradient, r->distance));
	write_distance(w, "cell", r->cell != NULL ? reach_tenth(r->cell, r->distance) : 0);
	write_distance(w, "bits", reach_gained(r));
	jsonout_close(w, '}');
	jsonout_close(w, '}');
}

/* ---- Training ---- */

static void write_rows(struct jsonout *w, const char *key, const struct log_series *s, int numbers)
{
	jsonout_open(w, key, '[');
	for (size_t i = 0; i < s->n; i++) {
		jsonout_open(w, NULL, '[');
		for (int k = 0; k < numbers; k++)
			jsonout_number(w, NULL, s->row[i].x[k], NUMBER_FLOAT);
		if (s->row[i].kind != NULL)
			jsonout_string(w, NULL, s->row[i].kind);
		if (s->row[i].text != NULL)
			jsonout_string(w, NULL, s->row[i].text);
		jsonout_close(w, ']');
	}
	jsonout_close(w, ']');
}

/* Returns the names of the texts, as they were given or without folders; NULL: not known. */
static const char *text_names(const struct training *t)
{
	return page_data_private(t->texts) ? file_name(t->corpus) : t->texts;
}

/* Returns the command line that trains such a model, NULL if it is not known; the caller frees it. */
static char *train_command(const struct training *t)
{
	const char *names = text_names(t);

	if (t->options == NULL || page_data_private(t->options))
		return NULL;
	return xasprintf("rnn train %s%s%s", t->options, names != NULL ? " " : "",
			 names != NULL ? names : "");
}

static void write_log(struct jsonout *w, const struct page_data *d)
{
	const struct train_log *l = d->log;

	if (l->step.n == 0 && l->valid.n == 0) {
		jsonout_null(w, "log");
		return;
	}
	jsonout_open(w, "log", '{');
	jsonout_raw(w, "start", l->start);
	write_rows(w, "steps", &l->step, 6);
	write_rows(w, "valid", &l->valid, 5);
	write_rows(w, "events", &l->notice, 1);
	jsonout_open(w, "samples", '[');
	for (size_t i = 0; i < l->sample.n; i++) {
		jsonout_open(w, NULL, '{');
		jsonout_number(w, "step", l->sample.row[i].x[0], NUMBER_DOUBLE);
		jsonout_string(w, "text", l->sample.row[i].text);
		jsonout_close(w, '}');
	}
	jsonout_close(w, ']');
	char *command = train_command(&d->a->training);
	write_string(w, "command", command);
	free(command);
	jsonout_close(w, '}');
}

static void write_card(struct jsonout *w, const struct saved_model *a)
{
	const struct training *t = &a->training;
	char *command = train_command(t);

	jsonout_open(w, "card", '{');
	write_string(w, "corpus", file_name(t->corpus));
	write_string(w, "texts", text_names(t));
	jsonout_uint(w, "text_bytes", t->bytes);
	jsonout_uint(w, "valid_bytes", t->valid_bytes);
	write_string(w, "options", page_data_private(t->options) ? NULL : t->options);
	write_string(w, "command", command);
	write_string(w, "engine", t->engine);
	jsonout_number(w, "best_loss", t->best_loss, NUMBER_FLOAT);
	jsonout_number(w, "best_bits", nats_to_bits(t->best_loss), NUMBER_FLOAT);
	jsonout_number(w, "temperature", t->temperature, NUMBER_FLOAT);
	jsonout_uint(w, "step", t->step);
	jsonout_number(w, "chars", t->chars, NUMBER_DOUBLE);
	jsonout_number(w, "seconds", t->elapsed, NUMBER_FLOAT);
	jsonout_string(w, "storage", storage_name(a->weights.storage));
	jsonout_uint(w, "file_bytes", a->weights.bytes);
	jsonout_bool(w, "resumable", a->has_state);
	write_string(w, "notes", t->notes);
	jsonout_close(w, '}');
	free(command);
}

char *page_data_json(const struct page_data *d)
{
	struct jsonout w = {0};

	jsonout_open(&w, NULL, '{');
	jsonout_string(&w, "name", d->name);
	jsonout_string(&w, "version", RNN_VERSION);
	write_string(&w, "command", d->command);
	write_string(&w, "directory", d->directory);
	write_model(&w, d);
	write_sampling(&w, d->a);
	jsonout_string(&w, "prime", d->prime);
	write_talk(&w, &d->a->chat);
	write_texts(&w, d);
	write_memory(&w, d);
	write_log(&w, d);
	write_card(&w, d->a);
	jsonout_close(&w, '}');
	return jsonout_finish(&w);
}
