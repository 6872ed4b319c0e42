/* chat_talk.c - see chat_talk.h. */
#include "cmd/chat_talk.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "host/say.h"
#include "host/signals.h"
#include "store/jsonout.h"

/* The most symbols of a line that are read: more would take long, and are forgotten anyway. */
enum { LINE_MOST = 1000 };

/* ---- Files ---- */

/* Describes the mixture of a talk, with room for its learned weights. */
static void describe_mix(const struct chat_talk *t, struct talk_mixture *x)
{
	x->members = mix_use_sums(t->use);
	x->names = mix_use_names(t->use);
	x->weights = chat_learned_weights(t->chat);
	x->weight = xcalloc((size_t)x->weights, sizeof *x->weight);
	if (x->weights > 0)
		x->learned = mix_form_name[t->use->weights.form];
}

/* Returns a description with room for where the talk stands; describe_end frees it. */
static struct talk describe(const struct chat_talk *t)
{
	struct talk where = {
		.model = t->a->weights.crc32,
		.n = chat_state_size(t->chat),
		.symbols = t->v->size,
	};

	where.state = xcalloc(where.n, sizeof *where.state);
	if (t->o->adapt)
		where.learned = xcalloc(1, sizeof *where.learned);
	if (t->use != NULL)
		describe_mix(t, &where.mix);
	return where;
}

static void describe_end(struct talk *where)
{
	free(where->state);
	free(where->learned);
	free((char *)where->mix.members);
	free((char *)where->mix.names);
	free(where->mix.weight);
}

int chat_talk_save(const struct chat_talk *t, const char *path, struct rnn_error *err)
{
	struct talk where = describe(t);

	chat_get(t->chat, &where);
	signals_hold(); /* the temporary file would stay */
	int rc = talk_save(path, &where, err);
	signals_release();
	describe_end(&where);
	return rc;
}

int chat_talk_load(const struct chat_talk *t, const char *path, struct rnn_error *err)
{
	struct talk where = describe(t);
	int rc = talk_load(path, &where, err);

	if (rc == 0 && where.adapts && !t->o->adapt)
		rc = errorf(err, EX_USAGE, "%s: a talk that learns from the user: give --adapt",
			    path);
	if (rc == 0)
		rc = chat_check(t->chat, &where, path, err);
	if (rc == 0)
		chat_set(t->chat, &where);
	describe_end(&where);
	return rc;
}

/* ---- Answers ---- */

/* Returns the text of an answer. A UTF-8 sequence that the largest length has cut off is left out. The
 * caller frees the text. */
static char *answer_text(const struct chat_talk *t, const struct chat_answer *a, size_t *bytes)
{
	struct memory m;
	FILE *to = memory_open(&m);
	char symbol[4], *text;

	for (size_t i = 0; i < a->n; i++)
		fwrite(symbol, 1, (size_t)vocab_encode(t->v, a->ids[i], symbol), to);
	text = memory_close(&m);
	*bytes = m.bytes;
	for (size_t k = 1; k <= 3 && k <= m.bytes; k++) {
		unsigned char lead = (unsigned char)text[m.bytes - k];
		size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 1;
		if (length > k && !a->ended)
			*bytes = m.bytes - k;
		if (lead >= 0xc0 || lead < 0x80)
			break;
	}
	return text;
}

static void write_text(const struct chat_talk *t, const char *text, size_t bytes)
{
	struct text_out out;

	text_out_init(&out, stdout, t->v->unit);
	if (t->terminal)
		text_out_text(&out, t->prefix, strlen(t->prefix));
	text_out_text(&out, text, bytes);
	text_out_text(&out, "\n", 1);
	text_out_end(&out);
}

static void json_answer(const struct chat_talk *t, struct jsonout *w, const struct chat_answer *a)
{
	size_t bytes;
	char *text = answer_text(t, a, &bytes);

	jsonout_open(w, NULL, '{');
	jsonout_text(w, "text", text, bytes);
	jsonout_number(w, "nats", a->nats, NUMBER_DOUBLE);
	if (t->o->answers > 1 && t->o->relevance > 0)
		jsonout_number(w, "nats_alone", a->alone, NUMBER_DOUBLE);
	jsonout_number(w, "score", a->score, NUMBER_DOUBLE);
	jsonout_close(w, '}');
	free(text);
}

/* A line as it was read. */
struct heard {
	const char *text; /* (bytes) */
	size_t bytes;
	long long unknown; /* symbols that were left out */
};

