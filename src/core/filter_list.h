/*
 * filter_list.h - the sampler filters in the order in which they are applied.
 *
 * To add a filter, add an entry here and a file core/filter_ENTRY.c that defines filter_ENTRY
 * (struct filter in core/filter.h). Temperature must be first, because the sampler scales the
 * log-probabilities before it calls the other filters.
 */
#ifndef FILTER_LIST_H
#define FILTER_LIST_H

#define FILTER_LIST(ENTRY) \
	ENTRY(temperature) \
	ENTRY(top_k) \
	ENTRY(typical) \
	ENTRY(top_p) \
	ENTRY(min_p)

#endif
