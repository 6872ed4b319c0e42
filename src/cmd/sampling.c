/* sampling.c - see sampling.h. */
#include "cmd/sampling.h"

#include <stdio.h>
#include <sys/random.h>
#include <time.h>

static struct option_row rows[FILTERS + 1]; /* ended by a row without a name */
static char help[FILTERS][200];

static void make_row(int i)
{
	const struct filter *f = filter_table[i];

	snprintf(help[i], sizeof help[i], "%s [the model's]", f->help);
	rows[i] = (struct option_row){
		.name = f->name,
		.letter = i == FILTER_temperature ? 't' : 0,
		.type = f->whole ? OPT_INT : OPT_REAL,
		.at = offsetof(struct sampling_args, value[0]) +
		      (size_t)i * sizeof((struct sampling_args *)NULL)->value[0],
		.lo = f->lo,
		.hi = f->hi,
		.arg = f->whole ? "N" : "X",
		.help = help[i],
	};
}

const struct option_row *sampling_rows(void)
{
	for (int i = 0; i < FILTERS && rows[i].name == NULL; i++)
		make_row(i);
	return rows;
}

struct rnn_sampling sampling_settings(const struct options *line, const struct sampling_args *args,
				      const struct rnn_sampling *saved)
{
	struct rnn_sampling s = *saved;

	for (int i = 0; i < FILTERS; i++) {
		const struct filter *f = filter_table[i];
		if (options_given(line, f->name))
			s.value[i] = filter_round(f, f->whole ? (double)args->value[i].whole
							      : args->value[i].real);
	}
	return s;
}

uint64_t sampling_random_seed(void)
{
	uint32_t x;

	if (getrandom(&x, sizeof x, GRND_NONBLOCK) != sizeof x)
		x = (uint32_t)time(NULL);
	return x;
}
