/* page_bytes.h - the HTML file of rnn page without what differs, which src/page/page.cmake makes of the
 * files in src/page. */
#ifndef PAGE_BYTES_H
#define PAGE_BYTES_H

#include <stddef.h>

/* The data of the page follow part 0, its weights part 1. */
enum { PAGE_PARTS = 3 };
struct page_part {
	size_t bytes;
	const unsigned char *text;
};
extern const struct page_part page_part[PAGE_PARTS];

#endif
