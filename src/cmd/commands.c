/* commands.c - the program: its commands, and its own texts in the help and the manual page. */
#include "cmd/commands.h"

#define COMMAND_ADDRESS(name) &cmd_##name,
static const struct command *const commands[] = {COMMANDS(COMMAND_ADDRESS) NULL};

const struct program program = {
	.purpose = "character-level language models: train one on text, write new text with it",
	.start = "rnn train corpus.txt && rnn sample",
	.version_shows = "version, matrix engines, vector instructions",
	.commands = commands,
	.man_description =
		".Nm\n"
		"trains a recurrent neural network that predicts text character by character,\n"
		"writes new text with it, and measures how well it predicts a text.\n",
	.man_sections =
		".Sh ENVIRONMENT\n"
		".Bl -tag -width Ds\n"
		".It Ev RNN_MODEL\n"
		"The model directory that\n"
		".Cm sample ,\n"
		".Cm eval\n"
		"and\n"
		".Cm info\n"
		"use if\n"
		".Fl m\n"
		"is not given.\n"
		".It Ev RNN_ENGINE\n"
		"The matrix engine to use: one of those that\n"
		".Nm\n"
		".Fl \\-version\n"
		"lists.\n"
		"If it is not set, native is used; but training in bf16 uses onednn, and\n"
		"training on processors without fused multiply-add uses openblas.\n"
		".It Ev OPENBLAS_CORETYPE\n"
		"The kernels of OpenBLAS.\n"
		"If it is not set, the program sets it to those that fit the processor.\n"
		".It Ev OPENBLAS_NUM_THREADS\n"
		"The program always sets it to 1.\n"
		"To set the number of threads use\n"
		".Fl \\-threads .\n"
		".It Ev NO_COLOR , Ev TERM\n"
		"If\n"
		".Ev NO_COLOR\n"
		"is set, or\n"
		".Ev TERM\n"
		"is\n"
		".Cm dumb\n"
		"or not set, progress is printed line by line, even to a terminal.\n"
		".El\n"
		".Sh FILES\n"
		".Bl -tag -width Ds\n"
		".It Pa models/latest\n"
		"A link to the model in\n"
		".Pa models\n"
		"that was trained last.\n"
		".It Pa model.json , Pa weights-*.safetensors , "
		"Pa state-*.safetensors , Pa train.ndjson\n"
		"The files of a model directory: the manifest; the weights, under the names of a\n"
		"PyTorch state_dict; the state of the training, which\n"
		".Fl \\-resume\n"
		"needs; and the log of the training.\n"
		".El\n"
		".Sh EXIT STATUS\n"
		".Bl -tag -width Ds -compact\n"
		".It 0\nsuccess\n"
		".It 64\nwrong usage of the command line\n"
		".It 65\nthe text or the model is not valid, or the training diverged\n"
		".It 66\nan input file or a model is missing\n"
		".It 70\na bug of the program\n"
		".It 71\nnot enough memory, or another system error\n"
		".It 73\nthe model directory cannot be created, or it must not be overwritten\n"
		".It 74\nreading or writing failed\n"
		".It 75\nanother training is writing to the model directory\n"
		".It 77\nno permission\n"
		".It 128+N\nended by signal N\n"
		".El\n",
	.man_notes =
		"Before a command starts to work, it estimates the memory that it needs.\n"
		"If that is more than the machine, the control group or\n"
		".Cm ulimit \\-v\n"
		"allows, it ends with status 71.\n"
		"If not all threads can be started, the command prints a warning and uses fewer.\n",
	.man_security =
		"Models may come from untrusted sources: every file is checked before use, so\n"
		"that any content gives a model or an error message.\n"
		"As a second line of defence,\n",
	.man_sandbox =
		"enter a sandbox once the model is loaded and their input files are open: if the\n"
		"system and the build support seccomp, they can then open no file, start no\n"
		"program and use no network.\n"
		"Control characters in the texts of a model file are printed as question marks.\n",
};
