/* recipe.c - the rules by which the settings of a training are chosen. */
#include "run/recipe.h"

#include <math.h>

#include "text/batch.h"

struct effort_limits {
	double seconds, passes; /* limits of the budget: whichever comes first */
	double updates;         /* least number; a short text gets more passes to reach it */
};
static const struct effort_limits effort_table[] = {
	[EFFORT_DEFAULT] = {600, 20, 800},
	[EFFORT_QUICK] = {60, 8, 400},
	[EFFORT_BEST] = {3600, 18, 1200},
};

/* What is different for pretrained weights. */
static const struct {
	double rate;         /* factor of the learning rate */
	double decay;        /* weight decay; it would make them forget their text */
	double dropout;      /* factor of the dropout */
	double step_least;   /* characters of an update, which costs much beside so few */
	double blind_passes; /* most passes without validation, which would end in the best weights */
	struct effort_limits effort[3]; /* as effort_table */
} tuned_table = {
	.rate = 0.5,
	.decay = 0,
	.dropout = 1,
	.step_least = 1024,
	.blind_passes = 5,
	.effort = {[EFFORT_DEFAULT] = {600, 12, 200},
		   [EFFORT_QUICK] = {60, 6, 100},
		   [EFFORT_BEST] = {3600, 12, 300}},
};

/* When a training should start from the base model. */
static const struct {
	double chars_least, chars_most; /* of the text; a long text teaches enough by itself */
	double known; /* least share of its characters that are known or have a relative */
	double bits;  /* most bits per character that the base model needs before training */
	double heart; /* with fewer, it has read this text, and validation would tell nothing */
	double worse; /* it may need so many bits more than counts of characters */
	double read;  /* least number of characters that the time allows to train on */
} init_table = {
	.chars_least = 500,
	.chars_most = 300000,
	.known = 0.98,
	.bits = 3.2,
	.heart = 1.1,
	.worse = 0.5,
	.read = 5000,
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
/* By this factor validations and saves make a number of passes longer. */
static const double valid_factor = 1.15;
/* Per weight and character: forward product, gradients of input and weight, a multiplication and an
 * addition each. */
static const double flops_per_weight = 6;

static double clamp(double x, double lo, double hi)
{
	return x < lo ? lo : x > hi ? hi : x;
}

/* Return x rounded to a multiple of `of`, clamped to [lo, hi]. */
static int multiple(double x, int of, int lo, int hi)
{
	return (int)clamp(of * round(x / of), lo, hi);
}

static struct effort_limits limits(const struct recipe_facts *f)
{
	return f->tuned ? tuned_table.effort[f->effort] : effort_table[f->effort];
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
	double flops = r->seconds * f->flops / flops_per_weight;

	if (r->epochs > 0)
		return r->epochs * (double)f->chars;
	if (r->steps > 0)
		return (double)r->steps *
		       (r->batch > 0 && r->seq > 0 ? r->batch * (double)r->seq : STEP_CHARS);
	return flops / (r->hidden > 0 ? weights(r, f)
				      : fmin(sqrt(flops / chars_per_weight), most_weights(f)));
}

static void choose_window(struct recipe *r, const struct recipe_facts *f, double read)
{
	double step = clamp(fmin(read / updates, logits_most / f->vocab),
			    f->tuned ? tuned_table.step_least : step_least, step_most);
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

/* Raise the passes over a short text to those that make the effort's least number of updates. Without
 * validation, pretrained weights would learn such a text by heart: then limit the passes. */
static void raise_passes(struct recipe *r, const struct recipe_facts *f)
{
	double windows = floor((double)f->chars / ((double)r->batch * r->seq));

	r->epochs = fmax(r->epochs, ceil(limits(f).updates / fmax(windows, 1)));
	if (f->tuned && f->blind)
		r->epochs = fmin(r->epochs, tuned_table.blind_passes);
}

static double choose_decay(const struct recipe *r, const struct recipe_facts *f)
{
	double lifetime = clamp(sqrt((double)f->chars), decay_least, decay_most);

	return f->tuned ? tuned_table.decay
			: round(1e3 * clamp(1 / (r->lr * lifetime), 0, 100)) / 1e3;
}

static double choose_dropout(const struct recipe *r, const struct recipe_facts *f, double read)
{
	double passes = read / (double)f->chars, factor = f->tuned ? tuned_table.dropout : 1;
	double by_passes = (passes - free_passes) / (full_passes - free_passes);
	double most = sqrt(r->hidden) / dropout_width;

	return round(20 * factor * clamp(fmin(by_passes, most), 0, 0.5)) / 20;
}

double recipe_flops(const struct recipe *r, const struct recipe_facts *f)
{
	return flops_per_weight * weights(r, f);
}

/* Choose the settings for a budget that is set. With `raise`, raise its passes if need be. */
static void fill(struct recipe *r, const struct recipe_facts *f, bool raise)
{
	double read = chars_to_read(r, f);

	if (r->hidden == 0)
		r->hidden = hidden_of(r, f, fmin(read / chars_per_weight, most_weights(f)));
	choose_window(r, f, read);
	if (raise)
		raise_passes(r, f);
	if (r->lr == 0)
		r->lr = round(1e4 * clamp(2.0 / r->hidden, 0.001, 0.008) *
			      (f->tuned ? tuned_table.rate : 1)) /
			1e4;
	if (r->decay < 0)
		r->decay = choose_decay(r, f);
	if (r->dropout < 0)
		r->dropout = choose_dropout(r, f, read);
}

/* Return the seconds that the passes of r take, with the validations between them. */
static double seconds_needed(const struct recipe *r, const struct recipe_facts *f)
{
	return valid_factor * r->epochs * (double)f->chars * recipe_flops(r, f) / f->flops;
}

void recipe_fill(struct recipe *r, const struct recipe_facts *f)
{
	double limit = limits(f).seconds;
	struct recipe passes = *r;

	if (r->seconds > 0 || r->epochs > 0 || r->steps > 0) {
		fill(r, f, false);
		return;
	}
	passes.epochs = limits(f).passes;
	passes.limit = limit;
	fill(&passes, f, true);
	r->seconds = limit;
	/* Pretrained weights learn a short text by heart in the time that is left after its passes. */
	if (f->tuned || seconds_needed(&passes, f) <= limit)
		*r = passes;
	else
		fill(r, f, false);
}

bool recipe_init_fits(size_t chars)
{
	return (double)chars >= init_table.chars_least && (double)chars <= init_table.chars_most;
}

bool recipe_init_pays(const struct recipe_init *f)
{
	double seconds = f->seconds > 0 ? f->seconds : tuned_table.effort[f->effort].seconds;

	return recipe_init_fits(f->chars) && f->known >= init_table.known &&
	       f->bits >= init_table.heart && f->bits <= init_table.bits &&
	       f->bits <= f->counted + init_table.worse &&
	       (f->counts_updates || f->speed * seconds >= init_table.read);
}
