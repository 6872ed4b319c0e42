/* say.c - builds text in memory, writes messages to standard error, checks standard output. */
#include "host/say.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

FILE *memory_open(struct memory *m)
{
	*m = (struct memory){0};
	m->file = open_memstream(&m->text, &m->bytes);
	if (m->file == NULL)
		xcalloc(SIZE_MAX, 1); /* reports the lack of memory, the only cause, and exits */
	return m->file;
}

char *memory_close(struct memory *m)
{
	if (fclose(m->file) != 0 || m->text == NULL) /* glibc may report no error */
		xcalloc(SIZE_MAX, 1);
	return m->text;
}

void say(bool quiet, const char *format, ...)
{
	va_list ap;
	char *text = NULL;

	if (quiet)
		return;
	va_start(ap, format);
	if (vasprintf(&text, format, ap) < 0)
		text = NULL;
	va_end(ap);
	if (text != NULL) {
		text_plain(text);
		fprintf(stderr, "rnn: %s\n", text);
	}
	free(text);
}

const char *count_text(struct count *out, double n)
{
	char digits[28];
	int length = snprintf(digits, sizeof digits, "%.0f", n), k = 0;

	for (int i = 0; i < length && i < (int)sizeof digits - 1; i++) {
		if (i > 0 && (length - i) % 3 == 0)
			out->text[k++] = ',';
		out->text[k++] = digits[i];
	}
	out->text[k] = 0;
	return out->text;
}

bool on_terminal(FILE *f)
{
	return isatty(fileno(f)) == 1;
}

int terminal_columns(FILE *f)
{
	struct winsize size;

	return ioctl(fileno(f), TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

void mention_terminal(bool quiet)
{
	if (isatty(STDIN_FILENO) == 1)
		say(quiet, "reading text from the terminal; end it with Ctrl-D at the start of "
			   "a line");
}

int output_check(struct rnn_error *err)
{
	int before = ferror(stdout) ? errno : 0; /* usually still the errno of the failed write */

	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return 0;
	int error = errno != 0 ? errno : before != 0 ? before : EIO;
	errorf(err, EX_IOERR, "standard output: %s", strerror(error));
	errno = error; /* for the next check: some C libraries drop what could not be written */
	return -1;
}
