/*
 * denormals.h - how the calling thread treats denormal numbers (floats below 2^-126 = 1.2e-38).
 * Arithmetic on them is up to a hundred times slower on x86, and they do not improve a network.
 *
 * x86-64 and arm64 both can treat denormal operands and results as zero of the same sign. They
 * differ in one case: a result between 2^-126 (1 - 2^-25) and 2^-126 before rounding is 2^-126 on
 * x86-64, which rounds first, and 0 on arm64. Other CPUs have no such mode. So that neither changes
 * a trained weight, the vector loops set parts of gradients and moments of the optimizer to zero
 * long before they are denormal (least_r in core/vecmath.h).
 */
#ifndef DENORMALS_H
#define DENORMALS_H

/* Makes the thread treat denormal numbers as zero. Does nothing if the CPU has no such mode. */
void denormals_flush(void);

/* Returns the current mode, for denormals_restore. */
unsigned denormals_mode(void);
void denormals_restore(unsigned mode);

#endif
