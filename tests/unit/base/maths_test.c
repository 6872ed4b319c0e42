/*
 * maths_test.c - our exp, log, cos and powers against libm in long double, at their limits, and to the bit by
 * checksums, because they promise the same bits on all machines.
 */
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>

#include "base/base.h"
#include "base/maths.h"
#include "check.h"

enum { ROUNDS = 200000 };

/* The i-th of ROUNDS numbers within +-reach. */
static double between(uint64_t key, uint64_t i, double reach)
{
	return (2 * rng_uniform(key, i) - 1) * reach;
}

/* Returns the distance between two numbers in units of the last place of the second. */
static double ulps(double got, long double want)
{
	double size = fabs((double)want);

	return (double)fabsl((long double)got - want) / (nextafter(size, (double)INFINITY) - size);
}

static unsigned long add_bits(unsigned long crc, double x)
{
	uint64_t bits;
	unsigned char bytes[8];

	memcpy(&bits, &x, sizeof bits);
	for (int i = 0; i < 8; i++)
		bytes[i] = (unsigned char)(bits >> 8 * i);
	return crc32(crc, bytes, sizeof bytes);
}

static void exp_is_near(void **state)
{
	static const double reach[] = {1e-9, 0.3, 1, 30, 707};
	unsigned long crc = 0;

	(void)state;
	for (uint64_t i = 0; i < ROUNDS; i++) {
		double x = between(1, i, reach[i % 5]), got = maths_exp(x);
		check_near(ulps(got, expl(x)), 0, 1, "x %.17g", x);
		crc = add_bits(crc, got);
	}
	assert_int_equal(crc, 0xdc75fdf3);
}

static void exp_has_limits(void **state)
{
	(void)state;
	assert_true(maths_exp(0) == 1 && maths_exp(-0.0) == 1);
	assert_true(maths_exp(-709) == 0 && maths_exp(-DBL_MAX) == 0);
	assert_true(maths_exp((double)-INFINITY) == 0);
	assert_true(maths_exp(-708.2) > 0);
	assert_true(isfinite(maths_exp(709.6)));
	assert_true(isinf(maths_exp(710)) && isinf(maths_exp((double)INFINITY)));
	assert_true(isnan(maths_exp((double)NAN)));
}

static void log_is_near(void **state)
{
	static const double reach[] = {1e-9, 0.3, 1, 30, 700};
	unsigned long crc = 0;

	(void)state;
	for (uint64_t i = 0; i < ROUNDS; i++) {
		double x = i & 1 ? maths_exp(between(2, i, reach[i % 5])) : rng_uniform(3, i);
		double got = maths_log(x);
		check_near(ulps(got, logl(x)), 0, 1, "x %.17g", x);
		crc = add_bits(crc, got);
	}
	assert_int_equal(crc, 0x728d7c25);
}

static void log_has_limits(void **state)
{
	(void)state;
	assert_true(maths_log(1) == 0);
	assert_true(maths_log(0) == (double)-INFINITY && maths_log(-0.0) == (double)-INFINITY);
	assert_true(maths_log((double)INFINITY) == (double)INFINITY);
	assert_true(isnan(maths_log(-1)) && isnan(maths_log((double)NAN)));
	assert_true(isnan(maths_log((double)-INFINITY)));
	check_near(maths_log(DBL_MAX), 709.782712893384, 1e-12, "largest");
	check_near(maths_log(DBL_MIN), -708.3964185322641, 1e-12, "smallest normal");
	check_near(maths_log(0x1p-1074), -744.4400719213812, 1e-12, "smallest");
}

static void cos_is_near(void **state)
{
	const long double pi = 3.14159265358979323846264338327950288L;
	unsigned long crc = 0;

	(void)state;
	assert_true(maths_cos_pi(0) == 1 && maths_cos_pi(0.5) == 0 && maths_cos_pi(1) == -1);
	for (uint64_t i = 0; i < ROUNDS; i++) {
		double x = rng_uniform(4, i), got = maths_cos_pi(x);
		check_near(got - (double)cosl(pi * (long double)x), 0, 3.2e-16, "x %.17g", x);
		crc = add_bits(crc, got);
	}
	assert_int_equal(crc, 0x03e8866b);
}

static void power_is_near(void **state)
{
	static const double base[] = {(double)0.9f, (double)0.999f, 0.5, 1};
	unsigned long crc = 0;

	(void)state;
	assert_true(maths_power(0, 0) == 1 && maths_power(0, 5) == 0 && maths_power(0.3, 1) == 0.3);
	assert_true(maths_power(0.999, UINT64_MAX) == 0);
	for (uint64_t n = 0; n < 7000; n++)
		for (int i = 0; i < 4; i++) {
			double got = maths_power(base[i], n);
			long double want = powl(base[i], n);
			if (want < 1e-300L)
				want = 0;
			check_near(got, (double)want, 1.2e-16 * (double)(n + 1) * (double)want,
				   "%g^%d", base[i], (int)n);
			crc = add_bits(crc, got);
		}
	assert_int_equal(crc, 0x941bad6f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exp_is_near), cmocka_unit_test(exp_has_limits),
		cmocka_unit_test(log_is_near), cmocka_unit_test(log_has_limits),
		cmocka_unit_test(cos_is_near), cmocka_unit_test(power_is_near),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
