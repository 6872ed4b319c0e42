/* eval_lines.c - see eval_lines.h. */
#include "cmd/eval_lines.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/eval_choose.h"
#include "cmd/eval_scorers.h"
#include "cmd/reading.h"
#include "host/say.h"
#include "text/line_input.h"

/* Lines answered at a time if the writer may wait for the answers. */
enum { LIVE_LINES = 512 };

/* A line of the block that is being scored. */
struct row {
	const char *text;  /* (bytes) without the newline; in the buffer */
	size_t bytes, all; /* all: with the newline */
	size_t scored; /* the bytes that are scored: without a carriage return of the line end */
	size_t at;     /* of its first symbol in job.ids */
	size_t all_at, symbols; /* its symbols in job.all_ids, with --novelty */
};

struct job {
	const struct eval_lines *e;
	struct input *in;
	const char *file;
	struct decoder decoder;
	int newline; /* id of the newline, -1 if the model does not know it */
	struct line_input lines;
	uint16_t *ids; /* (id_room) the symbols of the block */
	size_t id_count, id_room;
	uint16_t *all_ids; /* (id_room) with --novelty: unknown ones too, no line ends */
	size_t all_count;
	struct row row[LINES_MAX];
	struct line line[LINES_MAX];
	size_t rows;     /* lines of the block */
	uint64_t number; /* lines scored */
	struct candidates choices;
	uint64_t unknown;
};

/* ---- Decoding ---- */

static void add_symbols(struct job *j, struct line *l, const uint32_t *c, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int id = vocab_id(j->e->v, c[i]);
		if (c[i] == '\n')
			continue; /* add_line adds it */
		if (j->all_ids != NULL)
			j->all_ids[j->all_count++] = id >= 0 ? (uint16_t)id : NOVELTY_UNKNOWN;
		if (id >= 0)
			j->ids[j->id_count++] = (uint16_t)id;
		else
			l->score.unknown++;
	}
}

/* Leaves out the carriage return of a line end of Windows, unless the model knows it: then it was in the
 * lines that the model learned from. */
static void end_line(struct job *j, struct row *r, struct line *l)
{
	bool cr = line_length(r->text, r->bytes) < r->bytes && vocab_id(j->e->v, '\r') < 0;

	r->scored = r->bytes - cr;
	l->score.unknown -= cr;
	if (j->all_ids != NULL) {
		j->all_count -= cr;
		r->symbols = j->all_count - r->all_at;
	}
}

/* Decodes a line into the ids of the block, and adds the newline that ends it, also
 * where the text ends without one. */
static int add_line(struct job *j, const struct row *from, struct rnn_error *err)
{
	enum { CHUNK = 512 };
	const unsigned char *text = (const unsigned char *)from->text;
	struct row *r = &j->row[j->rows];
	struct line *l = &j->line[j->rows];
	uint32_t c[CHUNK + 4];

	*l = (struct line){0};
	*r = *from;
	r->at = j->id_count;
	r->all_at = j->all_count;
	for (size_t i = 0; i < r->all; i += CHUNK) {
		size_t n = r->all - i < CHUNK ? r->all - i : CHUNK;
		bool last = i + n == r->all && r->all == r->bytes;
		long long got = decoder_run(&j->decoder, j->in->name, text + i, n, last, c, NULL,
					    err);
		if (got < 0)
			return -1;
		add_symbols(j, l, c, (size_t)got);
	}
	end_line(j, r, l);
	if (j->newline >= 0)
		j->ids[j->id_count++] = (uint16_t)j->newline;
	l->n = j->id_count - r->at;
	j->unknown += l->score.unknown;
	j->rows++;
	return 0;
}

/* Fills the block with the lines that are in the buffer, up to `most`. */
static int fill_block(struct job *j, size_t most, struct rnn_error *err)
{
	const struct line_input *l = &j->lines;
	struct row r = {0};

	j->rows = j->id_count = j->all_count = 0;
	if (j->id_room < l->size - l->begin + most) { /* a symbol takes at least one byte */
		j->id_room = l->room + most;
		j->ids = xrealloc(j->ids, j->id_room, sizeof *j->ids);
		if (j->e->novelty != NULL)
			j->all_ids = xrealloc(j->all_ids, j->id_room, sizeof *j->all_ids);
	}
	while (j->rows < most && line_input_take(&j->lines, &r.text, &r.bytes, &r.all))
		if (add_line(j, &r, err) < 0)
			return -1;
	return 0;
}

/* ---- Output ---- */

static double charged_bits(const struct job *j, const struct score *s)
{
	return nats_to_bits(s->nats) + (double)s->unknown * score_unknown_bits(j->e->v->unit);
}

static void print_row(const struct job *j, const struct row *r, const struct line *l)
{
	printf("%.9g\t%" PRIu64 "\t%" PRIu64 "\t", charged_bits(j, &l->score), l->score.scored,
	       l->score.unknown);
	if (j->e->novelty != NULL)
		novelty_print_columns(j->e->novelty);
	fwrite(r->text, 1, r->bytes, stdout);
	putchar('\n');
}