static void write_json(const struct chat_talk *t, const struct heard *h,
		       const struct chat_answer *answer, int best)
{
	struct jsonout w = {0};
	size_t bytes;
	char *text = answer_text(t, &answer[best], &bytes), *line;

	jsonout_open(&w, NULL, '{');
	jsonout_text(&w, "user", h->text, h->bytes);
	jsonout_int(&w, "unknown", h->unknown);
	if (t->o->adapt)
		jsonout_number(&w, "user_nats", chat_user_nats(t->chat), NUMBER_DOUBLE);
	jsonout_text(&w, "model", text, bytes);
	jsonout_open(&w, "answers", '[');
	for (int k = 0; k < t->o->answers; k++)
		json_answer(t, &w, &answer[k]);
	jsonout_close(&w, ']');
	jsonout_close(&w, '}');
	line = jsonout_finish(&w);
	fputs(line, stdout);
	free(line);
	free(text);
}

static int answer(struct chat_talk *t, const struct heard *h, const uint16_t *ids, size_t n,
		  struct rnn_error *err)
{
	int best;
	const struct chat_answer *all = chat_say(t->chat, ids, n, &best);
	size_t bytes;

	if (t->o->general.json) {
		write_json(t, h, all, best);
	} else {
		char *text = answer_text(t, &all[best], &bytes);
		write_text(t, text, bytes);
		free(text);
	}
	return output_check(err);
}

/* ---- Lines of the user ---- */

static bool is_blank(const struct vocab *v, int id)
{
	uint32_t c = v->symbol[id];
	utf8proc_category_t k = utf8proc_category((utf8proc_int32_t)c);

	if (v->unit == UNIT_BYTE)
		return c <= ' ' || c == 0x7f;
	return k >= UTF8PROC_CATEGORY_ZS && k <= UTF8PROC_CATEGORY_CC;
}

/* Says once what is left out of lines. */
static void tell(struct chat_talk *t, const struct heard *h, bool cut)
{
	bool quiet = t->o->general.quiet;

	if (h->unknown > 0 && !t->told_unknown)
		say(quiet,
		    "note: %ss that the model does not know are left out (%lld of this line)",
		    unit_word(t->v->unit), h->unknown);
	if (cut && !t->told_long)
		say(quiet, "note: of a long line, the model reads the last %d %ss", LINE_MOST,
		    unit_word(t->v->unit));
	t->told_unknown |= h->unknown > 0;
	t->told_long |= cut;
}

/* Answers what the user says: the line without blanks at its ends. */
static int hear(struct chat_talk *t, const char *text, size_t bytes, struct rnn_error *err)
{
	const struct vocab *v = t->v;
	struct heard h = {.text = text, .bytes = bytes};
	uint16_t *ids;
	size_t from = 0, n;

	if (vocab_text(v, "line", text, bytes, INVALID_REPLACE, &h.unknown, &ids, &n, NULL, err) <
	    0)
		return -1;
	while (n > 0 && is_blank(v, ids[n - 1]))
		n--;
	while (from < n && is_blank(v, ids[from]))
		from++;
	bool cut = n - from > LINE_MOST;
	from = cut ? n - LINE_MOST : from;
	tell(t, &h, cut);
	int rc = answer(t, &h, ids + from, n - from, err);
	free(ids);
	return rc;
}

/* ---- Commands ---- */

/* A command. `arg` is what follows its name, "" if nothing does. Returns 0, or -1 with *err. */
struct talk_command {
	const char *name, *arg; /* arg: its name; NULL: it takes none */
	const char *help;
	int (*run)(struct chat_talk *t, const char *arg, struct rnn_error *err);
};

static int run_reset(struct chat_talk *t, const char *arg, struct rnn_error *err)
{
	(void)arg, (void)err;
	chat_reset(t->chat);
	say(t->o->general.quiet, "the talk begins anew");
	return 0;
}

static int run_save(struct chat_talk *t, const char *arg, struct rnn_error *err)
{
	if (chat_talk_save(t, arg, err) < 0)
		return -1;
	say(t->o->general.quiet, "saved to %s", arg);
	return 0;
}

static int run_load(struct chat_talk *t, const char *arg, struct rnn_error *err)
{
	if (chat_talk_load(t, arg, err) < 0)
		return -1;
	say(t->o->general.quiet, "the talk of %s goes on", arg);
	return 0;
}

static int run_temperature(struct chat_talk *t, const char *arg, struct rnn_error *err)
{
	const struct filter *f = filter_table[FILTER_temperature];
	const struct option_row row = {.name = f->name, .type = OPT_REAL, .lo = f->lo, .hi = f->hi};
	double x;

	if (value_parse(&row, arg, &x, NULL) < 0)
		return errorf(err, EX_USAGE, "/temperature: must be a number from %g to %g, not %s",
			      f->lo, f->hi, arg);
	x = filter_round(f, x) + 0.0; /* not -0 */
	chat_set_temperature(t->chat, x);
	say(t->o->general.quiet, "the temperature is %g", x);
	return 0;
}

