/*
 * main.c - runs the command that the command line names, and turns its result into an exit status.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/advice.h"
#include "cmd/commands.h"
#include "cmd/general.h"
#include "host/startup.h"
#include "host/say.h"
#include "core/cpu.h"
#include "core/gemm.h"
#include "core/kernels.h"
#include "core/peers.h"

/* Prints the level in use and all levels of this CPU. */
static void print_level(void)
{
	const struct cpu_level *l;

	printf("CPU level: %s%s (this CPU has", cpu_level()->name,
	       cpu_limited() ? ", set by RNN_CPU" : "");
	for (int i = 0; (l = cpu_level_at(i)) != NULL; i++)
		printf(" %s", l->name);
	printf(")\n");
}

/* Prints an engine that is not the default. */
static void print_other(const struct engine *e)
{
	const char *kernels = e->kernels();

	if (kernels != NULL)
		printf("also built in: %s (%s)\n", e->name, kernels);
	else
		printf("also built in: %s (cannot run %s)\n", e->name, cpu_where());
}

static int print_version(struct rnn_error *err)
{
	const struct engine *best = engine_pick(NULL, true, FORMAT_F32, err), *e;

	if (best == NULL)
		return -1;
	printf("rnn %s\n", rnn_version());
	printf("matrix engine: %s (%s)\n", best->name, best->kernels());
	for (int i = 0; (e = engine_at(i)) != NULL; i++)
		if (e != best)
			print_other(e);
	print_level();
	printf("vector loops: %s\n", kernels_pick()->isa);
	return 0;
}

static int unknown_command(const char *name, struct rnn_error *err)
{
	const char *near = command_suggest(&program, name);
	const struct typeset *first;
	int dashes;
	const char *rest = typeset_rest(name, &first, &dashes);

	if (first != NULL)
		return typeset_refuse(name, first, dashes > 0 ? "--" : "",
				      dashes == 0 ? command_suggest(&program, rest)
				      : strcmp(rest, "version") == 0 ? "version"
				      : *rest == 'h'                 ? "help"
								     : NULL,
				      err);
	if (*name == '-')
		return errorf(err, EX_USAGE,
			      "unknown option '%s'; options come after the "
			      "command, see 'rnn --help'",
			      name);
	if (near != NULL)
		return errorf(err, EX_USAGE, "unknown command '%s', did you mean '%s'?", name,
			      near);
	return errorf(err, EX_USAGE, "unknown command '%s'; see 'rnn --help'", name);
}

static int extra_argument(const char *arg, struct rnn_error *err)
{
	return errorf(err, EX_USAGE, "extra argument '%s'; see 'rnn --help'", arg);
}

/* rnn help [COMMAND|DOCUMENT] */
static int help(int argc, char **argv, struct rnn_error *err)
{
	const struct document *d;
	const struct command *c;

	if (argc > 3)
		return extra_argument(argv[3], err);
	if (argc == 2)
		help_overview(stdout, &program);
	else if ((d = document_find(argv[2])) != NULL)
		d->print(stdout, &program);
	else if ((c = command_find(&program, argv[2])) != NULL)
		help_command(stdout, c);
	else
		return unknown_command(argv[2], err);
	return 0;
}

static void warn_of_suspicious(const struct options *o)
{
	const struct general_args *args = o->values;
	const char *name = o->suspicious->name;

	say(args->quiet,
	    "warning: --%s takes '%s' as its value, though it looks like an option; "
	    "write --%s=%s if that is meant",
	    name, o->suspicious_value, name, o->suspicious_value);
}

static int run_command(const struct command *c, int argc, char **argv, struct rnn_error *err)
{
	struct options o;
	int rc = options_parse(&o, c, argc - 1, argv + 1, err);

	if (o.suspicious != NULL)
		warn_of_suspicious(&o);
	if (rc == 0 && o.help)
		help_command(stdout, c);
	else if (rc == 0)
		rc = c->run(&o, err);
	if (rc < 0)
		advice_add(c, err);
	options_free(&o);
	return rc;
}

static int run(int argc, char **argv, struct rnn_error *err)
{
	const char *first = argc > 1 ? argv[1] : NULL;
	const struct command *c;

	if (first == NULL) {
		help_overview(stderr, &program);
		return EX_USAGE;
	}
	if (strcmp(first, "help") == 0)
		return help(argc, argv, err);
	if (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0) {
		help_overview(stdout, &program);
		return 0;
	}
	if (strcmp(first, "--version") == 0)
		return argc > 2 ? extra_argument(argv[2], err) : print_version(err);
	c = command_find(&program, first);
	return c != NULL ? run_command(c, argc, argv, err) : unknown_command(first, err);
}

int main(int argc, char **argv)
{
	struct rnn_error err = {.status = EX_SOFTWARE, .text = "unknown error"};
	int status;

	startup_files();
	startup_environment();
	startup_limits();
	status = run(argc, argv, &err);
	if (status < 0) {
		/* What is wrong for all processes that mpirun has started is said by the first. */
		if (err.status != EX_USAGE || peers_started_rank() == 0)
			fprintf(stderr, "rnn: %s\n", err.text);
		status = err.status;
	}
	/* A failed write to standard output must change the exit status. */
	if (output_check(&err) < 0 && status != EX_IOERR) {
		fprintf(stderr, "rnn: %s\n", err.text);
		status = status != 0 ? status : EX_IOERR;
	}
	return status;
}
