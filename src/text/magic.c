/* magic.c - see magic.h. */
#include "text/magic.h"

#include <string.h>

/* Kinds of files that are often given by mistake, recognised by their first bytes. */
static const struct magic {
	const char *bytes;
	size_t n;
	const char *what, *hint;
} magic_table[] = {
	{"\x1f\x8b", 2, "gzip data", "unpack it with gunzip"},
	{"\x28\xb5\x2f\xfd", 4, "zstd data", "unpack it with unzstd"},
	{"\xfd"
	 "7zXZ",
	 5, "xz data", "unpack it with unxz"},
	{"PK\3\4", 4, "a zip archive", "unpack it with unzip"},
	{"%PDF-", 5, "a PDF document", "extract its text with pdftotext"},
	{"\xff\xfe", 2, "UTF-16", "convert it with iconv -f UTF-16 -t UTF-8"},
	{"\xfe\xff", 2, "UTF-16", "convert it with iconv -f UTF-16 -t UTF-8"},
};

int magic_check(const char *name, const unsigned char *p, size_t n, struct rnn_error *err)
{
	enum { LOOK = 512 };
	size_t nul = 0, look = n < LOOK ? n : LOOK;

	for (size_t i = 0; i < sizeof magic_table / sizeof *magic_table; i++) {
		const struct magic *m = &magic_table[i];
		if (n >= m->n && memcmp(p, m->bytes, m->n) == 0)
			return errorf_code(err, EX_DATAERR, RNN_ERROR_NOT_TEXT,
					   "%s: is %s, not UTF-8 text; %s", name, m->what, m->hint);
	}
	for (size_t i = 0; i < look; i++)
		nul += p[i] == 0;
	if (look >= 4 && nul >= look / 4)
		return errorf_code(err, EX_DATAERR, RNN_ERROR_NOT_TEXT,
				   "%s: has many NUL bytes, so it is UTF-16 or not text; "
				   "convert it with iconv -f UTF-16LE -t UTF-8",
				   name);
	return 0;
}
