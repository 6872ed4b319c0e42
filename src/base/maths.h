/*
 * maths.h - exp, log, cos and powers of doubles with the same bits on every machine. The results of
 * libm's functions differ between its versions and between CPUs; these consist of operations that
 * IEEE 754 rounds exactly. Errors are in units of the last place (ulp).
 */
#ifndef MATHS_H
#define MATHS_H

#include <stdint.h>

/* Returns e^x with an error below 1 ulp; 0 if that is below 2^-1022 (x < -708.4), infinity if it is
 * too large (x > 709.7), NaN for NaN. */
double maths_exp(double x);

/* Returns the natural logarithm of x with an error below 1 ulp: -infinity for 0, NaN for x < 0 and
 * NaN. */
double maths_log(double x);

/* Returns cos(pi x) for x in [0, 1] with an error below 3e-16. */
double maths_cos_pi(double x);

/* Returns x^n for 0 <= x <= 1 with a relative error below n * 1.2e-16; 0 if that is below 1e-300. */
double maths_power(double x, uint64_t n);

#endif
