/* commands.c - the program: its commands, and what it says of itself in help and manual. */
#include "cmd/commands.h"

#define COMMAND_ADDRESS(name) &cmd_##name,
static const struct command *const commands[] = {COMMANDS(COMMAND_ADDRESS) NULL};

const struct program program = {
	.purpose = "character-level language models: learn one from text, write new text with it",
	.start = "rnn train corpus.txt && rnn sample",
	.version_shows = "version, matrix engine, vector instructions",
	.commands = commands,
	.man_description =
		".Nm\n"
		"learns a recurrent network that predicts text character by character, writes new\n"
		"text with it, and scores text.\n",
	.man_sections =
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
		".It Ev OPENBLAS_CORETYPE\n"
		"The kernels of OpenBLAS. If it is not set, the program sets it to those that fit\n"
		"the processor.\n"
		".It Ev OPENBLAS_NUM_THREADS\n"
		"The program sets it to 1; the number of threads is that of\n"
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
		".It Pa model.json , Pa weights-*.safetensors , "
		"Pa state-*.safetensors , Pa train.ndjson\n"
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
		".El\n",
	.man_notes =
		"The memory that a command needs is estimated before it begins: what exceeds the\n"
		"machine's, its control group's or the limit of the shell\n"
		".Pq Cm ulimit \\-v\n"
		"ends with status 71 at once.\n"
		"Where not all threads can be started, fewer are used, with a warning.\n",
	.man_security =
		"Models may come from strangers: whatever is in their files, they give a model or\n"
		"an error.\n"
		"As a second wall,\n",
	.man_sandbox =
		"shut themselves in once the model is loaded and their input files are open:\n"
		"by a seccomp filter, where the system and the build have it, they can then open\n"
		"no file, start no program and reach no network.\n"
		"Control characters in what a model says of itself are shown as question marks.\n",
};
