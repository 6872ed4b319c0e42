/* man.c - the manual page, in mdoc, from the tables of commands and options. */
#include <stdlib.h>
#include <string.h>

#include "options/command.h"

#define DATE "November 22, 2026"

enum { WIDTH = 70 };

/* Text of a paragraph: a sentence per line, long ones broken; nothing is taken for a macro. */
static void put_text(FILE *to, const char *text)
{
	int column = 0;

	while (*text != 0) {
		int n = (int)strcspn(text, " ");
		if (column > 0 && (column + n > WIDTH || text[-2] == '.' || text[-2] == ':')) {
			putc('\n', to);
			column = 0;
		}
		if (column > 0)
			putc(' ', to);
		else if (*text == '.' || *text == '\'')
			fputs("\\&", to);
		for (int i = 0; i < n; i++)
			if (text[i] == '\\' || text[i] == '-')
				fprintf(to, "\\%c", text[i] == '-' ? '-' : 'e');
			else
				putc(text[i], to);
		column += n + 1;
		text += n + (text[n] == ' ');
	}
	putc('\n', to);
}

/* An example, on one line. */
static void put_code(FILE *to, const char *text)
{
	for (; *text != 0; text++)
		if (*text == '\\' || *text == '-')
			fprintf(to, "\\%c", *text == '-' ? '-' : 'e');
		else
			putc(*text, to);
	putc('\n', to);
}

/* A phrase of the help as a sentence. */
static void put_sentence(FILE *to, const char *phrase)
{
	char *text = xasprintf("%s.", phrase);

	if (*text >= 'a' && *text <= 'z')
		*text = (char)(*text - 'a' + 'A');
	put_text(to, text);
	free(text);
}

static void put_row(FILE *to, const struct option_row *row)
{
	char *value = help_value(row);

	fputs(".It ", to);
	if (row->letter != 0)
		fprintf(to, "Fl %c , ", row->letter);
	fprintf(to, "Fl \\-%s%s%s\n", row->name, value != NULL ? " Ar " : "",
		value != NULL ? value : "");
	put_sentence(to, row->help);
	const char *usual = help_default(row);
	if (usual != NULL)
		fprintf(to, "The default is\n.Cm %s .\n", usual);
	if (row->type == OPT_INT)
		fprintf(to, "The range is %.0f to %.0f.\n", row->lo, row->hi);
	else if (row->type == OPT_REAL)
		fprintf(to, "The range is %g to %g.\n", row->lo, row->hi);
	free(value);
}

static void put_command(FILE *to, const struct command *c)
{
	bool open = false;

	fprintf(to, ".Ss rnn %s\n", c->name);
	put_text(to, c->description);
	for (const struct option_row *row = option_table; row->help != NULL; row++) {
		/* The options that all commands share stand once, at the end. */
		if ((row->commands & c->bit) == 0 || row->commands == ALL)
			continue;
		if (row->type == OPT_HEADING) {
			fprintf(to, "%s.Pp\n%s:\n.Bl -tag -width Ds\n",
				open ? ".El\n" : "", row->help);
			open = true;
		} else {
			if (!open)
				fputs(".Bl -tag -width Ds\n", to);
			open = true;
			put_row(to, row);
		}
	}
	if (open)
		fputs(".El\n", to);
}

static void put_common(FILE *to)
{
	fputs(".Ss All commands\n.Bl -tag -width Ds\n", to);
	for (const struct option_row *row = option_table; row->help != NULL; row++)
		if (row->commands == ALL && row->type != OPT_HEADING)
			put_row(to, row);
	fputs(".El\n", to);
}

static void put_examples(FILE *to)
{
	const char *space = "";

	fputs(".Sh EXAMPLES\n", to);
	for (const struct command *c = command_table; c->name != NULL; c++)
		for (const char *const *e = c->example; *e != NULL; e += 2) {
			fputs(space, to);
			put_sentence(to, e[1]);
			fputs(".Bd -literal -offset indent\n", to);
			put_code(to, e[0]);
			fputs(".Ed\n", to);
			space = ".Pp\n";
		}
}

static const char begin[] =
	".Dd " DATE "\n"
	".Dt RNN 1\n"
	".Os\n"
	".Sh NAME\n"
	".Nm rnn\n"
	".Nd character\\-level language models: learn one from text, write new text with it\n"
	".Sh SYNOPSIS\n";

