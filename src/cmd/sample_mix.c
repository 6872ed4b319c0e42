/* sample_mix.c - see sample_mix.h. */
#include "cmd/sample_mix.h"

#include "cmd/reading.h"

int sample_mix_open(struct sample_mix *x, const struct options *line,
		    const struct saved_model *first, struct rnn_error *err)
{
	const struct sample_args *o = line->values;

	*x = (struct sample_mix){0};
	if (mix_args_check(line, &o->mix, "mix", err) < 0)
		return -1;
	if (!mix_args_several(&o->mix))
		return 0;
	x->o = o;
	if (mix_use_open(&x->use, line, &o->mix, first, o->precision, err) < 0)
		return -1;
	if (x->use.all.size > first->vocab.size)
		return errorf(err, EX_USAGE,
			      "the first model, %s, lacks %ss of the others, so it cannot draw "
			      "them; name one first that has all",
			      x->use.name[0], unit_word(first->unit));
	return 0;
}

void sample_mix_close(struct sample_mix *x)
{
	mix_slots_free(x->slots);
	if (x->o != NULL)
		mix_use_free(&x->use);
}

size_t sample_mix_bytes(const struct sample_mix *x)
{
	return x->o != NULL ? mix_use_bytes(&x->use, NULL) : 0;
}

int sample_mix_begin(struct sample_mix *x, struct sample_options *how, struct rnn_error *err)
{
	if (x->o == NULL)
		return 0;
	if (mix_use_count(&x->use, reading_invalid(x->o->reading.invalid), x->o->general.quiet,
			  err) < 0)
		return -1;
	struct mix *mix = mix_use_new(&x->use, NULL, how->threads);
	mix_prime(mix, how->prime, how->primes);
	x->slots = mix_slots_new(mix);
	how->mix = x->slots;
	return 0;
}
