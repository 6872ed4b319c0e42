/* complete.c - prints completions for bash, zsh and fish from the commands and their options. */
#include <stdlib.h>
#include <string.h>

#include "options/command.h"

/* How each shell completes a value or an operand of each kind. NULL: the shell offers nothing. */
static const struct {
	const char *bash, *zsh, *label, *fish_value, *fish_operand;
} path_table[] = {
	[PATH_NONE] = {.fish_value = " -x", .fish_operand = " -f"},
	[PATH_TEXT] = {.bash = "-f", .zsh = "_files", .label = "file", .fish_value = " -r -F"},
	[PATH_DIR] = {.bash = "-d",
		      .zsh = "_files -/",
		      .label = "directory",
		      .fish_value = " -x -a '(__fish_complete_directories)'",
		      .fish_operand = " -f -a '(__fish_complete_directories)'"},
};

/* Return the kind of file that the operands of a command name; PATH_NONE if it takes no
 * operands. */
static enum path_kind operand_path(const struct command *c)
{
	return c->operands.max > 0 ? c->operands.path : PATH_NONE;
}

/* Print the names of the commands and "help", separated by blanks. */
static void put_commands(FILE *to, const struct program *p)
{
	for (const struct command *const *c = p->commands; *c != NULL; c++)
		fprintf(to, "%s ", (*c)->name);
	fputs("help", to);
}

/* Print all words that may follow `rnn help`. */
static void put_topics(FILE *to, const struct program *p)
{
	put_commands(to, p);
	for (const struct document *d = document_table; d->name != NULL; d++)
		fprintf(to, " %s", d->name);
}

static void put_choices(FILE *to, const struct option_row *row)
{
	for (int i = 0; row->choice(i) != NULL; i++)
		fprintf(to, "%s%s", i > 0 ? " " : "", row->choice(i));
}

/* ---- bash ---- */

static void bash_value(FILE *to, const struct option_row *row)
{
	fputs("\t\t", to);
	if (row->letter != 0)
		fprintf(to, "-%c|", row->letter);
	fprintf(to, "--%s) ", row->name);
	if (row->choice != NULL) {
		fputs("words='", to);
		put_choices(to, row);
		fputs("' ;;\n", to);
	} else if (path_table[row->path].bash != NULL) {
		fprintf(to, "kind=%s ;;\n", path_table[row->path].bash);
	} else {
		fputs("return ;;\n", to);
	}
}

static void bash_command(FILE *to, const struct command *c)
{
	const char *kind = path_table[operand_path(c)].bash;

	fprintf(to, "\t%s)\n\t\tcase $last in\n", c->name);
	for (struct option_iter it = option_first(c); it.row != NULL; option_next(&it))
		if (it.row->type != OPT_FLAG)
			bash_value(to, it.row);
	fputs("\t\t*) ", to);
	if (kind != NULL)
		fprintf(to, "kind=%s; ", kind);
	fputs("[[ $word == -* ]] && words='", to);
	for (struct option_iter it = option_first(c); it.row != NULL; option_next(&it))
		fprintf(to, "--%s ", it.row->name);
	fputs("' ;;\n\t\tesac ;;\n", to);
}

void complete_bash(FILE *to, const struct program *p)
{
	fputs("# bash completion for rnn; made by 'rnn help bash'\n"
	      "_rnn() {\n"
	      "\tlocal word=${COMP_WORDS[COMP_CWORD]} last='' words='' kind=''\n"
	      "\tCOMPREPLY=()\n"
	      "\tif ((COMP_CWORD == 1)); then\n"
	      "\t\twords='",
	      to);
	put_commands(to, p);
	fputs(" --help --version'\n"
	      "\telse\n"
	      "\tlast=${COMP_WORDS[COMP_CWORD-1]}\n"
	      "\tcase ${COMP_WORDS[1]} in\n"
	      "\thelp) words='",
	      to);
	put_topics(to, p);
	fputs("' ;;\n", to);
	for (const struct command *const *c = p->commands; *c != NULL; c++)
		bash_command(to, *c);
	fputs("\tesac\n"
	      "\tfi\n"
	      "\tif [[ -n $words ]]; then\n"
	      "\t\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n"
	      "\telif [[ -n $kind ]]; then\n"
	      "\t\tcompopt -o filenames\n"
	      "\t\tmapfile -t COMPREPLY < <(compgen \"$kind\" -- \"$word\")\n"
	      "\tfi\n"
	      "}\n"
	      "complete -F _rnn rnn\n",
	      to);
}

