/*
 * options.h - the one table of options, and the values that a command line gives them.
 *
 * A row of option_table drives parsing, --help, the man page, the completions, and the record of
 * a training's options in its model. Long names are never abbreviated: a script that relies on an
 * abbreviation would break when an option is added.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "text/utf8.h"

/* The commands an option belongs to, as a set of bits. */
enum { TRAIN = 1, SAMPLE = 2, EVAL = 4, INFO = 8, ALL = 15 };

enum option_type {
	OPT_HEADING, /* no option: `help` opens a section of the help */
	OPT_FLAG,    /* bool */
	OPT_INT,     /* int64_t, lo..hi */
	OPT_SEED,    /* uint64_t, all values */
	OPT_REAL,    /* double, lo..hi */
	OPT_TIME,    /* double, seconds; 90s, 10m, 2h, or a plain number */
	OPT_CHOICE,  /* const char *, one of choice(0), choice(1), ... */
	OPT_TEXT,    /* const char *, anything */
	OPT_LIST,    /* struct strings; repeatable */
};

/* Marks of a row. */
enum {
	FIXED = 1,  /* defines a training: recorded in the model, not to be given with --resume */
	SHAPE = 2,  /* defines a model: not to be given with --init */
	BUDGET = 4, /* length of a training: one of these, and --resume may raise it */
	EFFORT = 8, /* a word for that length, instead of one of these */
	PLANNED = 16, /* chosen for the text and the time if it is not given */
};

struct option_row {
	const char *name;
	char letter;                  /* 0: none */
	enum option_type type;
	unsigned commands;
	size_t at;                    /* offset of the value in struct options */
	double lo, hi;
	const char *(*choice)(int i); /* i-th choice, NULL after the last */
	const char *fallback;         /* default as one would type it; NULL: none */
	const char *arg;              /* what the value is called; NULL for flags and choices */
	const char *help;
	unsigned marks;
};

struct strings {
	const char **item;
	int n;
};

struct command;

/* One member per row, under the row's name. */
struct options {
	const char *model;
	bool json, quiet, help;
	int64_t threads;

	const char *cell, *unit;
	int64_t layers, hidden, embed;
	const char *init;

	bool quick, best;
	double epochs, time;
	int64_t steps;
	int64_t batch, seq, warmup;
	double lr, clip, weight_decay, dropout;
	const char *precision;

	double valid;
	const char *valid_file, *invalid, *unknown;
	uint64_t seed;
	bool resume, force;
	double save_every;

	const char *prime, *prime_file, *separator;
	bool no_prime;
	int64_t length, count, top_k;
	double temperature, top_p, min_p;
	struct strings stop;

	bool per_char, per_line;
	int64_t window;
	bool adapt;
	double adapt_rate, adapt_decay;
	bool baselines;
	const char *train;
	int64_t order;

	/* not from rows */
	const struct command *command;
	bool *given;         /* by row: was it on the command line? owned */
	struct strings file; /* the arguments that are no options */
	const struct option_row *suspicious; /* whose value looks like an option, or NULL */
	const char *doubt;   /* that value */
	char *recalled;      /* what values of options_recall point into; owned */
};

extern const struct option_row option_table[]; /* ended by a row without help */

/* Is this row an option of one of `commands`? */
bool option_is(const struct option_row *row, unsigned commands);
const struct option_row *option_find(unsigned commands, const char *name, size_t length);
void *option_value(struct options *o, const struct option_row *row);

/* Was the option on the command line? The name must be one of this command's. */
bool options_given(const struct options *o, const char *name);
void options_set_given(struct options *o, const char *name);
enum invalid options_invalid(const struct options *o); /* --invalid */

/*
 * Read argv[1..argc) for o->command, whose bit is `commands`. Fills every value, first with the
 * defaults. --help ends the reading with o->help set. -1 with *err (status 64).
 */
int options_parse(struct options *o, const struct command *command, int argc, char *const *argv,
		  struct rnn_error *err);
void options_free(struct options *o);

/* The options of a training that define it, as one types them, and back: options_recall takes
 * them from `record`, but for a budget given on the command line, which must not be smaller. */
char *options_record(const struct options *o);
int options_recall(struct options *o, const char *record, struct rnn_error *err);
char *options_json(const struct options *o); /* the same as a JSON object */
char *options_command(const struct options *o); /* a command line for the same, to be typed */

/* ---- value.c: one value ---- */

int value_parse(const struct option_row *row, const char *text, void *at, struct rnn_error *err);
char *value_text(const struct option_row *row, const void *at); /* as one would type it */
size_t value_size(const struct option_row *row);

/* ---- suggest.c ---- */

/* The name nearest to `name` among pick(ctx, 0), pick(ctx, 1), ... (NULL ends, "" is passed over);
 * NULL if none is near. */
const char *suggest(const char *name, size_t length, const char *(*pick)(const void *ctx, int i),
		    const void *ctx);

#endif
