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

/*
 * x = n ln2 + r with |r| <= ln2/2, and e^x = 2^n e^r. e^r is 1 + r + r^2 q(r), with q from Taylor's
 * series; what is cut off, r^14/14!, is below 5e-18. Even and odd powers are summed apart, because a
 * single chain of dependent operations would be slower.
 */
double maths_exp(double x)
{
	const double magic = 0x1.8p52; /* doubles of this size are integers, as in vecmath.h */

	if (!(x >= -708.3 && x <= 709.7))
		return x < 0 ? 0 : x > 0 ? (double)INFINITY : x;
	double t = x * 1.4426950408889634 + magic, n = t - magic;
	double high = x - n * LN2_HIGH, low = n * LN2_LOW, r = high - low;
	double error = (high - r) - low, rr = r * r;
	double even = 1.0 / 2 +
		      rr * (1.0 / 24 +
			    rr * (1.0 / 720 + rr * (1.0 / 40320 + rr * (1.0 / 3628800 +
									rr * (1.0 / 479001600)))));
	double odd = 1.0 / 6 +
		     rr * (1.0 / 120 + rr * (1.0 / 5040 +
					     rr * (1.0 / 362880 + rr * (1.0 / 39916800 +
									rr * (1.0 / 6227020800)))));
	double e = 1 + (r + (rr * (even + r * odd) + error));
	/* 2^1024 is not a double, so e is doubled first and multiplied by 2^(n-1). */
	return 2 * e * from_bits((bits_of(t) + 1022) << 52);
}

/*
 * x = 2^n m with m in [sqrt(1/2), sqrt(2)), and log x = n ln2 + log m. With s = (m - 1) / (m + 1),
 * log m = 2 (s + s^3/3 + s^5/5 + ...); |s| < 0.172, and what is cut off is below 1e-18 s.
 * For f = m - 1 that is f - f^2/2 + s (f^2/2 + R) with R = 2 (s^2/3 + s^4/5 + ...), in which the
 * first term is exact (fdlibm).
 */
double maths_log(double x)
{
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
	double R = z * (2.0 / 3 +
			z * (2.0 / 5 +
			     z * (2.0 / 7 +
				  z * (2.0 / 9 +
				       z * (2.0 / 11 +
					    z * (2.0 / 13 +
						 z * (2.0 / 15 +
						      z * (2.0 / 17 +
							   z * (2.0 / 19 + z * (2.0 / 21))))))))));
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
	return power;
}
