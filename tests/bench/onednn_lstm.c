/*
 * onednn_lstm.c - speed of oneDNN's own LSTM primitive, as a mark to measure against.
 *
 *     onednn_lstm f32|bf16 LAYERS HIDDEN BATCH SEQ SECONDS    prints characters per second
 *
 * forward_training and backward of the recurrent layers alone, on all cores. There is no softmax,
 * loss, clip or optimizer, and no new packing of weights between steps: weights have the layouts
 * that the primitives like best, made outside the timed part. Every layer's input is HIDDEN wide;
 * in bf16, biases and gradients are float32. Status 1 where the library cannot do it.
 */
#include <math.h>
#include <omp.h>
#include <oneapi/dnnl/dnnl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static dnnl_engine_t cpu;
static dnnl_stream_t stream;

static void must(dnnl_status_t status, const char *what)
{
	if (status == dnnl_success)
		return;
	fprintf(stderr, "onednn_lstm: cannot %s (status %d)\n", what, (int)status);
	exit(1);
}

/* Numbers in [-scale, scale], always the same, in the layout d. */
static void fill(dnnl_memory_t memory, const dnnl_memory_desc_t *d, float scale)
{
	dnnl_memory_desc_t plain_desc;
	dnnl_primitive_desc_t pd;
	dnnl_primitive_t reorder;
	dnnl_memory_t plain;
	float *x;
	size_t n;

	must(dnnl_memory_desc_init_by_strides(&plain_desc, d->ndims, d->dims, dnnl_f32, NULL),
	     "describe numbers");
	must(dnnl_memory_create(&plain, &plain_desc, cpu, DNNL_MEMORY_ALLOCATE), "allocate");
	must(dnnl_memory_get_data_handle(plain, (void **)&x), "see numbers");
	n = dnnl_memory_desc_get_size(&plain_desc) / sizeof *x;
	srand(1);
	for (size_t i = 0; i < n; i++)
		x[i] = scale * (2 * (float)rand() / (float)RAND_MAX - 1);
	must(dnnl_reorder_primitive_desc_create(&pd, &plain_desc, cpu, d, cpu, NULL),
	     "plan a reorder");
	must(dnnl_primitive_create(&reorder, pd), "plan a reorder");
	const dnnl_exec_arg_t arg[] = {{DNNL_ARG_FROM, plain}, {DNNL_ARG_TO, memory}};
	must(dnnl_primitive_execute(reorder, stream, 2, arg), "reorder");
	must(dnnl_stream_wait(stream), "reorder");
	dnnl_primitive_destroy(reorder);
	dnnl_primitive_desc_destroy(pd);
	dnnl_memory_destroy(plain);
}

/* The argument `which` of a primitive; the workspace cannot be filled, and is not to be. */
static dnnl_exec_arg_t argument(dnnl_primitive_desc_t pd, int which, float scale)
{
	const dnnl_memory_desc_t *d = dnnl_primitive_desc_query_md(pd, dnnl_query_exec_arg_md,
								   which);
	dnnl_exec_arg_t arg = {.arg = which};

	must(dnnl_memory_create(&arg.memory, d, cpu, DNNL_MEMORY_ALLOCATE), "allocate");
	if (which != DNNL_ARG_WORKSPACE)
		fill(arg.memory, d, scale);
	return arg;
}

static dnnl_memory_desc_t describe(dnnl_data_type_t type, dnnl_format_tag_t tag, int n,
				   const dnnl_dims_t dims)
{
	dnnl_memory_desc_t d;

	must(dnnl_memory_desc_init_by_tag(&d, n, dims, type, tag), "describe a tensor");
	return d;
}