static void print_json(const struct job *j, const struct row *r, const struct line *l)
{
	size_t newline = j->newline >= 0;
	struct known_text known = {
		.text = r->text,
		.bytes = r->scored,
		.ids = l->ids,
		.n = l->n - newline,
		.unknown = l->score.unknown,
		.inside = j->number > 1,
	};
	struct text_size size;
	struct jsonout w = {0};

	text_size_measure(&size, j->e->v, reading_invalid(j->e->o->invalid), &known);
	size.scored_chars += newline;
	size.scored_bytes += newline;
	jsonout_open(&w, NULL, '{');
	jsonout_string(&w, "file", j->file);
	jsonout_uint(&w, "number", j->number);
	jsonout_text(&w, "line", r->text, r->bytes);
	jsonout_number(&w, "bits", charged_bits(j, &l->score), NUMBER_DOUBLE);
	figures_json_text(&w, &size, &l->score);
	if (j->e->novelty != NULL)
		novelty_write_json(j->e->novelty, &w);
	jsonout_close(&w, '}');
	char *line = jsonout_finish(&w);
	fputs(line, stdout);
	free(line);
}

/* Returns whether a line is as likely as was asked for. */
static bool passes(const struct job *j, const struct line *l)
{
	uint64_t symbols = l->score.scored + l->score.unknown;
	double bits = symbols > 0 ? charged_bits(j, &l->score) / (double)symbols : 0;

	return bits >= j->e->min && bits <= j->e->max;
}

static void answer_line(struct job *j, const struct row *r, const struct line *l)
{
	const struct eval_args *o = j->e->o;

	j->number++;
	if (o->choose) {
		if (line_length(r->text, r->bytes) > 0) /* an empty line is no candidate */
			candidates_add(&j->choices, r->text, r->bytes, charged_bits(j, &l->score));
		return;
	}
	if (!passes(j, l))
		return;
	if (j->e->novelty != NULL)
		novelty_score_line(j->e->novelty, o, j->e->v, j->all_ids + r->all_at, r->symbols);
	if (o->general.json)
		print_json(j, r, l);
	else if (o->per_line)
		print_row(j, r, l);
	else
		fwrite(r->text, 1, r->all, stdout);
}

static void score_block(struct job *j)
{
	for (size_t i = 0; i < j->rows; i++)
		j->line[i].ids = j->ids + j->row[i].at;
	if (j->e->mixed != NULL)
		mix_lines_score(j->e->mixed, j->line, j->rows);
	else
		lines_score(j->e->lines, j->line, j->rows);
	for (size_t i = 0; i < j->rows && !ferror(stdout); i++)
		answer_line(j, &j->row[i], &j->line[i]);
}

/* Scores and writes the lines that are in the buffer, at most one block. */
static int answer_block(struct job *j, size_t most, struct rnn_error *err)
{
	struct rnn_error output;
	int rc = fill_block(j, most, err);

	score_block(j);
	if (j->rows > 0 && (!j->in->regular || ferror(stdout)) && output_check(&output) < 0) {
		*err = output;
		return -1;
	}
	return rc;
}

static int run(struct job *j, struct rnn_error *err)
{
	size_t most = j->in->regular ? LINES_MAX : LIVE_LINES;

	for (;;) {
		if (answer_block(j, most, err) < 0)
			return -1;
		if (j->rows == most)
			continue;
		if (j->lines.ended)
			return 0;
		if (line_input_more(&j->lines, err) < 0)
			return -1;
	}
}

int eval_lines_run(const struct eval_lines *e, struct input *in, const char *file,
		   uint64_t *unknown, struct rnn_error *err)
{
	struct job *j = xcalloc(1, sizeof *j);

	j->e = e;
	j->in = in;
	j->file = file;
	j->newline = vocab_id(e->v, '\n');
	line_input_init(&j->lines, in);
	decoder_init(&j->decoder, e->v->unit, reading_invalid(e->o->invalid));
	int rc = run(j, err);
	if (rc == 0 && e->o->choose) {
		candidates_decide(&j->choices);
		candidates_print(&j->choices, file, e->o->general.json);
	}
	*unknown = j->unknown;
	candidates_free(&j->choices);
	line_input_free(&j->lines);
	free(j->ids);
	free(j->all_ids);
	free(j);
	return rc;
}

/* ---- Stages ---- */

bool eval_lines_wanted(const struct scoring *e)
{
	return e->o->by_line;
}

static struct lines_options lines_how(const struct scoring *e)
{
	return (struct lines_options){.context = e->context.ids,
				      .contexts = e->context.n,
				      .window = e->how.window,
				      .threads = e->how.threads};
}

int eval_lines_prepare(struct scoring *e, size_t *bytes, struct rnn_error *err)
{
	struct lines_options how = lines_how(e);

	if (e->mixed.on)
		return mixed_prepare(e, bytes, err);
	*bytes = size_sum(*bytes, 1, lines_bytes(&e->a->model, &how));
	return 0;
}

int eval_lines_begin(struct scoring *e, struct rnn_error *err)
{
	struct lines_options how = lines_how(e);

	if (e->mixed.on && mixed_begin(e, err) < 0)
		return -1;
	e->lines = (struct eval_lines){
		.o = e->o,
		.v = e->v,
		.min = options_given(e->line, "min") ? e->o->min : -INFINITY,
		.max = options_given(e->line, "max") ? e->o->max : INFINITY,
		.novelty = novelty_wanted(e) ? &e->novelty : NULL,
		.mixed = e->mixed.lines,
		.lines = e->mixed.on ? NULL : lines_new(&e->a->model, &how),
	};
	return 0;
}

void eval_lines_end(struct scoring *e)
{
	lines_free(e->lines.lines);
	mixed_end(e);
}
