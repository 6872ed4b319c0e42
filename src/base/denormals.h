/*
 * denormals.h - how the calling thread treats denormal numbers (floats below 1.2e-38). Arithmetic
 * on them is up to a hundred times slower on x86, and they do not improve a network.
 */
#ifndef DENORMALS_H
#define DENORMALS_H

/* Makes the thread treat denormal numbers as zero. Does nothing if the CPU has no such mode. */
void denormals_flush(void);

/* Returns the current mode, for denormals_restore. */
unsigned denormals_mode(void);
void denormals_restore(unsigned mode);

#endif