static int run_more(struct chat_talk *t, const char *arg, struct rnn_error *err)
{
	(void)arg;
	return hear(t, "", 0, err);
}

static int run_quit(struct chat_talk *t, const char *arg, struct rnn_error *err)
{
	(void)arg, (void)err;
	t->ended = true;
	return 0;
}

static int run_help(struct chat_talk *t, const char *arg, struct rnn_error *err);

static const struct talk_command commands[] = {
	{"reset", NULL, "forget the talk and begin anew", run_reset},
	{"save", "FILE", "save where the talk stands", run_save},
	{"load", "FILE", "go on with a saved talk", run_load},
	{"temperature", "X", "below 1 safer, above 1 more varied answers", run_temperature},
	{"more", NULL, "the model says one more line; an empty line does the same", run_more},
	{"help", NULL, "show this list", run_help},
	{"quit", NULL, "end; Ctrl-D does the same", run_quit},
};
enum { COMMANDS = sizeof commands / sizeof *commands };

static int run_help(struct chat_talk *t, const char *arg, struct rnn_error *err)
{
	(void)t, (void)arg, (void)err;
	for (int i = 0; i < COMMANDS; i++) {
		const struct talk_command *c = &commands[i];
		char *call = xasprintf("/%s %s", c->name, c->arg != NULL ? c->arg : "");
		fprintf(stderr, "%-16s %s\n", call, c->help);
		free(call);
	}
	fprintf(stderr, "%-16s say a line that begins with /\n", "//...");
	return 0;
}

static const char *command_name(const void *ctx, int i)
{
	(void)ctx;
	return i < COMMANDS ? commands[i].name : NULL;
}

/* Runs the command in a line, which begins behind its slash and ends with a 0 byte. */
static int run_command(struct chat_talk *t, char *line, struct rnn_error *err)
{
	size_t n = strcspn(line, " \t");
	char *arg = line + n + strspn(line + n, " \t");

	for (size_t end = strlen(arg); end > 0 && strchr(" \t", arg[end - 1]) != NULL; end--)
		arg[end - 1] = 0;
	for (int i = 0; i < COMMANDS; i++) {
		const struct talk_command *c = &commands[i];
		if (strlen(c->name) != n || strncmp(c->name, line, n) != 0)
			continue;
		if (c->arg != NULL && *arg == 0)
			return errorf(err, EX_USAGE, "/%s needs its %s", c->name, c->arg);
		if (c->arg == NULL && *arg != 0)
			return errorf(err, EX_USAGE, "/%s takes nothing after it", c->name);
		return c->run(t, arg, err);
	}
	const char *near = suggest(line, n, command_name, NULL);
	line[n] = 0;
	return errorf(err, EX_USAGE, "/%.40s: no such command; %s%s", line,
		      near != NULL ? "did you mean /" : "/help lists them",
		      near != NULL ? near : "");
}

/* Runs the command of a line. If it fails, says so; a write error ends the talk. */
static int command(struct chat_talk *t, const char *text, size_t bytes, struct rnn_error *err)
{
	struct rnn_error why, output;
	char *line = xcalloc(bytes + 1, 1);
	int rc;

	memcpy(line, text, bytes);
	rc = strlen(line) < bytes ? errorf(&why, EX_USAGE, "a command cannot have a 0 byte")
				  : run_command(t, line, &why);
	free(line);
	if (output_check(&output) < 0) {
		*err = output;
		return -1;
	}
	if (rc < 0) {
		say(false, "%s", why.text);
		t->status = t->status != 0 || t->terminal ? t->status : why.status;
	}
	return 0;
}

int chat_talk_line(struct chat_talk *t, const char *text, size_t bytes, struct rnn_error *err)
{
	bool slash = bytes > 0 && text[0] == '/' && !t->o->no_commands;
	bool said = slash && bytes > 1 && text[1] == '/'; /* by "//" */
	int rc;

	if (bytes > 0 && text[bytes - 1] == '\r') /* of a file from Windows */
		bytes--;
	if (slash && !said)
		rc = command(t, text + 1, bytes - 1, err);
	else
		rc = hear(t, text + said, bytes - said, err);
	if (rc == 0 && t->o->state != NULL)
		rc = chat_talk_save(t, t->o->state, err);
	return rc;
}
