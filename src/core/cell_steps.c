/*
 * cell_steps.c - one time step of each cell, forward and backward: elementwise over n streams of
 * H units. The file is compiled once per instruction set. cell.h shows the blocks of Z; gate names
 * are PyTorch's.
 *
 * In the equations s is the sigmoid, d = dy + dh is the total gradient of h', and dX is the
 * gradient of X. In backward, a block of Z holds an activation, for example i = s(zi), which is
 * replaced by the gradient dzi. The derivatives are s' = s (1 - s) and tanh' = 1 - tanh^2. Gradients
 * below 2^-100 become 0. All results have the same bits on all CPUs (vecmath.h).
 */
#include "core/kernels_isa.h"
#include "core/vecmath.h"

/* h' = tanh(W x + U h + b) */
static void rnn_forward(const struct step *s)
{
	const int H = s->H;

	for (int r = 0; r < s->n; r++) {
		real *restrict z = s->z + (size_t)r * s->ldz;
		const real *restrict bias = s->bias, *restrict in = s->in + s->id[r] * s->ldin;
		real *restrict h1 = s->h1 + (size_t)r * (size_t)H;
#pragma omp simd
		for (int j = 0; j < H; j++) {
			real h = tanh_r(z[j] + bias[j] + in[j]);
			z[j] = h;
			h1[j] = h;
		}
	}
}

/* dz = d (1 - h'^2), where z holds h' */
static void rnn_backward(const struct step *s)
{
	const int H = s->H;

	for (int r = 0; r < s->n; r++) {
		size_t at = (size_t)r * (size_t)H;
		real *restrict z = s->z + (size_t)r * s->ldz;
		const real *restrict dy = s->dy + at, *restrict dh = s->dh + at;
		real *restrict db = s->db;
#pragma omp simd
		for (int j = 0; j < H; j++) {
			real d = least_r((dy[j] + dh[j]) * (1 - z[j] * z[j]));
			z[j] = d;
			db[j] += d;
		}
	}
}

/*
 * i = s(zi)   f = s(zf)   g = tanh(zg)   o = s(zo)
 * c' = f c + i g
 * h' = o tanh(c')
 */
static void lstm_forward(const struct step *s)
{
	const int H = s->H;

	for (int r = 0; r < s->n; r++) {
		size_t at = (size_t)r * (size_t)H;
		real *restrict zi = s->z + (size_t)r * s->ldz;
		real *restrict zf = zi + H, *restrict zg = zf + H, *restrict zo = zg + H;
		const real *restrict bi = s->bias, *restrict bf = bi + H;
		const real *restrict bg = bf + H, *restrict bo = bg + H;
		const real *restrict xi = s->in + s->id[r] * s->ldin, *restrict xf = xi + H;
		const real *restrict xg = xf + H, *restrict xo = xg + H;
		const real *restrict c0 = s->c0 + at;
		real *restrict c1 = s->c1 + at, *restrict h1 = s->h1 + at;
#pragma omp simd
		for (int j = 0; j < H; j++) {
			real i, f, g, o;
			sigmoid_tanh_r(zi[j] + bi[j] + xi[j], zg[j] + bg[j] + xg[j], &i, &g);
			sigmoids_r(zf[j] + bf[j] + xf[j], zo[j] + bo[j] + xo[j], &f, &o);
			real c = f * c0[j] + i * g;
			zi[j] = i;
			zf[j] = f;
			zg[j] = g;
			zo[j] = o;
			c1[j] = c;
			h1[j] = o * tanh_r(c);
		}
	}
}

/*
 * e = dc' + d o (1 - tanh(c')^2)         total gradient of c'; o tanh(c')^2 = h'^2 / o
 * dzi = e g i (1 - i)                    dzf = e c f (1 - f)
 * dzg = e i (1 - g^2)                    dzo = d tanh(c') o (1 - o) = d h' (1 - o)
 * dc = e f
 */
