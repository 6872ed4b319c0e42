/*
 * page_weights.h - the weights of a model in the form that the page computes with, which gives the
 * same bits as reading with --precision int8.
 *
 * The matrices of products are the integers of core/native_int8.c, one byte each, with a float32
 * scale per row. Vectors, and the matrices of the input of layer 0, which are float32 in such a model,
 * are float32; but such a matrix is stored as integers too if these stand for exactly its numbers
 * (store/int8.h), as in a model that was stored in int8. All are in PyTorch's order, little-endian.
 *
 * The page is at most 1.34 times as large as the model with all weights in int8, plus 150 KB; for a model stored in
 * float32 without an embedding, 4 bytes more come with each of the V G H weights of the input. Rounding them would give
 * another text: with a GRU of 2 layers of 96 units it differs from character 26 on, and log-probabilities by up to 0.06.
 */
#ifndef PAGE_WEIGHTS_H
#define PAGE_WEIGHTS_H

#include <stdio.h>

#include "core/model.h"
#include "store/jsonout.h"

/* Where a tensor is, in bytes: `at` its integers, from the first integer on, and `scale` its scales;
 * or, if it is not `whole`, `at` its numbers in float32. */
struct page_tensor {
	const struct param *param;
	bool whole;
	size_t at, scale;
};

/* The numbers in float32 come first, so that they are aligned, then the integers. */
struct page_weights {
	struct page_tensor *tensor; /* (tensors) owned */
	int tensors;
	float *number; /* (numbers) owned */
	size_t numbers;
	int8_t *integer; /* (integers) owned */
	size_t integers;
};

/* Converts the weights of *m, which must outlive *w. page_weights_free frees *w. */
void page_weights_init(struct page_weights *w, const struct model *m);
void page_weights_free(struct page_weights *w);

/* Estimates the bytes that page_weights_init allocates. */
size_t page_weights_bytes(const struct model *m);

/* Writes the list of tensors as JSON: name, rows, cols (0: a vector), at; with integers also scale. */
void page_weights_list(const struct page_weights *w, struct jsonout *json, const char *key);

/* Writes the weights to a stream in base64, on one line without an end. */
void page_weights_write(const struct page_weights *w, FILE *to);

#endif
