/*
 * plain_kernels.h - the definition of every vector loop to the bit: the same formulas as in core/kernels.c and
 * core/cell_steps.c for one element after the other, with libm's fmaf, which rounds once on every machine.
 */
#ifndef PLAIN_KERNELS_H
#define PLAIN_KERNELS_H

#include <math.h>
#include <string.h>

#include "base/maths.h"
#include "core/kernels.h"

static float plain_exp_between(float x, float low, float high)
{
	static const float coefficient[] = {
		8.36871099e-3f, 4.1668389e-2f, 1.66665211e-1f, 4.9999994e-1f, 1, 1};
	const float magic = 12582912;
	float p = 1.38146081e-3f, two_n;
	uint32_t bits;

	x = x < low ? low : x;
	x = x > high ? high : x;
	float t = fmaf(x, 1.44269504f, magic), n = t - magic;
	float r = fmaf(n, -1.42860677e-6f, fmaf(n, -0.693145752f, x));
	for (size_t i = 0; i < sizeof coefficient / sizeof *coefficient; i++)
		p = fmaf(p, r, coefficient[i]);
	memcpy(&bits, &t, sizeof bits);
	bits = (bits + 127) << 23;
	memcpy(&two_n, &bits, sizeof two_n);
	return p * two_n;
}

static float plain_exp(float x)
{
	return plain_exp_between(x, -87, 88);
}

static float gate_exp(float x)
{
	return plain_exp_between(x, -40, 40);
}

static float plain_least(float x)
{
	return fabsf(x) < 0x1p-100f ? 0 : x;
}

static float plain_tanh(float x)
{
	float e = gate_exp(-2 * x);

	return (1 - e) / (1 + e);
}

/* ---- Cells ---- */

/* Calls a function for each unit of a step: r is the stream, j the unit, z its first block of Z. */
static void each_unit(const struct step *s,
		      void (*unit)(const struct step *s, int r, int j, float *z))
{
	for (int r = 0; r < s->n; r++)
		for (int j = 0; j < s->H; j++)
			unit(s, r, j, s->z + (size_t)r * s->ldz + j);
}

/* Returns block b of Z plus the bias, and plus the look-up's block if that is not negative. */
static float gate_sum(const struct step *s, int r, int j, const float *z, int b, int looked)
{
	float x = z[b * s->H] + s->bias[b * s->H + j];

	return looked < 0 ? x : x + s->in[s->id[r] * s->ldin + (size_t)(looked * s->H + j)];
}

static void rnn_unit(const struct step *s, int r, int j, float *z)
{
	z[0] = s->h1[r * s->H + j] = plain_tanh(gate_sum(s, r, j, z, 0, 0));
}

static void rnn_unit_back(const struct step *s, int r, int j, float *z)
{
	int at = r * s->H + j;

	z[0] = plain_least((s->dy[at] + s->dh[at]) * (1 - z[0] * z[0]));
	s->db[j] += z[0];
}

static void lstm_unit(const struct step *s, int r, int j, float *z)
{
	int H = s->H, at = r * H + j;
	float xi = gate_sum(s, r, j, z, 0, 0), xf = gate_sum(s, r, j, z, 1, 1);
	float xg = gate_sum(s, r, j, z, 2, 2), xo = gate_sum(s, r, j, z, 3, 3);
	float a = 1 + gate_exp(-xi), e = gate_exp(-2 * xg), q = 1 / (a * (1 + e));
	float f = 1 + gate_exp(-xf), o = 1 + gate_exp(-xo), p = 1 / (f * o);

	z[0] = q * (1 + e);
	z[2 * H] = q * a * (1 - e);
	z[H] = p * o;
	z[3 * H] = p * f;
	s->c1[at] = z[H] * s->c0[at] + z[0] * z[2 * H];
	s->h1[at] = z[3 * H] * plain_tanh(s->c1[at]);
}

static void lstm_unit_back(const struct step *s, int r, int j, float *z)
{
	int H = s->H, at = r * H + j;
	float i = z[0], f = z[H], g = z[2 * H], o = z[3 * H], h = s->h1[at];
	float d = s->dy[at] + s->dh[at];
	float e = s->dc[at] + d * (o - h * h / (o > 1e-30f ? o : 1e-30f));

	z[0] = plain_least(e * g * i * (1 - i));
	z[H] = plain_least(e * s->c0[at] * f * (1 - f));
	z[2 * H] = plain_least(e * i * (1 - g * g));
	z[3 * H] = plain_least(d * h * (1 - o));
	s->dc[at] = plain_least(e * f);
	for (int b = 0; b < 4; b++)
		s->db[b * H + j] += z[b * H];
}

static void gru_unit(const struct step *s, int q, int j, float *x)
{
	int H = s->H, at = q * H + j;
	float hn = gate_sum(s, q, j, x, 0, -1);
	float a = 1 + gate_exp(-gate_sum(s, q, j, x, 1, 0));
	float b = 1 + gate_exp(-gate_sum(s, q, j, x, 2, 1)), share = 1 / (a * b);
	float r = share * b, z = share * a;
	float n = plain_tanh(gate_sum(s, q, j, x, 3, 2) + r * hn);

	x[0] = hn;
	x[H] = r;
	x[2 * H] = z;
	x[3 * H] = n;
	s->h1[at] = n + z * (s->h0[at] - n);
}

static void gru_unit_back(const struct step *s, int q, int j, float *x)
{
	int H = s->H, at = q * H + j;
	float hn = x[0], r = x[H], z = x[2 * H], n = x[3 * H], d = s->dy[at] + s->dh[at];
	float dn = plain_least(d * (1 - z) * (1 - n * n));

	x[0] = plain_least(dn * r);
	x[H] = plain_least(dn * hn * r * (1 - r));
	x[2 * H] = plain_least(d * (s->h0[at] - n) * z * (1 - z));
	x[3 * H] = dn;
	s->dh[at] = plain_least(d * z);
	for (int b = 0; b < 4; b++)
		s->db[b * H + j] += x[b * H];
}

