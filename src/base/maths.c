/* maths.c - see maths.h. */
#include "base/maths.h"

#include <math.h>
#include <string.h>

/* ln2 in two parts: HIGH has 32 zero bits at its end, so that its product with an exponent is
 * exact. */
#define LN2_HIGH 0x1.62e42feep-1
#define LN2_LOW 0x1.a39ef35793c76p-33

static uint64_t bits_of(double x)
{
	uint64_t bits;

	memcpy(&bits, &x, sizeof bits);
	return bits;
}

static double from_bits(uint64_t bits)
{
	double x;

	memcpy(&x, &bits, sizeof x);
	return x;
}

/* Returns c[0] + c[1] x + c[2] x^2 + ... + c[n-1] x^(n-1). */
static inline double polynomial(double x, size_t n, const double *c)
{
	double sum = c[n - 1];

	for (size_t i = n - 1; i-- > 0;)
		sum = c[i] + x * sum;
	return sum;
}

/* Returns 2^n, a normal number. */
static double power_of_2(int64_t n)
{
	return from_bits((uint64_t)(n + 1023) << 52);
}

/*
 * x = n ln2 + r with |r| <= ln2/2, and e^x = 2^n e^r. e^r is 1 + r + r^2 (even + r odd), with
 * Taylor's coefficients in two polynomials of r^2, because one long chain of dependent operations
 * would be slower. The remainder of the series, r^14/14!, is below 5e-18.
 */
double maths_exp(double x)
{
	static const double even_terms[] = {1.0 / 2,     1.0 / 24,      1.0 / 720,
					    1.0 / 40320, 1.0 / 3628800, 1.0 / 479001600};
	static const double odd_terms[] = {1.0 / 6,      1.0 / 120,      1.0 / 5040,
					   1.0 / 362880, 1.0 / 39916800, 1.0 / 6227020800};
	const double magic = 0x1.8p52; /* doubles of this size are integers, as in vecmath.h */

	if (!(x >= -708.3 && x <= 709.7))
		return x < 0 ? 0 : x > 0 ? (double)INFINITY : x;
	double t = x * 1.4426950408889634 + magic, n = t - magic;
	double high = x - n * LN2_HIGH, low = n * LN2_LOW, r = high - low;
	double error = (high - r) - low, rr = r * r;
	double even = polynomial(rr, sizeof even_terms / sizeof *even_terms, even_terms);
	double odd = polynomial(rr, sizeof odd_terms / sizeof *odd_terms, odd_terms);
	double e = 1 + (r + (rr * (even + r * odd) + error));
	/* 2^1024 is not a double, so two factors. */
	int64_t whole = (int64_t)n, half = whole / 2;
	return e * power_of_2(half) * power_of_2(whole - half);
}

/*
 * x = 2^n m with m in [sqrt(1/2), sqrt(2)), and log x = n ln2 + log m. With f = m - 1 and
 * s = f / (2 + f), log m = 2 (s + s^3/3 + s^5/5 + ...), |s| < 0.172. To lose no digits of f, which
 * is exact, this is written as f - (f^2/2 - s (f^2/2 + R)) with R = 2 (s^2/3 + s^4/5 + ...), as in
 * fdlibm. The remainder of the series is below 1e-18 s.
 */
double maths_log(double x)
{
	static const double terms[] = {2.0 / 3,  2.0 / 5,  2.0 / 7,  2.0 / 9,  2.0 / 11,
				       2.0 / 13, 2.0 / 15, 2.0 / 17, 2.0 / 19, 2.0 / 21};
	double n = 0;

	if (!(x > 0))
		return x == 0 ? -(double)INFINITY : (double)NAN;
	if (x > 0x1.fffffffffffffp1023)
		return x;
	if (x < 0x1p-1022) {
		x *= 0x1p54;
		n = -54;
	}
	uint64_t up = bits_of(x) - bits_of(0x1.6a09e667f3bcdp-1); /* above sqrt(1/2) */
	n += (double)((int64_t)up >> 52);
	double f = from_bits(bits_of(x) - (up >> 52 << 52)) - 1;
	double s = f / (2 + f), z = s * s, half = 0.5 * f * f;
	double R = z * polynomial(z, sizeof terms / sizeof *terms, terms);
	return n * LN2_HIGH - ((half - (s * (half + R) + n * LN2_LOW)) - f);
}

/* cos(pi x) = sin(y) with y = pi (1/2 - x), |y| <= pi/2; Taylor's series, cut off below 2e-18. */
double maths_cos_pi(double x)
{
	double y = 3.141592653589793 * (0.5 - x), yy = y * y, term = y, sum[11];

	for (int i = 0; i < 11; i++) {
		sum[i] = term;
		term = -term * yy / ((2 * i + 2) * (2 * i + 3));
	}
	for (int i = 9; i >= 0; i--) /* the smallest first */
		sum[i] += sum[i + 1];
	return sum[0];
}

double maths_power(double x, uint64_t n)
{
	double power = 1;

	for (; n > 0 && power > 0; n >>= 1, x *= x)
		if (n & 1)
			power *= x;
	return power < 1e-300 ? 0 : power;
}
