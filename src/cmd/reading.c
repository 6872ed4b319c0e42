/* reading.c - see reading.h. */
#include "cmd/reading.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

const char *reading_invalids(int i)
{
	static const char *const names[] = {"error", "replace", "skip", NULL};

	return names[i];
}

const char *reading_unknowns(int i)
{
	static const char *const names[] = {"error", "skip", NULL};

	return names[i];
}

const char *reading_new_symbols(int i)
{
	static const char *const names[] = {"error", "skip", "add", NULL};

	return names[i];
}

const struct option_row reading_rows[] = {
	{
		.name = "prime-file",
		.type = OPT_TEXT,
		.at = offsetof(struct reading_args, prime_file),
		.arg = "FILE",
		.path = PATH_TEXT,
		.help = "text to continue, from a file; - is standard input",
	},
	{
		.name = "invalid",
		.type = OPT_CHOICE,
		.choice = reading_invalids,
		.fallback = "error",
		.at = offsetof(struct reading_args, invalid),
		.help = "bytes of the prime that are not UTF-8",
	},
	{
		.name = "unknown",
		.type = OPT_CHOICE,
		.choice = reading_unknowns,
		.fallback = "error",
		.at = offsetof(struct reading_args, unknown),
		.help = "characters of the prime unknown to the model",
	},
	{0},
};

enum invalid reading_invalid(const char *choice)
{
	return strcmp(choice, "skip") == 0      ? INVALID_SKIP
	       : strcmp(choice, "replace") == 0 ? INVALID_REPLACE
						: INVALID_ERROR;
}

bool reading_skips_unknown(const char *choice)
{
	return strcmp(choice, "skip") == 0;
}

bool reading_adds_unknown(const char *choice)
{
	return strcmp(choice, "add") == 0;
}

int reading_start(const struct vocab *v)
{
	int id = vocab_id(v, '\n');

	return id >= 0 ? id : vocab_id(v, ' ');
}

void reading_default_prime(const struct vocab *v, const char *start, uint16_t **ids, size_t *n)
{
	int id = reading_start(v);
	long long unknown = 0;

	start = start != NULL ? start : "";
	if (vocab_piece(v, "start", start, strlen(start), &unknown, ids, n, NULL) == 0) {
		if (*n > 0 && unknown == 0)
			return;
		free(*ids);
	}
	*ids = NULL;
	*n = 0;
	if (id < 0)
		return;
	*ids = xcalloc(1, sizeof **ids);
	(*ids)[0] = (uint16_t)id;
	*n = 1;
}
