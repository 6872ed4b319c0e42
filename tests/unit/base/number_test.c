/* number_test.c - texts of numbers: they read back as the same number, and no shorter one does. */
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/base.h"
#include "base/number.h"

static void check_text(double x, enum number_kind kind, const char *want)
{
	char text[32];
	int n = number_text(text, x, kind);

	if (strcmp(text, want) != 0 || n != (int)strlen(want))
		fail_msg("%a as kind %d: got %s (length %d), want %s", x, kind, text, n, want);
}

static void known_values(void **state)
{
	static const struct {
		double x;
		const char *as_float, *as_double;
	} row[] = {
		{0, "0", "0"},
		{-0.0, "-0", "-0"},
		{1, "1", "1"},
		{-12.5, "-12.5", "-12.5"},
		{0.1, "0.1", "0.1"},
		{0.1f, "0.1", "0.10000000149011612"},
		{1.0 / 3, "0.33333333", "0.3333333333333333"},
		{0.1 + 0.2, "0.3", "0.30000000000000004"},
		{0.0001, "0.0001", "0.0001"},
		{0.00001, "1e-05", "1e-05"},
		{123456, "123456", "123456"},
		{1e6, "1e+06", "1000000"},
		{1234567, "1234567", "1234567"},
		{16777215, "16777215", "16777215"},
		{1e14, "1e+14", "100000000000000"},
		{1e15, "1e+15", "1e+15"},
		{9007199254740991, "9.007199e+15", "9007199254740991"},
		{1e300, "1e+300", "1e+300"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		check_text(row[i].x, NUMBER_FLOAT, row[i].as_float);
		check_text(row[i].x, NUMBER_DOUBLE, row[i].as_double);
	}
}

static void limits(void **state)
{
	(void)state;
	check_text((double)FLT_MAX, NUMBER_FLOAT, "3.4028235e+38");
	check_text((double)-FLT_MAX, NUMBER_FLOAT, "-3.4028235e+38");
	check_text((double)FLT_MIN, NUMBER_FLOAT, "1.1754944e-38");
	check_text((double)nextafterf(FLT_MIN, 0), NUMBER_FLOAT, "1.1754942e-38");
	check_text(0x1p-149, NUMBER_FLOAT, "1e-45");
	check_text(-0x1p-149, NUMBER_FLOAT, "-1e-45");
	check_text(0x1p-148, NUMBER_FLOAT, "3e-45");
	check_text(DBL_MAX, NUMBER_DOUBLE, "1.7976931348623157e+308");
	check_text(-DBL_MAX, NUMBER_DOUBLE, "-1.7976931348623157e+308");
	check_text(DBL_MIN, NUMBER_DOUBLE, "2.2250738585072014e-308");
	check_text(nextafter(DBL_MIN, 0), NUMBER_DOUBLE, "2.225073858507201e-308");
	check_text(0x1p-1074, NUMBER_DOUBLE, "5e-324");
	check_text(-0x1p-1074, NUMBER_DOUBLE, "-5e-324");
}

/* Returns the number of digits of a text, without those of the exponent and zeros at either end. */
static int count_digits(const char *text)
{
	int n = 0, zeros = 0;

	for (; *text != 0 && *text != 'e'; text++) {
		if (*text < '0' || *text > '9' || (*text == '0' && n == 0))
			continue;
		n++;
		zeros = *text == '0' ? zeros + 1 : 0;
	}
	return n - zeros;
}

static bool same(double a, double b, enum number_kind kind)
{
	float x = (float)a, y = (float)b;

	return kind == NUMBER_FLOAT ? memcmp(&x, &y, sizeof x) == 0 : memcmp(&a, &b, sizeof a) == 0;
}

static void check_round_trip(double x, enum number_kind kind)
{
	char text[32], shorter[32];
	int n = number_text(text, x, kind), digits = count_digits(text);

	if (n != (int)strlen(text) || !same(strtod(text, NULL), x, kind))
		fail_msg("%a as kind %d: %s does not read back", x, kind, text);
	for (int d = 1; d < digits; d++) {
		snprintf(shorter, sizeof shorter, "%.*e", d - 1, x);
		if (same(strtod(shorter, NULL), x, kind))
			fail_msg("%a as kind %d: %s, but %s is shorter", x, kind, text, shorter);
	}
}

/* Random bit patterns give numbers of all magnitudes, including subnormal ones. */
static void random_round_trips(void **state)
{
	(void)state;
	for (uint64_t i = 0; i < 20000; i++) {
		uint64_t bits = rng_bits(1, i);
		uint32_t half = (uint32_t)bits;
		double x;
		float y;
		if (i % 4 == 0) { /* clear the exponent: a subnormal number */
			bits &= UINT64_C(0x800fffffffffffff);
			half &= 0x807fffff;
		}
		memcpy(&x, &bits, sizeof x);
		memcpy(&y, &half, sizeof y);
		if (isfinite(x))
			check_round_trip(x, NUMBER_DOUBLE);
		if (isfinite(y))
			check_round_trip((double)y, NUMBER_FLOAT);
		check_round_trip((double)(bits % 2000000), i % 2 ? NUMBER_FLOAT : NUMBER_DOUBLE);
	}
}

static void bits_of_nats(void **state)
{
	(void)state;
	assert_true(nats_to_bits(log(2)) == 1);
	assert_true(nats_to_bits(0) == 0);
	assert_true(fabs(nats_to_bits(1) - 1.4426950408889634) < 1e-15);
	assert_true(isnan(nats_to_bits((double)NAN)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_values),
		cmocka_unit_test(limits),
		cmocka_unit_test(random_round_trips),
		cmocka_unit_test(bits_of_nats),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
