/* event.c - writes events as lines of NDJSON, with a fixed order of keys for each kind. */
#include "store/event.h"

#include "store/manifest.h"

static void start(struct jsonout *w, const struct event *e)
{
	jsonout_uint(w, "chars", e->chars);
	jsonout_int(w, "vocab", e->model->vocab.size);
	jsonout_uint(w, "params", e->params);
	manifest_config(w, "config", e->model);
	jsonout_raw(w, "train", e->options);
	jsonout_string(w, "engine", e->engine);
	jsonout_string(w, "precision", e->precision);
	jsonout_int(w, "threads", e->threads);
	if (e->ranks > 1)
		jsonout_int(w, "ranks", e->ranks);
}

static void number(struct jsonout *w, const char *key, double x)
{
	jsonout_number(w, key, x, NUMBER_FLOAT);
}

static void step(struct jsonout *w, const struct event *e)
{
	jsonout_uint(w, "step", e->step);
	number(w, "epoch", e->epoch);
	jsonout_uint(w, "chars", e->chars);
	number(w, "loss", e->loss);
	number(w, "lr", e->lr);
	number(w, "grad_norm", e->grad_norm);
	number(w, "chars_per_s", e->chars_per_s);
	number(w, "elapsed_s", e->elapsed_s);
}

static void valid(struct jsonout *w, const struct event *e)
{
	jsonout_uint(w, "step", e->step);
	number(w, "loss", e->loss);
	number(w, e->unit == UNIT_BYTE ? "bpb" : "bpc", nats_to_bits(e->loss));
	jsonout_bool(w, "best", e->best);
	number(w, "elapsed_s", e->elapsed_s);
	number(w, "temperature", e->temperature);
	jsonout_uint(w, "chars", e->chars);
}

static void save(struct jsonout *w, const struct event *e)
{
	jsonout_uint(w, "step", e->step);
	jsonout_string(w, "file", e->file);
}

static void warning(struct jsonout *w, const struct event *e)
{
	jsonout_string(w, "text", e->text);
}

static void sample(struct jsonout *w, const struct event *e)
{
	jsonout_uint(w, "step", e->step);
	jsonout_text(w, "text", e->text, e->text_bytes);
}

static void done(struct jsonout *w, const struct event *e)
{
	jsonout_uint(w, "step", e->step);
	number(w, "best_loss", e->best_loss);
	number(w, "elapsed_s", e->elapsed_s);
	number(w, "chars_per_s", e->chars_per_s);
}

static const struct {
	const char *name;
	void (*members)(struct jsonout *w, const struct event *e);
} kinds[] = {
	[EVENT_START] = {"start", start},       [EVENT_STEP] = {"step", step},
	[EVENT_VALID] = {"valid", valid},       [EVENT_SAVE] = {"save", save},
	[EVENT_WARNING] = {"warning", warning}, [EVENT_SAMPLE] = {"sample", sample},
	[EVENT_DONE] = {"done", done},
};

char *event_json(const struct event *e)
{
	struct jsonout w = {0};

	jsonout_open(&w, NULL, '{');
	jsonout_string(&w, "event", kinds[e->kind].name);
	kinds[e->kind].members(&w, e);
	jsonout_close(&w, '}');
	return jsonout_finish(&w);
}
