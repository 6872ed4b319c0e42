/* complete.c - completions for bash, zsh and fish, from the tables of commands and options. */
#include <stdlib.h>
#include <string.h>

#include "options/command.h"

static bool takes_dir(const struct option_row *row)
{
	return row->arg != NULL && strcmp(row->arg, "DIR") == 0;
}

static bool takes_file(const struct option_row *row)
{
	return row->arg != NULL && strcmp(row->arg, "FILE") == 0;
}

/* Names of the commands, blanks between them. */
static void put_commands(FILE *to)
{
	for (const struct command *c = command_table; c->name != NULL; c++)
		fprintf(to, "%s ", c->name);
	fputs("help", to);
}

static void put_choices(FILE *to, const struct option_row *row)
{
	for (int i = 0; row->choice(i) != NULL; i++)
		fprintf(to, "%s%s", i > 0 ? " " : "", row->choice(i));
}

/* ---- bash ---- */

static void bash_command(FILE *to, const struct command *c)
{
	fprintf(to, "\t%s)\n\t\tcase $last in\n", c->name);
	for (const struct option_row *row = option_table; row->help != NULL; row++) {
		if (!option_is(row, c->bit) || row->type == OPT_FLAG)
			continue;
		fputs("\t\t", to);
		if (row->letter != 0)
			fprintf(to, "-%c|", row->letter);
		fprintf(to, "--%s) ", row->name);
		if (row->choice != NULL) {
			fputs("words='", to);
			put_choices(to, row);
			fputs("' ;;\n", to);
		} else {
			const char *action = takes_dir(row) ? "kind=-d" :
					     takes_file(row) ? "kind=-f" : "return";
			fprintf(to, "%s ;;\n", action);
		}
	}
	fputs("\t\t*) kind=-f; [[ $word == -* ]] && words='", to);
	for (const struct option_row *row = option_table; row->help != NULL; row++)
		if (option_is(row, c->bit))
			fprintf(to, "--%s ", row->name);
	fputs("' ;;\n\t\tesac ;;\n", to);
}

void complete_bash(FILE *to)
{
	fputs("# bash completion for rnn; made by 'rnn help bash'\n"
	      "_rnn() {\n"
	      "\tlocal word=${COMP_WORDS[COMP_CWORD]} last='' words='' kind=''\n"
	      "\tCOMPREPLY=()\n"
	      "\tif ((COMP_CWORD == 1)); then\n"
	      "\t\twords='", to);
	put_commands(to);
	fputs(" --help --version'\n"
	      "\telse\n"
	      "\tlast=${COMP_WORDS[COMP_CWORD-1]}\n"
	      "\tcase ${COMP_WORDS[1]} in\n"
	      "\thelp) words='", to);
	put_commands(to);
	fputs(" man bash zsh fish' ;;\n", to);
	for (const struct command *c = command_table; c->name != NULL; c++)
		bash_command(to, c);
	fputs("\tesac\n"
	      "\tfi\n"
	      "\tif [[ -n $words ]]; then\n"
	      "\t\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n"
	      "\telif [[ -n $kind ]]; then\n"
	      "\t\tcompopt -o filenames\n"
	      "\t\tmapfile -t COMPREPLY < <(compgen \"$kind\" -- \"$word\")\n"
	      "\tfi\n"
	      "}\n"
	      "complete -F _rnn rnn\n", to);
}

/* ---- zsh ---- */

/* Text inside single quotes and, in _arguments, inside brackets. */
static void zsh_text(FILE *to, const char *text)
{
	for (; *text != 0; text++) {
		if (*text == '\'')
			fputs("'\\''", to);
		else if (strchr("[]:\\", *text) != NULL)
			fprintf(to, "\\%c", *text);
		else
			putc(*text, to);
	}
}