/* ---- zsh ---- */

/* Print text for use in single quotes and, in a specification of _arguments, in brackets. */
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
	} else if (path_table[row->path].zsh != NULL) {
		fputs(path_table[row->path].zsh, to);
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

static void zsh_command(FILE *to, const struct command *c)
{
	enum path_kind path = operand_path(c);

	fprintf(to, "%s)\n\t_arguments", c->name);
	for (struct option_iter it = option_first(c); it.row != NULL; option_next(&it))
		zsh_option(to, it.row);
	if (path != PATH_NONE)
		fprintf(to, " \\\n\t\t'%s:%s:%s'", c->operands.max > 1 ? "*" : "",
			path_table[path].label, path_table[path].zsh);
	fputs(" ;;\n", to);
}

void complete_zsh(FILE *to, const struct program *p)
{
	fputs("#compdef rnn\n"
	      "# zsh completion for rnn; made by 'rnn help zsh'\n"
	      "if ((CURRENT == 2)); then\n"
	      "\tcompadd -- ",
	      to);
	put_commands(to, p);
	fputs(" --help --version\n"
	      "\treturn\n"
	      "fi\n"
	      "local cmd=$words[2]\n"
	      "shift words\n"
	      "((CURRENT--))\n"
	      "case $cmd in\n"
	      "help)\n\tcompadd -- ",
	      to);
	put_topics(to, p);
	fputs(" ;;\n", to);
	for (const struct command *const *c = p->commands; *c != NULL; c++)
		zsh_command(to, *c);
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
	fprintf(to, "complete -c rnn -n '__fish_seen_subcommand_from %s' -l %s", c->name,
		row->name);
	if (row->letter != 0)
		fprintf(to, " -s %c", row->letter);
	if (row->choice != NULL) {
		fputs(" -x -a '", to);
		put_choices(to, row);
		putc('\'', to);
	} else if (row->type != OPT_FLAG) {
		fputs(path_table[row->path].fish_value, to);
	}
	fputs(" -d ", to);
	fish_text(to, row->help);
	putc('\n', to);
}

static void fish_command(FILE *to, const struct command *c)
{
	const char *operand = path_table[operand_path(c)].fish_operand;

	if (operand != NULL)
		fprintf(to, "complete -c rnn -n '__fish_seen_subcommand_from %s'%s\n", c->name,
			operand);
	for (struct option_iter it = option_first(c); it.row != NULL; option_next(&it))
		fish_option(to, c, it.row);
}

void complete_fish(FILE *to, const struct program *p)
{
	fputs("# fish completion for rnn; made by 'rnn help fish'\n", to);
	for (const struct command *const *c = p->commands; *c != NULL; c++) {
		fprintf(to, "complete -c rnn -n __fish_use_subcommand -f -a %s -d ", (*c)->name);
		fish_text(to, (*c)->summary);
		putc('\n', to);
	}
	fputs("complete -c rnn -n __fish_use_subcommand -f -a help -d 'help, manual, completions'\n"
	      "complete -c rnn -n __fish_use_subcommand -f -l version -d 'show the version'\n"
	      "complete -c rnn -n '__fish_seen_subcommand_from help' -f -a '",
	      to);
	put_topics(to, p);
	fputs("'\n", to);
	for (const struct command *const *c = p->commands; *c != NULL; c++)
		fish_command(to, *c);
}
