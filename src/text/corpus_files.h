/*
 * corpus_files.h - a long text that stays in its files, of which pieces are read when they are needed.
 *
 * The text is the bytes of some regular files, one after the other, and of newlines between them. A
 * symbol is found by the positions of every 2048th in these bytes; where each byte is a symbol, by
 * its number alone. The files stay open, and are read as they were when they were opened: a file
 * that has been removed is still read, one that has been changed is noticed.
 */
#ifndef CORPUS_FILES_H
#define CORPUS_FILES_H

#include "text/input.h"
#include "text/vocab.h"

struct corpus_files;

struct corpus_files *corpus_files_new(enum unit unit, enum invalid invalid);
void corpus_files_free(struct corpus_files *f); /* NULL does nothing */

/* Appends the first `bytes` bytes of an open regular file, which the call takes over; or a newline. */
void corpus_files_add(struct corpus_files *f, struct input *in, uint64_t bytes);
void corpus_files_add_newline(struct corpus_files *f);

/* Finds the places of the symbols that are in the alphabet, and sets *n to their number; the others
 * are left out of the text. Without this call each byte must be a symbol. Returns 0, or -1 with *err:
 * 74, or 65 if a file was changed. */
int corpus_files_index(struct corpus_files *f, const struct vocab *v, size_t *n,
		       struct rnn_error *err);

/* Writes the ids of symbols [at, at + n) to out. If they cannot be read, it writes zeros, and
 * corpus_files_check reports it. It allocates nothing. */
void corpus_files_read(struct corpus_files *f, const struct vocab *v, size_t at, size_t n,
		       uint16_t *out);

/* Returns 0, or -1 with *err: 74 a file could not be read, 65 the bytes are no longer those whose
 * checksum is crc32. With `now` it looks at the files; they are read only if one was written to. */
int corpus_files_check(struct corpus_files *f, uint32_t crc32, bool now, struct rnn_error *err);

#endif