#define PLAIN_STEPS(name) \
	static void plain_##name##_forward(const struct step *s) \
	{ \
		each_unit(s, name##_unit); \
	} \
	static void plain_##name##_backward(const struct step *s) \
	{ \
		each_unit(s, name##_unit_back); \
	}
CELL_NAMES(PLAIN_STEPS)
#define PLAIN_ROW(name) {plain_##name##_forward, plain_##name##_backward},
static const struct cell_steps plain_cells[CELLS] = {CELL_NAMES(PLAIN_ROW)};

/* ---- The other loops ---- */

static void plain_add(size_t n, const float *x, float *y)
{
	for (size_t i = 0; i < n; i++)
		y[i] += x[i];
}

static void plain_to_bf16(size_t n, const float *x, uint16_t *out)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t bits;
		memcpy(&bits, &x[i], sizeof bits);
		bool nan = (bits & 0x7fffffff) > 0x7f800000;
		out[i] = nan ? 0x7fc0 : (uint16_t)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
	}
}

static void plain_mul(size_t n, const float *x, const float *mask, float *y)
{
	for (size_t i = 0; i < n; i++)
		y[i] = x[i] * mask[i];
}

static void plain_mask(size_t n, uint64_t key, uint64_t at, float p, float *out)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t x = (uint32_t)(rng_bits(key, at + i) >> 32);
		out[i] = x < (uint32_t)(p * 4294967040.0f) ? 0 : 1 / (1 - p);
	}
}

/* Returns the largest element; each of 16 lanes first finds its own. */
static float plain_max(int V, const float *row)
{
	float lane[16], max;
	int whole = V / 16 * 16;

	for (int l = 0; l < 16; l++)
		lane[l] = row[0];
	for (int j = 0; j < whole; j++)
		lane[j % 16] = row[j] > lane[j % 16] ? row[j] : lane[j % 16];
	max = lane[0];
	for (int l = 1; l < 16; l++)
		max = lane[l] > max ? lane[l] : max;
	for (int j = whole; j < V; j++)
		max = row[j] > max ? row[j] : max;
	return max;
}

/* Returns the sum of 16 lanes. */
static double plain_total(double (*add)(double, double), double lane[16])
{
	for (int half = 8; half > 0; half /= 2)
		for (int l = 0; l < half; l++)
			lane[l] = add(lane[l], lane[l + half]);
	return lane[0];
}

static double add_floats(double x, double y)
{
	return (double)((float)x + (float)y);
}

static double add_doubles(double x, double y)
{
	return x + y;
}

/* Returns the sum of exp(x - max). */
static float plain_exp_sum(int V, const float *row, float max)
{
	double lane[16] = {0};

	for (int j = 0; j < V; j++)
		lane[j % 16] = add_floats(lane[j % 16], (double)plain_exp(row[j] - max));
	return (float)plain_total(add_floats, lane);
}

static void plain_logp(int V, float *row)
{
	float max = plain_max(V, row);
	float lse = max + (float)maths_log((double)plain_exp_sum(V, row, max));

	for (int j = 0; j < V; j++)
		row[j] -= lse;
}

static float plain_xent(int V, float *row, int y, float scale)
{
	float max = plain_max(V, row), sum = plain_exp_sum(V, row, max), logit = row[y];
	float share = scale / sum;

	if (scale != 0) {
		for (int j = 0; j < V; j++)
			row[j] = plain_least(plain_exp(row[j] - max) * share);
		row[y] -= scale;
	}
	return (max - logit) + (float)maths_log((double)sum);
}

static void plain_colsum(size_t rows, int n, const float *x, size_t ld, float *out)
{
	for (size_t r = 0; r < rows; r++)
		for (int j = 0; j < n; j++)
			out[j] += x[r * ld + (size_t)j];
}

static double plain_sumsq(size_t n, const float *x)
{
	double lane[16] = {0};

	for (size_t i = 0; i < n; i++)
		lane[i % 16] += (double)x[i] * (double)x[i];
	return plain_total(add_doubles, lane);
}

static void plain_adam(size_t n, float *w, const float *g, float *m, float *v, const struct adam *a)
{
	for (size_t i = 0; i < n; i++) {
		float d = g[i] * a->scale;
		m[i] = plain_least(a->beta1 * m[i] + (1 - a->beta1) * d);
		v[i] = plain_least(a->beta2 * v[i] + (1 - a->beta2) * d * d);
		w[i] -= a->lr * (m[i] * a->c1 / (sqrtf(v[i] * a->c2) + a->eps) + a->decay * w[i]);
	}
}

static void plain_rms_step(size_t n, float *w, const float *home, const float *g, float *v,
			   const struct rms_step *p)
{
	for (size_t i = 0; i < n; i++) {
		v[i] = plain_least(p->beta2 * v[i] + (1 - p->beta2) * g[i] * g[i]);
		float update = g[i] / (sqrtf(v[i] * p->c2) + p->eps);
		w[i] += p->decay * (home[i] - w[i]) - p->rate * update;
	}
}

static const struct kernels plain_kernels = {
	.isa = "plain",
	.cell = plain_cells,
	.add = plain_add,
	.to_bf16 = plain_to_bf16,
	.mul = plain_mul,
	.mask = plain_mask,
	.logp = plain_logp,
	.xent = plain_xent,
	.colsum = plain_colsum,
	.sumsq = plain_sumsq,
	.adam = plain_adam,
	.rms_step = plain_rms_step,
};

#endif
