/* recipe.c - the rules by which the settings of a training are chosen. */
#include "run/recipe.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "text/batch.h"

static const struct {
	double seconds, passes; /* limits of the budget: whichever comes first */
	double updates;         /* least number; a short text gets more passes to reach it */
} effort_table[] = {
	[EFFORT_DEFAULT] = {600, 20, 800},
	[EFFORT_QUICK] = {60, 8, 400},
	[EFFORT_BEST] = {3600, 18, 1200},
};

/* Approximate floating-point operations per second and thread in training, by the format and the
 * beginning of the name of the engine's kernels. The first matching row counts. */
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

/* Characters to read per weight; updates to spread them over. */
static const double chars_per_weight = 4, updates = 1500;
/* The largest network has this many weights per character of the text; a larger one would memorise
 * the text. */
static const double weights_per_char = 5;
/* Weight decay is set so that an unused weight shrinks to 1/e in sqrt(chars) updates at the peak
 * learning rate; this number of updates is clamped to these bounds. */
static const double decay_least = 400, decay_most = 1000;
/* Dropout is (passes - free_passes) / (full_passes - free_passes), but at most 1/2 and at most
 * sqrt(hidden) / dropout_width, because a narrow network bears less; rounded to twentieths. */
static const double free_passes = 5, full_passes = 45, dropout_width = 50;
/* Bounds on the characters of an update (B T) and on the size of its logits (B T V). */
static const double step_least = 512, step_most = 10000, logits_most = 1 << 26;
/* Per weight and character: forward product, gradients of input and weight, a multiplication and an
 * addition each. */
static const double flops_per_weight = 6;

/* Return the estimated floating-point operations per second of all threads. */
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

/* Return x rounded to a multiple of `of`, clamped to [lo, hi]. */
static int multiple(double x, int of, int lo, int hi)
{
	return (int)clamp(of * round(x / of), lo, hi);
}

/* Return the number of weights in the products of one step, (2L - 1) G H^2 + H V. */
static double weights(const struct recipe *r, const struct recipe_facts *f)
{
	double H = r->hidden;

	return (2.0 * r->layers - 1) * r->cell->gates * H * H + H * f->vocab;
}

static double most_weights(const struct recipe_facts *f)
{
	return weights_per_char * (double)f->chars;
}

/* Return the hidden size H with which weights() is n: the positive root of
 * (2L - 1) G H^2 + V H = n. */
static int hidden_of(const struct recipe *r, const struct recipe_facts *f, double n)
{
	double a = (2.0 * r->layers - 1) * r->cell->gates, half = f->vocab / (2 * a);

	return multiple(sqrt(half * half + n / a) - half, 16, 32, 2048);
}

/* Return the number of characters that the budget allows to read. If the budget is a time and the
 * hidden size is open, assume the size for which this number is chars_per_weight per weight, or the
 * largest size for the text. */
static double chars_to_read(const struct recipe *r, const struct recipe_facts *f)
{
	enum { STEP_CHARS = 32 * 64 }; /* characters of a step if batch or window is open */
	double flops = r->seconds * speed(f) / flops_per_weight;

	if (r->epochs > 0)
		return r->epochs * (double)f->chars;
	if (r->steps > 0)
		return (double)r->steps *
		       (r->batch > 0 && r->seq > 0 ? r->batch * (double)r->seq : STEP_CHARS);
	return flops / (r->hidden > 0 ? weights(r, f)
				      : fmin(sqrt(flops / chars_per_weight), most_weights(f)));
}

/* Set the budget from the effort: its time, or its passes if these end earlier. */
static void choose_budget(struct recipe *r, const struct recipe_facts *f)
{
	r->seconds = effort_table[f->effort].seconds;
	if (chars_to_read(r, f) <= effort_table[f->effort].passes * (double)f->chars)
		return;
	r->seconds = 0;
	r->epochs = effort_table[f->effort].passes;
}

static void choose_window(struct recipe *r, const struct recipe_facts *f, double read)
{
	double step = clamp(fmin(read / updates, logits_most / f->vocab), step_least, step_most);
	/* enough rows for all cores, but windows of at least 32 characters */
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

/* Raise the passes over a short text to those that make the effort's least number of updates. */
static void raise_passes(struct recipe *r, const struct recipe_facts *f)
{
	double windows = floor((double)f->chars / ((double)r->batch * r->seq));

	r->epochs = fmax(r->epochs, ceil(effort_table[f->effort].updates / fmax(windows, 1)));
}

/* Return the weight decay; 0 for pretrained weights, which decay would make forget their text. */
static double choose_decay(const struct recipe *r, const struct recipe_facts *f)
{
	double lifetime = clamp(sqrt((double)f->chars), decay_least, decay_most);

	return f->tuned ? 0 : round(1e3 * clamp(1 / (r->lr * lifetime), 0, 100)) / 1e3;
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
	read = chars_to_read(r, f);
	if (r->hidden == 0)
		r->hidden = hidden_of(r, f, fmin(read / chars_per_weight, most_weights(f)));
	choose_window(r, f, read);
	if (open && r->epochs > 0)
		raise_passes(r, f);
	if (r->lr == 0)
		r->lr = round(1e4 * clamp(2.0 / r->hidden, 0.001, 0.008) * (f->tuned ? 0.5 : 1)) /
			1e4;
	if (r->decay < 0)
		r->decay = choose_decay(r, f);
	if (r->dropout < 0)
		r->dropout = choose_dropout(read / (double)f->chars, r->hidden);
}
