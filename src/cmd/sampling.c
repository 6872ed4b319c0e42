/* sampling.c - see sampling.h. */
#include "cmd/sampling.h"

const struct option_row sampling_rows[] = {
	{
		.name = "temperature", .letter = 't', .type = OPT_REAL, .lo = 0, .hi = 1000,
		.at = offsetof(struct sampling_args, temperature), .arg = "X",
		.help = "below 1 plainer, above 1 wilder, 0 always the most likely [the model's]",
	},
	{
		.name = "top-k", .type = OPT_INT, .lo = 0, .hi = 65536,
		.at = offsetof(struct sampling_args, top_k), .arg = "N",
		.help = "only the N most likely; 0 is all [the model's]",
	},
	{
		.name = "top-p", .type = OPT_REAL, .lo = 0, .hi = 1,
		.at = offsetof(struct sampling_args, top_p), .arg = "X",
		.help = "only the most likely that make up this probability [the model's]",
	},
	{
		.name = "min-p", .type = OPT_REAL, .lo = 0, .hi = 1,
		.at = offsetof(struct sampling_args, min_p), .arg = "X",
		.help = "only those with this share of the most likely one's probability [the"
			" model's]",
	},
	{0},
};

struct rnn_sampling sampling_settings(const struct options *line, const struct sampling_args *args,
				      const struct rnn_sampling *saved)
{
	struct rnn_sampling s = *saved;

	if (options_given(line, "temperature"))
		s.temperature = (float)args->temperature;
	if (options_given(line, "top-k"))
		s.top_k = (int)args->top_k;
	if (options_given(line, "top-p"))
		s.top_p = (float)args->top_p;
	if (options_given(line, "min-p"))
		s.min_p = (float)args->min_p;
	return s;
}
