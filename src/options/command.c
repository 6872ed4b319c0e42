/* command.c - looks up the commands and the documents of the program. */
#include <string.h>

#include "options/command.h"

const struct command *command_find(const struct program *p, const char *name)
{
	for (const struct command *const *c = p->commands; *c != NULL; c++)
		if (strcmp((*c)->name, name) == 0)
			return *c;
	return NULL;
}

static const char *command_name(const void *ctx, int i)
{
	const struct program *p = ctx;

	return p->commands[i] != NULL ? p->commands[i]->name : NULL;
}

const char *command_suggest(const struct program *p, const char *name)
{
	return suggest(name, strlen(name), command_name, p);
}

const struct command *command_using(const struct program *p, unsigned uses, int i)
{
	for (const struct command *const *c = p->commands; *c != NULL; c++)
		if (((*c)->uses & uses) == uses && i-- == 0)
			return *c;
	return NULL;
}

const struct document document_table[] = {
	{"man", "the manual page; view it with: rnn help man | man -l -", man_print},
	{"bash", "completions for a shell", complete_bash},
	{"zsh", "completions for a shell", complete_zsh},
	{"fish", "completions for a shell", complete_fish},
	{0},
};

const struct document *document_find(const char *name)
{
	for (const struct document *d = document_table; d->name != NULL; d++)
		if (strcmp(d->name, name) == 0)
			return d;
	return NULL;
}
