/* magic.h - recognises files that are not UTF-8 text. */
#ifndef MAGIC_H
#define MAGIC_H

#include "base/base.h"

/* Returns -1 with *err (65, RNN_ERROR_NOT_TEXT) if the first n bytes of the input `name` show that it
 * is compressed, a PDF document or UTF-16, else 0. */
int magic_check(const char *name, const unsigned char *p, size_t n, struct rnn_error *err);

#endif
