/* check.h - checks that print what they compare, and where in a table or a loop they stand. Included after cmocka. */
#ifndef CHECK_H
#define CHECK_H

#include <math.h>
#include <stdio.h>

/* Fail unless the numbers differ by `tolerance` at most (never for a NaN), and print both. The arguments after it
 * are those of printf: which row this is. */
#define check_near(got, want, tolerance, ...) \
	do { \
		double got_ = (double)(got), want_ = (double)(want), most_ = (double)(tolerance); \
		if (!(fabs(got_ - want_) <= most_)) { \
			char where_[300]; \
			snprintf(where_, sizeof where_, __VA_ARGS__); \
			fail_msg("%s: %s is %.17g, not %.17g (+- %g)", where_, #got, got_, want_, \
				 most_); \
		} \
	} while (0)

/* Fail unless the condition holds, and print it. The arguments after it are those of printf: the values in it. */
#define check_that(condition, ...) \
	do { \
		if (!(condition)) { \
			char values_[300]; \
			snprintf(values_, sizeof values_, __VA_ARGS__); \
			fail_msg("%s: %s", #condition, values_); \
		} \
	} while (0)

#endif
