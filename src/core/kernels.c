/*
 * kernels.c - the vector loops other than cells: softmax, dropout masks, sums, weight updates. The
 * file is compiled once per instruction set, and all give the same bits (vecmath.h). Sums over a
 * vector have LANES partial sums whatever the vector width: lane l adds elements l, l + LANES,
 * l + 2 LANES, ... in this order, and lanes_total adds the lanes.
 */
#include "core/kernels_isa.h"
#include "core/vecmath.h"

#include "base/maths.h"

enum { LANES = 16, BLOCK = 32 * LANES };

static void add(size_t n, const real *restrict x, real *restrict y)
{
	for (size_t i = 0; i < n; i++)
		y[i] += x[i];
}

static void to_bf16(size_t n, const real *restrict x, uint16_t *restrict out)
{
	for (size_t i = 0; i < n; i++)
		out[i] = bf16_r(x[i]);
}

static void mul(size_t n, const real *x, const real *restrict mask, real *y)
{
	for (size_t i = 0; i < n; i++)
		y[i] = x[i] * mask[i];
}

static void mask(size_t n, uint64_t key, uint64_t at, real p, real *restrict out)
{
	uint32_t limit = (uint32_t)(p * (real)4294967040.0);
	real keep = 1 / (1 - p);

	for (size_t i = 0; i < n; i++)
		out[i] = (uint32_t)(rng_bits(key, at + i) >> 32) < limit ? 0 : keep;
}

/* Adds x (n) to the lanes. */
static inline void lanes_add(size_t n, const real *restrict x, real *restrict lane)
{
	size_t i = 0;

	for (; i + LANES <= n; i += LANES)
#pragma omp simd
		for (int l = 0; l < LANES; l++)
			lane[l] += x[i + (size_t)l];
	for (size_t l = 0; i + l < n; l++)
		lane[l] += x[i + l];
}

/* Returns the sum of the lanes: lane l + h is added to lane l for h = 8, 4, 2, 1. */
static inline real lanes_total(const real *lane)
{
	real sum[LANES];

	memcpy(sum, lane, sizeof sum);
	for (int half = LANES / 2; half > 0; half /= 2)
		for (int l = 0; l < half; l++)
			sum[l] += sum[l + half];
	return sum[0];
}

/* Returns the largest of row (V). If an element is NaN, the result may be NaN or another element. */
static real row_max(int V, const real *restrict row)
{
	real lane[LANES], max;
	int j = 0;

	for (int l = 0; l < LANES; l++)
		lane[l] = row[0];
	for (; j + LANES <= V; j += LANES)
#pragma omp simd
		for (int l = 0; l < LANES; l++)
			lane[l] = row[j + l] > lane[l] ? row[j + l] : lane[l];
	max = lane[0];
	for (int l = 1; l < LANES; l++)
		max = lane[l] > max ? lane[l] : max;
	for (; j < V; j++)
		max = row[j] > max ? row[j] : max;
	return max;
}

/* Sets e = exp(x - max) for n elements; e may be x. */
static inline void exps(int n, const real *x, real max, real *e)
{
#pragma omp simd
	for (int j = 0; j < n; j++)
		e[j] = exp_r(x[j] - max);
}

/* Returns log of the sum of exp(x - max) over row (V). */
static real log_sum(int V, const real *row, real max)
{
	real lane[LANES] = {0}, e[BLOCK];

	for (int j = 0; j < V; j += BLOCK) {
		int n = V - j < BLOCK ? V - j : BLOCK;
		exps(n, row + j, max, e);
		lanes_add((size_t)n, e, lane);
	}
	return (real)maths_log((double)lanes_total(lane));
}

static void logp(int V, real *restrict row)
{
	real max = row_max(V, row), lse = max + log_sum(V, row, max);

	for (int j = 0; j < V; j++)
		row[j] -= lse;
}

static real xent(int V, real *restrict row, int y, real scale)
{
	real max = row_max(V, row), lane[LANES] = {0}, logit = row[y];

	if (scale == 0)
		return (max - logit) + log_sum(V, row, max);
	exps(V, row, max, row);
	lanes_add((size_t)V, row, lane);
	real sum = lanes_total(lane), share = scale / sum;
	for (int j = 0; j < V; j++)
		row[j] = least_r(row[j] * share);
	row[y] -= scale;
	return (max - logit) + (real)maths_log((double)sum);
}

static void colsum(size_t rows, int n, const real *restrict x, size_t ld, real *restrict out)
{
	for (size_t r = 0; r < rows; r++)
		for (int j = 0; j < n; j++)
			out[j] += x[r * ld + (size_t)j];
}

static double sumsq(size_t n, const real *restrict x)
{
	double lane[LANES] = {0};
	size_t i = 0;

	for (; i + LANES <= n; i += LANES)
#pragma omp simd
		for (int l = 0; l < LANES; l++)
			lane[l] += (double)x[i + (size_t)l] * (double)x[i + (size_t)l];
	for (size_t l = 0; i + l < n; l++)
		lane[l] += (double)x[i + l] * (double)x[i + l];
	for (int half = LANES / 2; half > 0; half /= 2)
		for (int l = 0; l < half; l++)
			lane[l] += lane[l + half];
	return lane[0];
}

static void adam(size_t n, real *restrict w, const real *restrict g, real *restrict m,
		 real *restrict v, const struct adam *a)
{
	const struct adam k = *a;

	for (size_t i = 0; i < n; i++) {
		real d = g[i] * k.scale;
		m[i] = least_r(k.beta1 * m[i] + (1 - k.beta1) * d);
		v[i] = least_r(k.beta2 * v[i] + (1 - k.beta2) * d * d);
		real update = m[i] * k.c1 / (sqrt_r(v[i] * k.c2) + k.eps);
		w[i] -= k.lr * (update + k.decay * w[i]);
	}
}

static void rms_step(size_t n, real *restrict w, const real *restrict home, const real *restrict g,
		     real *restrict v, const struct rms_step *p)
{
	const struct rms_step k = *p;

	for (size_t i = 0; i < n; i++) {
		v[i] = least_r(k.beta2 * v[i] + (1 - k.beta2) * g[i] * g[i]);
		real update = g[i] / (sqrt_r(v[i] * k.c2) + k.eps);
		w[i] += k.decay * (home[i] - w[i]) - k.rate * update;
	}
}

const struct kernels ISA(kernels) = {
	.isa = RNN_ISA_NAME,
	.cell = ISA(cell_steps),
	.native = &ISA(native),
	.add = add,
	.to_bf16 = to_bf16,
	.mul = mul,
	.mask = mask,
	.logp = logp,
	.xent = xent,
	.colsum = colsum,
	.sumsq = sumsq,
	.adam = adam,
	.rms_step = rms_step,
};