static const char rest[] =
	".Sh ENVIRONMENT\n"
	".Bl -tag -width Ds\n"
	".It Ev RNN_MODEL\n"
	"The model directory when\n"
	".Fl m\n"
	"is not given.\n"
	".It Ev RNN_ENGINE\n"
	"The matrix engine to use, of those that\n"
	".Nm\n"
	".Fl \\-version\n"
	"names.\n"
	"Without it training takes onednn where that gains, else openblas, and\n"
	"sampling and scoring take native.\n"
	".It Ev OPENBLAS_CORETYPE , Ev OMP_WAIT_POLICY , Ev GOMP_SPINCOUNT\n"
	"Set by the program when they are not, to the kernels that fit the processor, to\n"
	"passive, and to 3000: threads that wait spin for a moment, then sleep.\n"
	".It Ev OPENBLAS_NUM_THREADS , Ev OMP_STACKSIZE\n"
	"Set by the program to 1 and to 8M, whatever they were: threads are a matter of\n"
	".Fl \\-threads .\n"
	".It Ev NO_COLOR , Ev TERM\n"
	"With the first set, or the second\n"
	".Cm dumb ,\n"
	"progress is printed line by line.\n"
	".El\n"
	".Sh FILES\n"
	".Bl -tag -width Ds\n"
	".It Pa models/latest\n"
	"A link to the model that was trained last.\n"
	".It Pa model.json , Pa weights-*.safetensors , Pa state-*.safetensors , Pa train.ndjson\n"
	"In a model directory: the manifest, the weights under the names of a PyTorch\n"
	"state_dict, what\n"
	".Fl \\-resume\n"
	"needs, and the log of the training.\n"
	".El\n"
	".Sh EXIT STATUS\n"
	".Bl -tag -width Ds -compact\n"
	".It 0\nsuccess\n"
	".It 64\nwrong usage\n"
	".It 65\nbad text or bad model\n"
	".It 66\nno input\n"
	".It 70\na fault of the program\n"
	".It 71\nno memory, or another fault of the system\n"
	".It 73\nthe output cannot be made\n"
	".It 74\nreading or writing failed\n"
	".It 75\nanother training uses the model\n"
	".It 77\nno permission\n"
	".It 128+N\nended by signal N\n"
	".El\n";

static const char end[] =
	".Sh NOTES\n"
	"Names of options cannot be abbreviated.\n"
	"Numbers are read whole: blanks, plus signs, hexadecimal numbers and trailing\n"
	"letters are errors.\n"
	"Of an option given twice the last counts, but\n"
	".Fl \\-stop\n"
	"adds up.\n"
	".Pp\n"
	"The memory that a command needs is estimated before it begins: what exceeds the\n"
	"machine's, its control group's or the limit of the shell\n"
	".Pq Cm ulimit \\-v\n"
	"ends with status 71 at once.\n"
	"Where not all threads can be started, fewer are used, with a warning.\n"
	".Sh SECURITY CONSIDERATIONS\n"
	"Models may come from strangers: whatever is in their files, they give a model or\n"
	"an error.\n"
	"As a second wall,\n"
	".Cm sample\n"
	"and\n"
	".Cm eval\n"
	"shut themselves in once the model is loaded and their input files are open:\n"
	"by a seccomp filter, where the system and the build have it, they can then open\n"
	"no file, start no program and reach no network.\n"
	"Control characters in what a model says of itself are shown as question marks.\n";

void man_print(FILE *to)
{
	fputs(begin, to);
	for (const struct command *c = command_table; c->name != NULL; c++) {
		fprintf(to, ".Nm\n.Cm %s\n.Op Ar options\n", c->name);
		if (c->operands != NULL && c->operands[0] == '[')
			fputs(".Op Ar FILE ...\n", to);
		else if (c->operands != NULL)
			fputs(".Ar CORPUS ...\n", to);
	}
	fputs(".Nm\n.Fl \\-version\n.Sh DESCRIPTION\n"
	      ".Nm\n"
	      "learns a recurrent network that predicts text character by character, writes new\n"
	      "text with it, and scores text.\n", to);
	for (const struct command *c = command_table; c->name != NULL; c++)
		put_command(to, c);
	put_common(to);
	fputs(rest, to);
	put_examples(to);
	fputs(end, to);
}
