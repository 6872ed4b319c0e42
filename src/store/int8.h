/*
 * int8.h - stores a matrix as 8-bit integers with one float32 scale per row.
 *
 * A row w is stored as s = max |w| / 127 and q = w / s, rounded to the nearest integer, a tie to the
 * even one; both operations are float32. A row whose weights are all at most INT8_TINY in magnitude
 * has s = 0 and q = 0. The stored weight is s * q in float32, at most s / 2 away from w. Storing the
 * stored weights again gives the same s and q.
 */
#ifndef INT8_H
#define INT8_H

#include "base/base.h"

/* The scales of matrix X are tensor X.scale in a file. */
#define SCALE_SUFFIX ".scale"

/* The scale of any larger weight is a normal float32 number. */
#define INT8_TINY 1e-35f

/* Stores the matrix w (rows, cols): the integers take the place of its numbers, as rows * cols bytes
 * from w on, and scale (rows) gets the scales. A row that cannot be stored, because a number or
 * 127 times the scale is not finite, gets the scale NaN. Returns the integers. */
int8_t *int8_store(size_t rows, size_t cols, float *w, float *scale);

/* Returns whether a file may hold these rows: no scale is negative, the largest weight that it
 * allows, 127 times the scale, is finite, and no integer is -128. */
bool int8_scales_sound(size_t rows, const float *scale);
bool int8_numbers_sound(size_t n, const int8_t *q);

/* Sets out (rows, cols) to the stored weights. A scale below the smallest normal number counts as
 * 0. */
void int8_load(size_t rows, size_t cols, const int8_t *q, const float *scale, float *out);

#endif
