/* info.c - rnn info: describes a model. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "cmd/commands.h"
#include "cmd/general.h"
#include "cmd/model_dir.h"
#include "host/say.h"
#include "store/store.h"

/* Prints a row of the table and frees `value`. The value may come from an untrusted file, so
 * control characters are replaced. */
static void row_free(const char *name, char *value)
{
	text_plain(value);
	printf("%-12s %s\n", name, value);
	free(value);
}

static void row(const char *name, const char *value)
{
	row_free(name, xstrdup(value));
}

/* Writes a symbol as text, one that cannot be seen as an escape: \n, \u{200b}, \xe2 for a byte. */
static void show_symbol(enum unit unit, uint32_t symbol, char text[16])
{
	bool control = symbol < 0x20 && symbol != 0 && strchr("\t\n\r", (int)symbol) == NULL;

	if (unit == UNIT_BYTE && (control || symbol >= 0x7f))
		snprintf(text, 16, "\\x%02x", (unsigned)symbol);
	else
		symbol_escape(symbol, text);
}

/* Returns the size of the alphabet and its first characters, those that cannot be seen as escapes.
 * The caller frees it. */
static char *alphabet(const struct saved_model *a)
{
	enum { SHOWN = 60 };
	struct memory m;
	FILE *to = memory_open(&m);
	char text[16];

	fprintf(to, "%d %s", a->vocab.size, a->unit == UNIT_BYTE ? "byte values" : "characters");
	for (int i = 0; i < a->vocab.size && i < SHOWN; i++) {
		show_symbol(a->unit, a->vocab.symbol[i], text);
		fprintf(to, "%s%s", i == 0 ? ": " : "", text);
	}
	fputs(a->vocab.size > SHOWN ? " ..." : "", to);
	return memory_close(&m);
}

/* Prints a row of several lines. */
static void rows(const char *name, const char *text)
{
	for (size_t n; (n = strcspn(text, "\n")), true; text += n + 1, name = "") {
		row_free(name, xasprintf("%.*s", (int)n, text));
		if (text[n] == '\0')
			break;
	}
}

static void print_training(const struct training *t, enum unit unit)
{
	struct count x, y, z;

	if (t->corpus != NULL)
		row_free("trained on",
			 xasprintf("%s (%s bytes)", t->corpus, count_text(&x, (double)t->bytes)));
	if (t->step > 0)
		row_free("trained for",
			 xasprintf("%s %ss, %s seconds; these weights are from step %s",
				   count_text(&x, t->chars), unit_word(unit),
				   count_text(&y, round(t->elapsed)),
				   count_text(&z, (double)t->step)));
	if (isfinite(t->best_loss))
		row_free("best loss",
			 xasprintf("%.4f bits per %s (%.4f nats)", nats_to_bits(t->best_loss),
				   unit_word(unit), t->best_loss));
	if (isfinite(t->temperature) && t->temperature != 1.0)
		row_free("calibrated", xasprintf("logits divided by %.2f for the lowest "
						 "validation loss",
						 t->temperature));
	if (t->options != NULL)
		row("options", t->options);
	if (t->engine != NULL)
		row("engine", t->engine);
	if (t->notes != NULL)
		rows("notes", t->notes);
}

/* Returns "temperature 1, top-k 0, ..."; the caller frees it. */
static char *sampling(const struct rnn_sampling *how)
{
	struct memory m;
	FILE *to = memory_open(&m);

	for (int i = 0; i < FILTERS; i++) {
		const struct filter *f = filter_table[i];
		fprintf(to, "%s%s ", i == 0 ? "" : ", ", f->name);
		fprintf(to, f->whole ? "%.0f" : "%g", how->value[i]);
	}
	return memory_close(&m);
}

/* Returns a text with newlines as \n; the caller frees it. */
static char *one_line(const char *text)
{
	struct memory m;
	FILE *to = memory_open(&m);

	for (; *text != '\0'; text++)
		if (*text == '\n')
			fputs("\\n", to);
		else
			fputc(*text, to);
	return memory_close(&m);
}

/* Returns the file, size and storage of the weights; the caller frees it. */
static char *weights(const struct blob *b)
{
	static const char *const storage[] = {
		[STORAGE_F32] = "float32",
		[STORAGE_BF16] = "bfloat16",
		[STORAGE_INT8] = "int8 with a scale per row",
	};
	struct count x;

	return xasprintf("%s, %s bytes, %s", b->file, count_text(&x, (double)b->bytes),
			 storage[b->storage]);
}

static void print_table(const char *dir, const struct saved_model *a)
{
	const struct config *c = &a->model.cfg;
	struct count x;

	row("model", dir);
	row_free("network", xasprintf("%s, %d layer%s of %d units, %s", c->cell->name, c->layers,
				      c->layers == 1 ? "" : "s", c->hidden,
				      c->embed > 0 ? "embedded input" : "one-hot input"));
	if (c->embed > 0)
		row_free("embedding", xasprintf("%d", c->embed));
	row_free("parameters", xstrdup(count_text(&x, (double)a->model.n)));
	row_free("alphabet", alphabet(a));
	row_free("weights", weights(&a->weights));
	print_training(&a->training, a->unit);
	row("resumable", a->has_state ? "yes" : "no");
	row_free("sampling", sampling(&a->sampling));
	if (a->start != NULL)
		row_free("start", one_line(a->start));
	if (a->chat.user != NULL)
		row_free("chat",
			 xasprintf("the user's lines begin with '%s', the model's with '%s'",
				   a->chat.user, a->chat.model));
}

struct info_args {
	struct general_args general;
};

static int run(struct options *line, struct rnn_error *err)
{
	const struct info_args *args = line->values;
	const struct engine *engine = engine_at(0); /* any: nothing is multiplied */
	struct saved_model a;
	char *dir;
	int rc = -1;

	if ((dir = model_dir_to_read(args->general.model, err)) == NULL)
		return -1;
	if (saved_model_load(&a, dir, engine, err) == 0) {
		rc = 0;
		if (args->general.json) {
			char *json = saved_model_json(&a);
			puts(json);
			free(json);
		} else {
			print_table(dir, &a);
		}
		saved_model_free(&a);
	}
	free(dir);
	return rc;
}

static const struct option_group groups[] = {
	{.title = "General", .rows = general_model_rows, .at = offsetof(struct info_args, general)},
	{.rows = general_rows, .at = offsetof(struct info_args, general)},
	{0},
};

/* clang-format off */
static const char *const examples[] = {
	"rnn info", "describe the model that sample would use",
	"rnn info -m models/corpus --json", "the same as JSON",
	NULL,
};
/* clang-format on */

const struct command cmd_info = {
	.name = "info",
	.summary = "describe a model",
	.description = "Prints the network, the alphabet and the training of a model.",
	.groups = groups,
	.values_size = sizeof(struct info_args),
	.example = examples,
	.run = run,
};