static void lstm_backward(const struct step *s)
{
	const int H = s->H;
	const real tiny = (real)1e-30; /* smallest divisor: o may be 0, in which case h' is 0 too */

	for (int r = 0; r < s->n; r++) {
		size_t at = (size_t)r * (size_t)H;
		real *restrict zi = s->z + (size_t)r * s->ldz;
		real *restrict zf = zi + H, *restrict zg = zf + H, *restrict zo = zg + H;
		const real *restrict c0 = s->c0 + at, *restrict h1 = s->h1 + at;
		const real *restrict dy = s->dy + at, *restrict dh = s->dh + at;
		real *restrict dc = s->dc + at, *restrict di = s->db;
		real *restrict df = di + H, *restrict dg = df + H, *restrict dp = dg + H;
#pragma omp simd
		for (int j = 0; j < H; j++) {
			real i = zi[j], f = zf[j], g = zg[j], o = zo[j], h = h1[j];
			real d = dy[j] + dh[j];
			real e = dc[j] + d * (o - h * h / (o > tiny ? o : tiny));
			zi[j] = least_r(e * g * i * (1 - i));
			zf[j] = least_r(e * c0[j] * f * (1 - f));
			zg[j] = least_r(e * i * (1 - g * g));
			zo[j] = least_r(d * h * (1 - o));
			dc[j] = least_r(e * f);
			di[j] += zi[j];
			df[j] += zf[j];
			dg[j] += zg[j];
			dp[j] += zo[j];
		}
	}
}

/*
 * r = s(zr)   z = s(zz)   hn = U_n h + b_hn
 * n = tanh(xn + r hn)                    with xn = W_n x + b_in
 * h' = (1 - z) n + z h = n + z (h - n)
 */
static void gru_forward(const struct step *s)
{
	const int H = s->H;

	for (int q = 0; q < s->n; q++) {
		size_t at = (size_t)q * (size_t)H;
		real *restrict zh = s->z + (size_t)q * s->ldz;
		real *restrict zr = zh + H, *restrict zz = zr + H, *restrict zn = zz + H;
		const real *restrict bh = s->bias, *restrict br = bh + H;
		const real *restrict bz = br + H, *restrict bn = bz + H;
		const real *restrict xr = s->in + s->id[q] * s->ldin, *restrict xz = xr + H;
		const real *restrict xn = xz + H, *restrict h0 = s->h0 + at;
		real *restrict h1 = s->h1 + at;
#pragma omp simd
		for (int j = 0; j < H; j++) {
			real hn = zh[j] + bh[j];
			real r, z;
			sigmoids_r(zr[j] + br[j] + xr[j], zz[j] + bz[j] + xz[j], &r, &z);
			real n = tanh_r(zn[j] + bn[j] + xn[j] + r * hn);
			zh[j] = hn;
			zr[j] = r;
			zz[j] = z;
			zn[j] = n;
			h1[j] = n + z * (h0[j] - n);
		}
	}
}

/*
 * dxn = d (1 - z) (1 - n^2)
 * dhn = dxn r                            dzr = dxn hn r (1 - r)
 * dzz = d (h - n) z (1 - z)
 * dh = d z                               direct part; the caller adds the part through U
 */
static void gru_backward(const struct step *s)
{
	const int H = s->H;

	for (int q = 0; q < s->n; q++) {
		size_t at = (size_t)q * (size_t)H;
		real *restrict zh = s->z + (size_t)q * s->ldz;
		real *restrict zr = zh + H, *restrict zz = zr + H, *restrict zn = zz + H;
		const real *restrict h0 = s->h0 + at, *restrict dy = s->dy + at;
		real *restrict dh = s->dh + at, *restrict bh = s->db;
		real *restrict br = bh + H, *restrict bz = br + H, *restrict bn = bz + H;
#pragma omp simd
		for (int j = 0; j < H; j++) {
			real hn = zh[j], r = zr[j], z = zz[j], n = zn[j];
			real d = dy[j] + dh[j];
			real dn = least_r(d * (1 - z) * (1 - n * n));
			zh[j] = least_r(dn * r);
			zr[j] = least_r(dn * hn * r * (1 - r));
			zz[j] = least_r(d * (h0[j] - n) * z * (1 - z));
			zn[j] = dn;
			dh[j] = least_r(d * z);
			bh[j] += zh[j];
			br[j] += zr[j];
			bz[j] += zz[j];
			bn[j] += dn;
		}
	}
}

#define CELL_STEPS(name) [CELL_##name] = {name##_forward, name##_backward},

const struct cell_steps ISA(cell_steps)[CELLS] = {CELL_NAMES(CELL_STEPS)};
