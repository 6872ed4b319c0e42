/*
 * filter_list.h - the sampler filters in the order in which they are applied.
 *
 * A new filter is one entry here and one file core/filter_ENTRY.c that defines filter_ENTRY (struct
 * filter in core/filter.h). Temperature must be the first: filters compare what it has scaled.
 */
#ifndef FILTER_LIST_H
#define FILTER_LIST_H

#define FILTER_LIST(ENTRY) \
	ENTRY(temperature) \
	ENTRY(top_k) \
	ENTRY(top_p) \
	ENTRY(min_p)

#endif
