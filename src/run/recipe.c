/* recipe.c - see recipe.h. */
#include "run/recipe.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "text/batch.h"

static const struct {
	double seconds, passes; /* at most */
	double updates;         /* at least: short texts are passed over more often */
} effort_table[] = {
	[EFFORT_DEFAULT] = {600, 20, 800},
	[EFFORT_QUICK] = {60, 8, 400},
	[EFFORT_BEST] = {3600, 18, 1200},
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

static const double chars_per_weight = 4, updates = 1500;
/* A network with more of them than this for a character of the text learns it by heart. */
static const double weights_per_char = 5;
/* By weight decay a weight that nothing holds is down to 1/e after as many updates at the highest rate as
 * the square root of the text's length, within these. */
static const double decay_least = 400, decay_most = 1000;
/* Dropout grows with the passes from the first of these, where it is 0, in a straight line to 1 at the
 * second; it is taken in twentieths, and ends at a half. A narrow network bears less: the square root of
 * its hidden size over this. */
static const double free_passes = 5, full_passes = 45, dropout_width = 50;
/* Characters of an update, and numbers in its logits. */
static const double step_least = 512, step_most = 10000, logits_most = 1 << 26;
/* Forward, and both gradients, at a multiplication and an addition each. */
static const double flops_per_weight = 6;

static double speed(const struct recipe_facts *f)
{
	size_t i = 0;

	assert(f->format == FORMAT_F32 || f->format == FORMAT_BF16);
	while (speed_table[i].format != f->format ||
	       strncmp(f->kernels, speed_table[i].kernels, strlen(speed_table[i].kernels)) != 0)
		i++;
	return speed_table[i].flops * f->threads;
}

static double clamp(double x, double lo, double hi)
{
	return x < lo ? lo : x > hi ? hi : x;
}

static int multiple(double x, int of, int lo, int hi)
{
	return (int)clamp(of * round(x / of), lo, hi);
}

/* Weights that every character meets in a product: (2L - 1) G H^2 + H V. */
static double weights(const struct recipe *r, const struct recipe_facts *f)
{
	double H = r->hidden;

	return (2.0 * r->layers - 1) * r->cell->gates * H * H + H * f->vocab;
}

static double most_weights(const struct recipe_facts *f)
{
	return weights_per_char * (double)f->chars;
}

/* The hidden size with so many weights. */
static int hidden_of(const struct recipe *r, const struct recipe_facts *f, double n)
{
	double a = (2.0 * r->layers - 1) * r->cell->gates, half = f->vocab / (2 * a);

	return multiple(sqrt(half * half + n / a) - half, 16, 32, 2048);
}

/* Characters to read, as far as the budget says. */
static double reading(const struct recipe *r, const struct recipe_facts *f)
{
	enum { STEP_CHARS = 32 * 64 }; /* if nothing is known of a step */
	double flops = r->seconds * speed(f) / flops_per_weight;

	if (r->epochs > 0)
		return r->epochs * (double)f->chars;
	if (r->steps > 0)
		return (double)r->steps * (r->batch > 0 && r->seq > 0 ? r->batch * (double)r->seq
								      : STEP_CHARS);
	return flops / (r->hidden > 0 ? weights(r, f)
				      : fmin(sqrt(flops / chars_per_weight), most_weights(f)));
}

/* Without a word on the budget: the time of the effort, or its passes if they are sooner over. */
static void choose_budget(struct recipe *r, const struct recipe_facts *f)
{
	r->seconds = effort_table[f->effort].seconds;
	if (reading(r, f) <= effort_table[f->effort].passes * (double)f->chars)
		return;
	r->seconds = 0;
	r->epochs = effort_table[f->effort].passes;
}

static void choose_window(struct recipe *r, const struct recipe_facts *f, double read)
{
	double step = clamp(fmin(read / updates, logits_most / f->vocab), step_least, step_most);
	/* rows for all cores, but not at the price of a short window */
	double rows = r->seconds > 0 && f->threads > 2 ? fmin(24.0 * f->threads, step / 32) : 16;
	int B = r->batch, T = r->seq;

	if (T == 0)
		T = multiple(B > 0 ? step / B : sqrt(1.6 * step), 16, 32, 128);
	if (B == 0)
		B = multiple(step / T, 16, (int)clamp(rows, 16, 256), 512);
	if (f->chars >= BATCH_LEAST)
		batch_fit(f->chars, &B, &T);
	r->batch = r->batch > 0 ? r->batch : B;
	r->seq = r->seq > 0 ? r->seq : T;
}

/* As many passes over a short text as make the least of updates. */
static void stretch(struct recipe *r, const struct recipe_facts *f)
{
	double windows = floor((double)f->chars / ((double)r->batch * r->seq));

	r->epochs = fmax(r->epochs, ceil(effort_table[f->effort].updates / fmax(windows, 1)));
}

/* What a model has learnt from another text, decay would make it forget. */
static double choose_decay(const struct recipe *r, const struct recipe_facts *f)
{
	double lasts = clamp(sqrt((double)f->chars), decay_least, decay_most);

	return f->tuned ? 0 : round(1e3 * clamp(1 / (r->lr * lasts), 0, 100)) / 1e3;
}

static double choose_dropout(double passes, int hidden)
{
	double by_passes = (passes - free_passes) / (full_passes - free_passes);

	return round(20 * clamp(fmin(by_passes, sqrt(hidden) / dropout_width), 0, 0.5)) / 20;
}

void recipe_fill(struct recipe *r, const struct recipe_facts *f)
{
	bool open = !(r->seconds > 0 || r->epochs > 0 || r->steps > 0);
	double read;

	if (open)
		choose_budget(r, f);
	read = reading(r, f);
	if (r->hidden == 0)
		r->hidden = hidden_of(r, f, fmin(read / chars_per_weight, most_weights(f)));
	choose_window(r, f, read);
	if (open && r->epochs > 0)
		stretch(r, f);
	if (r->lr == 0)
		r->lr = round(1e4 * clamp(2.0 / r->hidden, 0.001, 0.008) * (f->tuned ? 0.5 : 1)) / 1e4;
	if (r->decay < 0)
		r->decay = choose_decay(r, f);
	if (r->dropout < 0)
		r->dropout = choose_dropout(read / (double)f->chars, r->hidden);
}
