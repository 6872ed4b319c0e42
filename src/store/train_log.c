/* train_log.c - see train_log.h. */
#include "store/train_log.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/file.h"
#include "store/json.h"
#include "text/line_input.h"

int train_log_open(const char *dir)
{
	uint64_t bytes;
	int dirfd = file_open_dir(dir, NULL), fd;

	if (dirfd < 0)
		return -1;
	fd = file_open(dirfd, "train.ndjson", dir, EX_NOINPUT, &bytes, NULL);
	close(dirfd);
	return fd;
}

/* ---- Series ---- */

/* Keeps every second row. */
static void halve(struct log_series *s)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->n; i++)
		if (i % 2 == 0)
			s->row[kept++] = s->row[i];
		else
			free(s->row[i].text);
	s->n = kept;
	s->every *= 2;
}

/* Adds a row, and takes over its text. */
static void series_add(struct log_series *s, const struct log_row *row)
{
	if (s->row == NULL) {
		s->row = xcalloc(LOG_ROWS_MAX + 1, sizeof *s->row);
		s->every = 1;
	}
	free(s->last.text);
	s->last = (struct log_row){0};
	if (s->n == LOG_ROWS_MAX)
		halve(s);
	if (s->seen++ % s->every == 0)
		s->row[s->n++] = *row;
	else
		s->last = *row;
}

/* Appends the last row that was added, if it is not kept. */
static void series_end(struct log_series *s)
{
	if (s->row != NULL && (s->seen - 1) % s->every != 0)
		s->row[s->n++] = s->last;
	s->last = (struct log_row){0};
}

static void series_free(struct log_series *s)
{
	for (size_t i = 0; i < s->n; i++)
		free(s->row[i].text);
	free(s->row);
	free(s->last.text);
}

/* ---- Events ---- */

static double number_of(const cJSON *event, const char *key)
{
	const cJSON *x = cJSON_GetObjectItemCaseSensitive(event, key);

	return cJSON_IsNumber(x) ? x->valuedouble : (double)NAN;
}

/* Returns a copy of the string `key`, "" if there is none. */
static char *text_of(const cJSON *event, const char *key)
{
	const cJSON *x = cJSON_GetObjectItemCaseSensitive(event, key);

	return xstrdup(cJSON_IsString(x) ? x->valuestring : "");
}

/* Where the training was at the last event. */
struct place {
	double step, chars;
};

static void add_step(struct train_log *l, const cJSON *e, struct place *at)
{
	at->chars = number_of(e, "chars");
	series_add(&l->step, &(struct log_row){.x = {at->step, at->chars, number_of(e, "elapsed_s"),
						     number_of(e, "loss"), number_of(e, "lr"),
						     number_of(e, "grad_norm")}});
}

static void add_valid(struct train_log *l, const cJSON *e, struct place *at)
{
	bool best = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(e, "best"));

	series_add(&l->valid,
		   &(struct log_row){.x = {at->step, at->chars, number_of(e, "elapsed_s"),
					   number_of(e, "loss"), best ? 1 : 0}});
}

static void add_save(struct train_log *l, const cJSON *e, struct place *at)
{
	series_add(&l->notice,
		   &(struct log_row){.x = {at->step}, .kind = "save", .text = text_of(e, "file")});
}

static void add_warning(struct train_log *l, const cJSON *e, struct place *at)
{
	series_add(&l->notice, &(struct log_row){.x = {at->step},
						 .kind = "warning",
						 .text = text_of(e, "text")});
}

static void add_sample(struct train_log *l, const cJSON *e, struct place *at)
{
	series_add(&l->sample, &(struct log_row){.x = {at->step}, .text = text_of(e, "text")});
}

static const struct {
	const char *name;
	void (*add)(struct train_log *l, const cJSON *e, struct place *at);
} kinds[] = {
	{"step", add_step},       {"valid", add_valid},   {"save", add_save},
	{"warning", add_warning}, {"sample", add_sample},
};

static void add_event(struct train_log *l, const char *line, const cJSON *event, struct place *at)
{
	const cJSON *kind = cJSON_GetObjectItemCaseSensitive(event, "event");
	double step = number_of(event, "step");

	if (!cJSON_IsString(kind))
		return;
	if (isfinite(step))
		at->step = step;
	if (strcmp(kind->valuestring, "start") == 0) {
		free(l->start);
		l->start = xstrdup(line);
	}
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kind->valuestring, kinds[i].name) == 0)
			kinds[i].add(l, event, at);
}

void train_log_read(struct train_log *l, int fd)
{
	struct input in = {.name = "train.ndjson", .fd = fd, .regular = true};
	struct place at = {0};
	struct line_input lines;
	const char *line;
	size_t n;

	*l = (struct train_log){0};
	if (fd < 0)
		return;
	line_input_init(&lines, &in);
	while (line_input_next(&lines, &line, &n, NULL) > 0) {
		char *text = xcalloc(n + 1, 1);
		memcpy(text, line, n);
		cJSON *event = json_parse("log", text, n, NULL);
		if (event != NULL)
			add_event(l, text, event, &at);
		cJSON_Delete(event);
		free(text);
	}
	line_input_free(&lines);
	input_close(&in);
	series_end(&l->step);
	series_end(&l->valid);
	series_end(&l->notice);
	series_end(&l->sample);
}

void train_log_free(struct train_log *l)
{
	free(l->start);
	series_free(&l->step);
	series_free(&l->valid);
	series_free(&l->notice);
	series_free(&l->sample);
	*l = (struct train_log){0};
}
