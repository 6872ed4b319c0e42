/* int8.c - see int8.h. */
#include "store/int8.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "store/safetensors.h"

/* Returns max |w| / 127, 0 if no weight is above INT8_TINY, or NaN if a file may not hold the row. */
static float row_scale(size_t n, const float *w)
{
	float most = 0;

	if (!floats_finite(w, n))
		return NAN;
	for (size_t i = 0; i < n; i++)
		most = fabsf(w[i]) > most ? fabsf(w[i]) : most;
	float scale = most > INT8_TINY ? most / 127 : 0;
	return int8_scales_sound(1, &scale) ? scale : NAN;
}

int8_t *int8_store(size_t rows, size_t cols, float *w, float *scale)
{
	int8_t *q = (int8_t *)w;

	/* Integer i replaces a part of number i / 4, which is used no more. */
	for (size_t r = 0; r < rows; r++) {
		const float *row = w + r * cols;
		scale[r] = row_scale(cols, row);
		for (size_t c = 0; c < cols; c++)
			q[r * cols + c] = scale[r] > 0 ? (int8_t)rintf(row[c] / scale[r]) : 0;
	}
	return q;
}

bool int8_scales_sound(size_t rows, const float *scale)
{
	for (size_t r = 0; r < rows; r++)
		if (!(scale[r] >= 0 && 127 * scale[r] <= FLT_MAX))
			return false;
	return true;
}

bool int8_numbers_sound(size_t n, const int8_t *q)
{
	return memchr(q, (unsigned char)INT8_MIN, n) == NULL;
}

void int8_load(size_t rows, size_t cols, const int8_t *q, const float *scale, float *out)
{
	for (size_t r = 0; r < rows; r++, q += cols, out += cols) {
		float s = scale[r] >= FLT_MIN ? scale[r] : 0;
		for (size_t c = 0; c < cols; c++)
			out[c] = s * (float)q[c];
	}
}
