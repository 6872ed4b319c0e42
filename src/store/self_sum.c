/* self_sum.c - see self_sum.h. */
#include "store/self_sum.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

/* Writes the CRC-32 of text[0..n) as eight hex digits. */
static void checksum(const char *text, size_t n, char hex[9])
{
	uint32_t crc = (uint32_t)crc32_z(0, (const unsigned char *)text, n);

	snprintf(hex, 9, "%08" PRIx32, crc);
}

void self_sum_write(struct jsonout *w)
{
	char hex[9];

	checksum(w->text, w->n, hex);
	jsonout_string(w, SELF_SUM_KEY, hex);
}

/* Returns the number of bytes that the checksum covers: those before the comma before its key. */
static size_t covered_bytes(const char *text, size_t n)
{
	static const char key[] = "\"" SELF_SUM_KEY "\"";
	const size_t length = sizeof key - 1;

	while (n >= length && memcmp(text + n - length, key, length) != 0)
		n--;
	n = n >= length ? n - length : 0;
	while (n > 0 && strchr(" \t\r\n", text[n - 1]) != NULL)
		n--;
	return n > 0 ? n - 1 : 0;
}

int self_sum_check(const cJSON *root, const char *path, const char *text, size_t n,
		   struct rnn_error *err)
{
	const char *want;
	char found[9];

	if (cJSON_GetObjectItemCaseSensitive(root, SELF_SUM_KEY) == NULL)
		return 0;
	if (json_get_string(root, path, SELF_SUM_KEY, &want, err) < 0)
		return -1;
	checksum(text, covered_bytes(text, n), found);
	if (strcmp(found, want) == 0)
		return 0;
	return errorf(err, EX_DATAERR,
		      "%s: damaged: its text has the checksum %s, its last line "
		      "says %.20s (if you edited the file, remove that line)",
		      path, found, want);
}
