/*
 * kernels.c - the vector loops other than cells: softmax, dropout masks, sums, weight updates. The
 * file is compiled once per instruction set. The bits of a sum depend on the instruction set,
 * because its vector width determines the order of the additions.
 */
#include "core/kernels_isa.h"
#include "core/vecmath.h"

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

static real row_max(int V, const real *restrict row)
{
	real max = row[0];

	for (int j = 1; j < V; j++)
		max = row[j] > max ? row[j] : max;
	return max;
}

static void logp(int V, real *restrict row)
{
	real max = row_max(V, row), sum = 0;

#pragma omp simd reduction(+ : sum)
	for (int j = 0; j < V; j++)
		sum += exp_r(row[j] - max);
	real lse = max + (real)log((double)sum);
	for (int j = 0; j < V; j++)
		row[j] -= lse;
}

static real xent(int V, real *restrict row, int y, real scale)
{
	real max = row_max(V, row), sum = 0, logit = row[y];

	if (scale == 0) {
#pragma omp simd reduction(+ : sum)
		for (int j = 0; j < V; j++)
			sum += exp_r(row[j] - max);
	} else {
#pragma omp simd reduction(+ : sum)
		for (int j = 0; j < V; j++) {
			row[j] = exp_r(row[j] - max);
			sum += row[j];
		}
		real share = scale / sum;
		for (int j = 0; j < V; j++)
			row[j] *= share;
		row[y] -= scale;
	}
	return (max - logit) + (real)log((double)sum);
}

static void colsum(size_t rows, int n, const real *restrict x, size_t ld, real *restrict out)
{
	for (size_t r = 0; r < rows; r++)
		for (int j = 0; j < n; j++)
			out[j] += x[r * ld + (size_t)j];
}

static double sumsq(size_t n, const real *restrict x)
{
	double sum = 0;

#pragma omp simd reduction(+ : sum)
	for (size_t i = 0; i < n; i++)
		sum += (double)x[i] * (double)x[i];
	return sum;
}

static void adam(size_t n, real *restrict w, const real *restrict g, real *restrict m,
		 real *restrict v, const struct adam *a)
{
	const struct adam k = *a;

	for (size_t i = 0; i < n; i++) {
		real d = g[i] * k.scale;
		m[i] = k.beta1 * m[i] + (1 - k.beta1) * d;
		v[i] = k.beta2 * v[i] + (1 - k.beta2) * d * d;
		real update = m[i] * k.c1 / (sqrt_r(v[i] * k.c2) + k.eps);
		w[i] -= k.lr * (update + k.decay * w[i]);
	}
}

static void rms_step(size_t n, real *restrict w, const real *restrict home, const real *restrict g,
		     real *restrict v, const struct rms_step *p)
{
	const struct rms_step k = *p;

	for (size_t i = 0; i < n; i++) {
		v[i] = k.beta2 * v[i] + (1 - k.beta2) * g[i] * g[i];
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
