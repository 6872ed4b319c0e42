/* train_next.c - see train_next.h. */
#include "cmd/train_next.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/model_dir.h"
#include "host/say.h"
#include "text/input.h"

enum { TEXTS_MAX = 64 << 10 }; /* bytes; model.json must stay small */

/* Returns "COMMAND -m DIR", without DIR if `usual`, the directory that the command chooses itself, is
 * the same one. Frees `usual`, which may be NULL. */
static char *with_dir(const char *command, const char *dir, char *usual)
{
	bool same = usual != NULL && model_dir_same(usual, dir);
	char *word = options_word(dir), *text;

	text = same          ? xstrdup(command)
	       : *dir == '-' ? xasprintf("%s --model=%s", command, word)
			     : xasprintf("%s -m %s", command, word);
	free(word);
	free(usual);
	return text;
}

char *train_next_in(const char *command, const char *dir)
{
	return with_dir(command, dir, NULL);
}

char *train_next_sample(const char *dir)
{
	return with_dir("rnn sample", dir, model_dir_to_read(NULL, NULL));
}

/* Returns whether the files are named in the model, so that --resume needs no operand. */
static bool named(const struct options *line)
{
	char *texts = train_next_texts(line);
	bool all = texts != NULL;

	for (int i = 0; i < line->operand.n; i++)
		all = all && !input_is_standard(line->operand.item[i]);
	free(texts);
	return all;
}

char *train_next_resume(const char *dir, const struct options *line)
{
	char *command = with_dir("rnn train --resume", dir, model_dir_to_resume(NULL, NULL));
	bool dashed = false;
	struct memory m;
	FILE *to = memory_open(&m);

	fputs(command, to);
	free(command);
	for (int i = 0; !named(line) && i < line->operand.n; i++) {
		char *word = options_word(line->operand.item[i]);
		bool dash = word[0] == '-' && word[1] != 0 && !dashed;
		fprintf(to, "%s%s", dash ? " -- " : " ", word);
		dashed |= dash;
		free(word);
	}
	return memory_close(&m);
}

char *train_next_texts(const struct options *line)
{
	char *texts = options_operands(line);

	if (utf8_valid(texts) && strlen(texts) <= TEXTS_MAX)
		return texts;
	free(texts);
	return NULL;
}
