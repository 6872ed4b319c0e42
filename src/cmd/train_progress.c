/* train_progress.c - see train_progress.h. */
#include "cmd/train_progress.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "host/say.h"
#include "text/vocab.h"

static const double time_most = 1e8; /* seconds; a longer training is not announced */

void train_progress_init(struct train_progress *p, bool quiet, bool plot, const char *command)
{
	*p = (struct train_progress){.quiet = quiet, .command = command};
	p->plot = plot && on_terminal(stderr);
	progress_init(&p->line, quiet);
	p->line.next = p->line.begun; /* the first step is shown at once */
}

static double round_to(double x, int digits)
{
	double unit = pow(10, floor(log10(x)) + 1 - digits);

	return unit * round(x / unit);
}

static void on_start(const struct train_progress *p, const struct event *e)
{
	const struct saved_model *a = e->model;
	const struct config *c = &a->model.cfg;
	struct count chars, params;
	struct duration time;

	fprintf(stderr, "%s %ss, %d different; %s %d x %d, %s parameters; %s %s, %d thread%s\n",
		count_text(&chars, (double)e->chars), unit_word(e->unit), c->vocab, c->cell->name,
		c->layers, c->hidden, count_text(&params, (double)e->params), e->engine,
		e->precision, e->threads, e->threads == 1 ? "" : "s");
	if (e->to_read > 0 && e->eta_s > 0 && e->eta_s < time_most) {
		fprintf(stderr, "about %s to read %s %ss (%.*f passes)\n",
			progress_time(&time, e->eta_s), count_text(&chars, round_to(e->to_read, 2)),
			unit_word(e->unit), e->passes < 10 ? 1 : 0, e->passes);
	}
	if (p->command != NULL) { /* has no control characters, see options_command */
		fprintf(stderr, "equivalent command: %s\n", p->command);
	} else if (a->training.options != NULL) {
		char *plain = xstrdup(a->training.options);
		text_plain(plain);
		fprintf(stderr, "options: %s\n", plain);
		free(plain);
	}
}

static void on_step(struct train_progress *p, const struct event *e)
{
	const char *unit = unit_name(e->unit);
	struct duration left;
	struct count speed;
	double elapsed;

	if (progress_due(&p->line, &elapsed))
		progress_show(&p->line, "%3.0f%%  epoch %.2f  loss %.3f bits/%s  %s %ss/s  %s left",
			      100 * e->progress, e->epoch, nats_to_bits(e->loss), unit,
			      count_text(&speed, e->chars_per_s), unit,
			      progress_time(&left, e->eta_s));
}

static void on_valid(const struct event *e)
{
	struct count scored, kept;

	fprintf(stderr, "%3.0f%%  epoch %.2f  validation %.3f bits/%s", 100 * e->progress, e->epoch,
		nats_to_bits(e->loss), unit_name(e->unit));
	if (e->chars < e->chars_kept)
		fprintf(stderr, " on %s of %s %ss", count_text(&scored, (double)e->chars),
			count_text(&kept, (double)e->chars_kept), unit_word(e->unit));
	fprintf(stderr, "%s\n", e->best ? "  (best)" : "");
}

/* Writes the symbols in one line of the terminal: what does not fit is cut off. */
static void on_sample(const struct event *e)
{
	uint32_t *symbol = xcalloc(e->text_bytes + 4, sizeof *symbol);
	int left = terminal_columns(stderr);
	struct decoder d;

	decoder_init(&d, UNIT_CHAR, INVALID_REPLACE);
	long long n = decoder_run(&d, "sample", (const unsigned char *)e->text, e->text_bytes, true,
				  symbol, NULL, NULL);
	left -= fprintf(stderr, "%3.0f%%  sample: ", 100 * e->progress);
	for (long long i = 0; i < n; i++) {
		char shown[16];
		symbol_escape(symbol[i], shown);
		left -= shown[0] == '\\' ? (int)strlen(shown) : utf8_columns(symbol[i]);
		if (left < 0)
			break;
		fputs(shown, stderr);
	}
	putc('\n', stderr);
	free(symbol);
}

static void on_done(const struct event *e)
{
	struct count steps, speed;
	struct duration time;

	fprintf(stderr, "trained %s steps in %s (%s %ss/s)", count_text(&steps, (double)e->step),
		progress_time(&time, e->elapsed_s), count_text(&speed, e->chars_per_s),
		unit_name(e->unit));
	if (isfinite(e->best_loss))
		fprintf(stderr, "; best validation loss %.3f bits/%s", nats_to_bits(e->best_loss),
			unit_name(e->unit));
	putc('\n', stderr);
}

void train_progress_event(struct train_progress *p, const struct event *e)
{
	if (p->quiet)
		return;
	train_curve_add(&p->curve, e);
	if (e->kind != EVENT_STEP)
		progress_clear(&p->line);
	switch (e->kind) {
	case EVENT_START:
		on_start(p, e);
		break;
	case EVENT_STEP:
		on_step(p, e);
		break;
	case EVENT_VALID:
		on_valid(e);
		break;
	case EVENT_SAVE:
		break;
	case EVENT_WARNING:
		say(false, "warning: %s", e->text);
		break;
	case EVENT_SAMPLE:
		on_sample(e);
		break;
	case EVENT_DONE:
		on_done(e);
		if (p->plot)
			train_curve_print(&p->curve, e->unit, terminal_columns(stderr));
		break;
	}
}
