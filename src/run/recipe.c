/* recipe.c - see recipe.h. */
#include "run/recipe.h"

#include <math.h>
#include <string.h>

#include "text/batch.h"

static const struct {
	double seconds, passes; /* at most */
} effort_table[] = {
	[EFFORT_QUICK] = {60, 8},
	[EFFORT_USUAL] = {600, 20},
	[EFFORT_BEST] = {3600, 30},
};

/* Floating-point operations a second of a thread in training, roughly, by the kernels of the engine
 * (the start of their name). The first row that fits. */
static const struct {
	enum format format;
	const char *kernels;
	double flops;
} speed_table[] = {
	{FORMAT_BF16, "AMX", 60e10},    {FORMAT_BF16, "", 16e10},
	{FORMAT_F32, "AMX", 9e10},      {FORMAT_F32, "AVX-512", 9e10},
	{FORMAT_F32, "SkylakeX", 7e10}, {FORMAT_F32, "Haswell", 4e10},
	{FORMAT_F32, "Zen", 4e10},      {FORMAT_F32, "", 2e10},
};

static double speed(const struct recipe_facts *f)
{
	size_t i = 0;

	while (speed_table[i].format != f->format ||
	       strncmp(f->kernels, speed_table[i].kernels, strlen(speed_table[i].kernels)) != 0)
		i++;
	return speed_table[i].flops * f->threads;
}

static const double chars_per_weight = 4, updates = 1500, step_most = 10000;
/* A network with more of them than this for a character of the text learns it by heart. */
static const double weights_per_char = 5;
static const double short_text = 10000; /* a shorter text is read as long as one of these characters */
/* Forward, and both gradients, at a multiplication and an addition each. */
static const double flops_per_weight = 6;

static double clamp(double x, double lo, double hi)
{
	return x < lo ? lo : x > hi ? hi : x;
}

static int multiple(double x, int of, int lo, int hi)
{
	return (int)clamp(of * round(x / of), lo, hi);
}

/* Weights that every character meets in a product: (2L - 1) G H^2 + H V. */
static double weights(const struct recipe *r, int vocab)
{
	double H = r->hidden;

	return (2.0 * r->layers - 1) * r->cell->gates * H * H + H * vocab;
}

/* The hidden size with so many weights. */
static int hidden_of(const struct recipe *r, int vocab, double n)
{
	double a = (2.0 * r->layers - 1) * r->cell->gates, half = vocab / (2 * a);

	return multiple(sqrt(half * half + n / a) - half, 16, 32, 2048);
}

static double length_of(const struct recipe_facts *f)
{
	return fmax((double)f->chars, short_text);
}

static double most_weights(const struct recipe_facts *f)
{
	return weights_per_char * length_of(f);
}

/* Characters to read, as far as the budget says. */
static double reading(const struct recipe *r, const struct recipe_facts *f)
{
	enum { STEP_CHARS = 32 * 64 }; /* if nothing is known of a step */
	double chars = (double)f->chars;
	double flops = r->seconds * speed(f) / flops_per_weight;

	if (r->epochs > 0)
		return r->epochs * chars;
	if (r->steps > 0)
		return (double)r->steps * (r->batch > 0 && r->seq > 0 ? r->batch * (double)r->seq
								      : STEP_CHARS);
	return flops / (r->hidden > 0 ? weights(r, f->vocab)
				      : fmin(sqrt(flops / chars_per_weight), most_weights(f)));
}

/* Without a word on the budget: the time of the effort, or fewer passes than it allows. */
static double choose_budget(struct recipe *r, const struct recipe_facts *f)
{
	double read, most = effort_table[f->effort].passes * length_of(f);

	r->seconds = effort_table[f->effort].seconds;
	read = reading(r, f);
	if (read <= most)
		return read;
	r->seconds = 0;
	r->epochs = round(most / (double)f->chars);
	return most;
}

static void choose_window(struct recipe *r, const struct recipe_facts *f, double read)
{
	double step = clamp(read / updates, 512, step_most);
	int least = r->seconds > 0 && f->threads > 2 ? 24 * f->threads : 16;
	bool open = r->seq == 0 && r->batch == 0;

	if (r->seq == 0)
		r->seq = multiple(r->batch > 0 ? step / r->batch : sqrt(1.6 * step), 16, 32, 128);
	if (r->batch == 0)
		r->batch = multiple(step / r->seq, 16, least < 256 ? least : 256, 512);
	if (open && f->chars >= BATCH_LEAST)
		batch_fit(f->chars, &r->batch, &r->seq);
}

void recipe_fill(struct recipe *r, const struct recipe_facts *f)
{
	double read;

	if (r->seconds > 0 || r->epochs > 0 || r->steps > 0)
		read = reading(r, f);
	else
		read = choose_budget(r, f);
	if (r->hidden == 0)
		r->hidden = hidden_of(r, f->vocab, fmin(read / chars_per_weight, most_weights(f)));
	choose_window(r, f, read);
	if (r->lr == 0)
		r->lr = round(1e4 * clamp(2.0 / r->hidden, 0.001, 0.008) * (f->tuned ? 0.5 : 1)) / 1e4;
	if (r->dropout < 0)
		r->dropout = clamp(round(2 * log2(read / (double)f->chars / 1.75)), 0, 10) / 20;
}