static void zsh_value(FILE *to, const struct option_row *row)
{
	if (row->type == OPT_FLAG)
		return;
	fprintf(to, ":%s:", row->arg != NULL ? row->arg : row->name);
	if (row->choice != NULL) {
		putc('(', to);
		put_choices(to, row);
		putc(')', to);
	} else if (takes_dir(row)) {
		fputs("_files -/", to);
	} else if (takes_file(row)) {
		fputs("_files", to);
	}
}

static void zsh_option(FILE *to, const struct option_row *row)
{
	for (int longer = row->letter == 0; longer < 2; longer++) {
		fputs(" \\\n\t\t'", to);
		if (row->type == OPT_LIST)
			putc('*', to);
		if (longer)
			fprintf(to, "--%s", row->name);
		else
			fprintf(to, "-%c", row->letter);
		putc('[', to);
		zsh_text(to, row->help);
		putc(']', to);
		zsh_value(to, row);
		putc('\'', to);
	}
}

void complete_zsh(FILE *to)
{
	fputs("#compdef rnn\n"
	      "# zsh completion for rnn; made by 'rnn help zsh'\n"
	      "if ((CURRENT == 2)); then\n"
	      "\tcompadd -- ", to);
	put_commands(to);
	fputs(" --help --version\n"
	      "\treturn\n"
	      "fi\n"
	      "local cmd=$words[2]\n"
	      "shift words\n"
	      "((CURRENT--))\n"
	      "case $cmd in\n"
	      "help)\n\tcompadd -- ", to);
	put_commands(to);
	fputs(" man bash zsh fish ;;\n", to);
	for (const struct command *c = command_table; c->name != NULL; c++) {
		fprintf(to, "%s)\n\t_arguments", c->name);
		for (const struct option_row *row = option_table; row->help != NULL; row++)
			if (option_is(row, c->bit))
				zsh_option(to, row);
		fprintf(to, "%s ;;\n", c->operands != NULL ? " \\\n\t\t'*:file:_files'" : "");
	}
	fputs("esac\n", to);
}

/* ---- fish ---- */

static void fish_text(FILE *to, const char *text)
{
	putc('\'', to);
	for (; *text != 0; text++) {
		if (*text == '\'' || *text == '\\')
			putc('\\', to);
		putc(*text, to);
	}
	putc('\'', to);
}

static void fish_option(FILE *to, const struct command *c, const struct option_row *row)
{
	fprintf(to, "complete -c rnn -n '__fish_seen_subcommand_from %s' -l %s",
		c->name, row->name);
	if (row->letter != 0)
		fprintf(to, " -s %c", row->letter);
	if (row->choice != NULL) {
		fputs(" -x -a '", to);
		put_choices(to, row);
		putc('\'', to);
	} else if (row->type != OPT_FLAG) {
		fputs(takes_dir(row) ? " -x -a '(__fish_complete_directories)'" :
		      takes_file(row) ? " -r -F" : " -x", to);
	}
	fputs(" -d ", to);
	fish_text(to, row->help);
	putc('\n', to);
}

void complete_fish(FILE *to)
{
	fputs("# fish completion for rnn; made by 'rnn help fish'\n", to);
	for (const struct command *c = command_table; c->name != NULL; c++) {
		fprintf(to, "complete -c rnn -n __fish_use_subcommand -f -a %s -d ", c->name);
		fish_text(to, c->summary);
		putc('\n', to);
	}
	fputs("complete -c rnn -n __fish_use_subcommand -f -a help -d 'help, manual, completions'\n"
	      "complete -c rnn -n __fish_use_subcommand -f -l version -d 'show the version'\n"
	      "complete -c rnn -n '__fish_seen_subcommand_from help' -f -a '", to);
	put_commands(to);
	fputs(" man bash zsh fish'\n", to);
	for (const struct command *c = command_table; c->name != NULL; c++) {
		if (c->operands == NULL)
			fprintf(to, "complete -c rnn -n '__fish_seen_subcommand_from %s' -f\n",
				c->name);
		for (const struct option_row *row = option_table; row->help != NULL; row++)
			if (option_is(row, c->bit))
				fish_option(to, c, row);
	}
}