int main(int argc, char **argv)
{
	if (argc != 7)
		return 64;
	dnnl_data_type_t type = strcmp(argv[1], "bf16") == 0 ? dnnl_bf16 : dnnl_f32;
	const long L = atol(argv[2]), H = atol(argv[3]), B = atol(argv[4]), T = atol(argv[5]);
	const float scale = 1 / sqrtf((float)H);
	const dnnl_dims_t data = {T, B, H}, matrix = {L, 1, H, 4, H}, vector = {L, 1, 4, H};
	dnnl_memory_desc_t x = describe(type, dnnl_tnc, 3, data);
	dnnl_memory_desc_t w = describe(type, dnnl_format_tag_any, 5, matrix);
	dnnl_memory_desc_t bias = describe(dnnl_f32, dnnl_ldgo, 4, vector);
	dnnl_memory_desc_t dx = describe(dnnl_f32, dnnl_tnc, 3, data);
	dnnl_memory_desc_t dw = describe(dnnl_f32, dnnl_format_tag_any, 5, matrix);
	dnnl_rnn_desc_t d;
	dnnl_primitive_desc_t forward_desc, backward_desc;
	dnnl_primitive_t forward, backward;

	must(dnnl_engine_create(&cpu, dnnl_cpu, 0), "open the CPU");
	must(dnnl_stream_create(&stream, cpu, dnnl_stream_default_flags), "open a stream");
	must(dnnl_lstm_forward_desc_init(&d, dnnl_forward_training, dnnl_unidirectional_left2right,
					 &x, NULL, NULL, &w, &w, &bias, &x, NULL, NULL,
					 dnnl_rnn_flags_undef),
	     "describe the forward pass");
	must(dnnl_primitive_desc_create(&forward_desc, &d, NULL, cpu, NULL),
	     "plan the forward pass");
	must(dnnl_primitive_create(&forward, forward_desc), "plan the forward pass");
	must(dnnl_lstm_backward_desc_init(&d, dnnl_backward, dnnl_unidirectional_left2right, &x,
					  NULL, NULL, &w, &w, &bias, &x, NULL, NULL, &dx, NULL,
					  NULL, &dw, &dw, &bias, &dx, NULL, NULL,
					  dnnl_rnn_flags_undef),
	     "describe the backward pass");
	must(dnnl_primitive_desc_create(&backward_desc, &d, NULL, cpu, forward_desc),
	     "plan the backward pass");
	must(dnnl_primitive_create(&backward, backward_desc), "plan the backward pass");

	const dnnl_exec_arg_t in[] = {
		argument(forward_desc, DNNL_ARG_SRC_LAYER, 1),
		argument(forward_desc, DNNL_ARG_WEIGHTS_LAYER, scale),
		argument(forward_desc, DNNL_ARG_WEIGHTS_ITER, scale),
		argument(forward_desc, DNNL_ARG_BIAS, scale),
		argument(forward_desc, DNNL_ARG_DST_LAYER, 0),
		argument(forward_desc, DNNL_ARG_WORKSPACE, 0),
	};
	const dnnl_exec_arg_t back[] = {
		in[0],
		in[3],
		in[4],
		in[5],
		argument(backward_desc, DNNL_ARG_WEIGHTS_LAYER, scale),
		argument(backward_desc, DNNL_ARG_WEIGHTS_ITER, scale),
		argument(backward_desc, DNNL_ARG_DIFF_DST_LAYER, 1e-3f),
		argument(backward_desc, DNNL_ARG_DIFF_SRC_LAYER, 0),
		argument(backward_desc, DNNL_ARG_DIFF_WEIGHTS_LAYER, 0),
		argument(backward_desc, DNNL_ARG_DIFF_WEIGHTS_ITER, 0),
		argument(backward_desc, DNNL_ARG_DIFF_BIAS, 0),
	};
	double start = 0, seconds = atof(argv[6]);
	long steps = -2; /* these warm up */
	do {
		if (steps == 0)
			start = omp_get_wtime();
		must(dnnl_primitive_execute(forward, stream, sizeof in / sizeof *in, in), "run");
		must(dnnl_primitive_execute(backward, stream, sizeof back / sizeof *back, back),
		     "run");
		must(dnnl_stream_wait(stream), "run");
	} while (++steps < 3 || omp_get_wtime() - start < seconds);
	printf("%.6g\n", (double)(steps * B * T) / (omp_get_wtime() - start));
	return 0;
}
