/*
 * denormals.h - how the calling thread treats denormal numbers (floats below 1.2e-38). Arithmetic
 * on them is up to a hundred times slower on x86, and a network gains nothing from them.
 */
#ifndef DENORMALS_H
#define DENORMALS_H

/* Treat denormal numbers as zero from here on. Does nothing where the CPU has no such mode. */
void denormals_flush(void);

/* The current mode, for denormals_restore. */
unsigned denormals_mode(void);
void denormals_restore(unsigned mode);

#endif
