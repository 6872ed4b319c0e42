/* corpus_impl.h - what corpus.c and corpus_finish.c share. */
#ifndef CORPUS_IMPL_H
#define CORPUS_IMPL_H

#include "text/corpus.h"

/* Symbols in order of appearance: a vocabulary whose ids are not ranks yet. */
struct new_symbols {
	struct vocab v;
	int room; /* allocated length of v.symbol */
};

/* A text while it is read. */
struct corpus_reader {
	struct corpus *c;
	const struct corpus_options *o;
	size_t room;              /* allocated length of c->id */
	struct new_symbols found; /* the alphabet so far; unknown symbols if one is given */
	const struct vocab *v;    /* the alphabet that maps symbols to ids */
	const char *unknown_in;   /* name of the input that has the first unknown symbol */
	int file;                 /* index of the input that is read */
	int last;                 /* the last byte read, or -1 */
	int last_file;            /* index of the input that it is from */
	bool lone_cr;             /* a carriage return was read that no newline follows */
	unsigned char *chunk;     /* (CHUNK) bytes read */
	uint32_t *symbol;         /* (CHUNK + 4) symbols decoded from them */
	/* If the text stays in its files: */
	uint16_t *scratch; /* (CHUNK + 4) provisional ids of these symbols */
	uint64_t *count;   /* (VOCAB_MAX) how often each occurs */
};

/* Completes a text that was read: sorts the alphabet, replaces the provisional ids, finds the places of
 * a text that stays in its files. `name` is that of the first input. Returns 0, or -1 with *err as
 * corpus_read. */
int corpus_finish(struct corpus_reader *r, const char *name, struct rnn_error *err);

#endif
