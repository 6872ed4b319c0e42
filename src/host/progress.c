/* progress.c - see progress.h. */
#include "host/progress.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/pace.h"
#include "host/say.h"

static const double first = 1;                         /* seconds before the first report */
static const double live_interval = 0.2;               /* seconds between reports, on a terminal */
static const double interval = 10;                     /* and elsewhere */
static const double time_most = 3 * 365.0 * 24 * 3600; /* seconds */

void progress_init(struct progress *p, bool quiet)
{
	const char *term = getenv("TERM"), *color = getenv("NO_COLOR");

	*p = (struct progress){.quiet = quiet, .begun = pace_clock()};
	p->next = p->begun + first;
	p->live = on_terminal(stderr) && term != NULL && strcmp(term, "dumb") != 0 &&
		  (color == NULL || *color == 0);
}

bool progress_due(const struct progress *p, double *elapsed)
{
	double now = p->quiet ? 0 : pace_clock();

	*elapsed = now - p->begun;
	return !p->quiet && now >= p->next;
}

void progress_show(struct progress *p, const char *format, ...)
{
	va_list ap;

	progress_clear(p);
	va_start(ap, format);
	p->width = vfprintf(stderr, format, ap);
	va_end(ap);
	if (p->live) {
		fflush(stderr);
	} else {
		putc('\n', stderr);
		p->width = 0;
	}
	p->next = pace_clock() + (p->live ? live_interval : interval);
}

void progress_clear(struct progress *p)
{
	if (p->width > 0)
		fprintf(stderr, "\r%*s\r", p->width, ""); /* blanks work on every terminal */
	p->width = 0;
}

const char *progress_time(struct duration *out, double seconds)
{
	long s = seconds > 0 && seconds < time_most ? lround(seconds) : 0;

	if (s >= 3600)
		snprintf(out->text, sizeof out->text, "%ld:%02ld:%02ld", s / 3600, s / 60 % 60,
			 s % 60);
	else
		snprintf(out->text, sizeof out->text, "%ld:%02ld", s / 60, s % 60);
	return out->text;
}
