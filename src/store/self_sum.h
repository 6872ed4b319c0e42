/* self_sum.h - the checksum that a JSON file has of itself, as the last member of its object. */
#ifndef SELF_SUM_H
#define SELF_SUM_H

#include "store/json.h"
#include "store/jsonout.h"

#define SELF_SUM_KEY "crc32"

/* Writes the member: the CRC-32 of the text so far, as eight lower-case hex digits. */
void self_sum_write(struct jsonout *w);

/* Compares the member with the checksum of all text before the comma that precedes it. It may be
 * missing, because files written by other programs lack it. `root` is the parsed text[0..n). Returns
 * 0, or -1 with *err (65). */
int self_sum_check(const cJSON *root, const char *path, const char *text, size_t n,
		   struct rnn_error *err);

#endif
