/*
 * gemm_onednn.c - the engine that uses oneDNN's matmul. Weights are packed once per update into the
 * layout that oneDNN prefers, so that products of few rows run near the peak of the CPU.
 *
 * A oneDNN primitive has fixed shapes and strides, and its memory objects can be used by one thread
 * at a time. Each pack therefore keeps the primitives of earlier products in one list per thread,
 * which needs no lock. The threads share the packed weights; a lock guards the list of these.
 *
 * oneDNN's "gemm:jit" kernels use the stack pointer as a general register. A signal handler that
 * runs on the stack of a thread inside such a kernel overwrites the memory below a matrix.
 */
#include "core/gemm_engines.h"

#include <assert.h>
#include <oneapi/dnnl/dnnl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/team.h"
#include "core/cpu.h"
#include "core/gemm_load.h"
#include "core/kernels.h"

/* The functions of the library that are used. */
/* clang-format off */
#define FUNCTIONS(F) \
	F(engine_create) F(engine_destroy) F(get_effective_cpu_isa) F(matmul_desc_init) \
	F(memory_create) F(memory_desc_equal) F(memory_desc_init_by_strides) \
	F(memory_desc_init_by_tag) F(memory_destroy) F(memory_get_memory_desc) \
	F(memory_set_data_handle) F(post_ops_append_sum) F(post_ops_create) \
	F(post_ops_destroy) F(primitive_attr_create) F(primitive_attr_destroy) \
	F(primitive_attr_set_post_ops) F(primitive_create) F(primitive_desc_create) \
	F(primitive_desc_destroy) F(primitive_desc_query_md) F(primitive_destroy) \
	F(primitive_execute) F(reorder_primitive_desc_create) F(stream_create) \
	F(stream_destroy)
/* clang-format on */

#define POINTER(f) __typeof__(&dnnl_##f) f;
#define NAME(f) "dnnl_" #f,
static struct {
	FUNCTIONS(POINTER)
} dnnl;
static const char *const names[] = {FUNCTIONS(NAME)};
static bool loaded;

/* oneDNN splits its work among OpenMP's threads, but the threads of the program's own team already
 * fill the cores: each of them asks OpenMP for one thread before it enters oneDNN. The function
 * comes with the OpenMP library that oneDNN was linked with. */
static struct {
	void (*set_num_threads)(int);
	int (*get_max_threads)(void);
} omp;
static const char *const omp_names[] = {"omp_set_num_threads", "omp_get_max_threads"};

static void load(void)
{
	cpu_limit_libraries();
	loaded = gemm_load(RNN_ONEDNN, names, sizeof names / sizeof *names, &dnnl) &&
		 gemm_load(RNN_ONEDNN, omp_names, sizeof omp_names / sizeof *omp_names, &omp);
}

enum kind { FORWARD, BACKWARD, OUTER };

/* A copy of a pack's weights in one of oneDNN's layouts, for forward or backward. */
struct packed {
	enum kind kind;
	dnnl_memory_t memory;
	dnnl_primitive_t reorder;
	dnnl_memory_t plain;
	struct packed *next;
};

/* The shape of a product dst (rows, cols) = src (rows, depth) weights (depth, cols), or dst += ...
 * if `add` is set. */
struct shape {
	enum kind kind;
	int rows, cols, depth, lds, ldw, ldd; /* leading dimensions of src, weights, dst */
	bool add;
};

struct product {
	struct shape shape;
	dnnl_primitive_t primitive;
	dnnl_memory_t src, weights, dst;
	struct product *next;
};

/* Products and scratch memory of one thread. */
struct scratch {
	struct product *list;
	uint16_t *half; /* (room) operands rounded to bf16 */
	size_t room;
};

struct impl {
	dnnl_engine_t cpu;
	dnnl_stream_t stream;
	pthread_mutex_t lock;
	struct packed *packed;
	const struct kernels *kernels;
	int threads;
	struct scratch scratch[]; /* (threads) */
};

/* Ends the process if a call failed. Since shapes are checked, a call fails only when memory runs
 * out or by an error in oneDNN. */
static void must(dnnl_status_t status, const char *what)
{
	if (status == dnnl_success)
		return;
	fprintf(stderr, "rnn: oneDNN failed to %s (status %d)\n", what, (int)status);
	_Exit(status == dnnl_out_of_memory ? EX_OSERR : EX_SOFTWARE);
}

static const char *kernels(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	static const struct {
		dnnl_cpu_isa_t isa;
		const char *name;
	} isas[] = {
		{dnnl_cpu_isa_avx512_core_amx, "AMX"},
		{dnnl_cpu_isa_avx512_core_bf16, "AVX-512 BF16"},
		{dnnl_cpu_isa_avx512_core_vnni, "AVX-512 VNNI"},
		{dnnl_cpu_isa_avx512_core, "AVX-512"},
	};

	pthread_once(&once, load);
	if (!loaded)
		return NULL;
	dnnl_cpu_isa_t isa = dnnl.get_effective_cpu_isa();
	for (size_t i = 0; i < sizeof isas / sizeof *isas; i++)
		if ((isa & isas[i].isa) == isas[i].isa)
			return isas[i].name;
	return NULL; /* without AVX-512, oneDNN's matmul is no faster than OpenBLAS */
}

/* With AVX512_BF16, products in bf16 have twice the peak rate of float32, and whole updates are 1.5
 * to 2 times as fast. CPUs with AMX, which includes AVX512_BF16, have more than ten times the peak
 * rate. */
static enum support support(enum format format, bool train)
{
	dnnl_cpu_isa_t isa = dnnl.get_effective_cpu_isa();

	(void)train;
	if (format == FORMAT_BF16)
		return (isa & dnnl_cpu_isa_avx512_core_bf16) == dnnl_cpu_isa_avx512_core_bf16
			       ? SUPPORT_FAST
			       : SUPPORT_NONE;
	return format == FORMAT_F32 ? SUPPORT_PLAIN : SUPPORT_NONE;
}

static void open_pack(struct pack *p)
{
	struct impl *o = xcalloc(1, sizeof *o + (size_t)p->threads * sizeof *o->scratch);

	o->threads = p->threads;
	o->kernels = kernels_pick();
	pthread_mutex_init(&o->lock, NULL);
	must(dnnl.engine_create(&o->cpu, dnnl_cpu, 0), "create an engine");
	must(dnnl.stream_create(&o->stream, o->cpu, dnnl_stream_default_flags), "create a stream");
	p->impl = o;
}

static void close_product(struct product *q)
{
	dnnl.memory_destroy(q->src);
	if (q->shape.kind == OUTER)
		dnnl.memory_destroy(q->weights);
	dnnl.memory_destroy(q->dst);
	dnnl.primitive_destroy(q->primitive);
	free(q);
}

static void close_pack(struct pack *p)
{
	struct impl *o = p->impl;

	for (int i = 0; i < o->threads; i++) {
		for (struct product *q = o->scratch[i].list, *next; q != NULL; q = next) {
			next = q->next;
			close_product(q);
		}
		free(o->scratch[i].half);
	}
	for (struct packed *q = o->packed, *next; q != NULL; q = next) {
		next = q->next;
		dnnl.memory_destroy(q->memory);
		dnnl.memory_destroy(q->plain);
		dnnl.primitive_destroy(q->reorder);
		free(q);
	}
	pthread_mutex_destroy(&o->lock);
	dnnl.stream_destroy(o->stream);
	dnnl.engine_destroy(o->cpu);
	free(o);
	p->impl = NULL;
}

static void execute(struct impl *o, dnnl_primitive_t primitive, int n, const dnnl_exec_arg_t *arg)
{
	must(dnnl.primitive_execute(primitive, o->stream, n, arg), "multiply");
}

/* Makes oneDNN use one thread, because our own threads already use all cores. Returns the previous
 * number of threads, which the caller restores: the user of the library may use OpenMP as well. */
static int use_one_thread(void)
{
	int threads = omp.get_max_threads();

	omp.set_num_threads(1);
	return threads;
}

static void repack(struct impl *o, struct packed *q)
{
	const dnnl_exec_arg_t arg[] = {{DNNL_ARG_FROM, q->plain}, {DNNL_ARG_TO, q->memory}};

	execute(o, q->reorder, 2, arg);
}

static void pack(struct pack *p)
{
	struct impl *o = p->impl;
	int threads = use_one_thread();

	for (struct packed *q = o->packed; q != NULL; q = q->next)
		repack(o, q);
	omp.set_num_threads(threads);
}

static dnnl_data_type_t type_of(const struct pack *p)
{
	return p->format == FORMAT_BF16 ? dnnl_bf16 : dnnl_f32;
}

static dnnl_memory_desc_t matrix(dnnl_data_type_t type, int rows, int cols, int ld, bool transposed)
{
	dnnl_dims_t dims = {rows, cols}, strides = {transposed ? 1 : ld, transposed ? ld : 1};
	dnnl_memory_desc_t d;

	must(dnnl.memory_desc_init_by_strides(&d, 2, dims, type, strides), "describe a matrix");
	return d;
}

/* Returns the copy of p's weights in `layout`, which is made on first use. */
static dnnl_memory_t packed_weights(const struct pack *p, enum kind kind,
				    const dnnl_memory_desc_t *layout)
{
	struct impl *o = p->impl;
	struct packed *q;

	pthread_mutex_lock(&o->lock);
	for (q = o->packed; q != NULL; q = q->next) {
		const dnnl_memory_desc_t *d;
		must(dnnl.memory_get_memory_desc(q->memory, &d), "describe weights");
		if (q->kind == kind && dnnl.memory_desc_equal(d, layout))
			break;
	}
	if (q == NULL) {
		dnnl_primitive_desc_t pd;
		dnnl_memory_desc_t plain = kind == FORWARD
						   ? matrix(dnnl_f32, p->k, p->n, p->ld, true)
						   : matrix(dnnl_f32, p->n, p->k, p->ld, false);
		q = xcalloc(1, sizeof *q);
		q->kind = kind;
		must(dnnl.memory_create(&q->plain, &plain, o->cpu, (void *)(uintptr_t)p->w),
		     "create a view of weights");
		must(dnnl.memory_create(&q->memory, layout, o->cpu, DNNL_MEMORY_ALLOCATE),
		     "allocate packed weights");
		must(dnnl.reorder_primitive_desc_create(&pd, &plain, o->cpu, layout, o->cpu, NULL),
		     "plan the packing");
		must(dnnl.primitive_create(&q->reorder, pd), "plan the packing");
		dnnl.primitive_desc_destroy(pd);
		repack(o, q);
		q->next = o->packed;
		o->packed = q;
	}
	pthread_mutex_unlock(&o->lock);
	return q->memory;
}

static struct product *new_product(const struct pack *p, const struct shape *s)
{
	struct impl *o = p->impl;
	struct product *q = xcalloc(1, sizeof *q);
	bool outer = s->kind == OUTER;
	dnnl_data_type_t type = type_of(p);
	dnnl_memory_desc_t src = matrix(type, s->rows, s->depth, s->lds, outer);
	dnnl_memory_desc_t weights = matrix(type, s->depth, s->cols, s->ldw, false);
	dnnl_memory_desc_t dst = matrix(dnnl_f32, s->rows, s->cols, s->ldd, false);
	dnnl_primitive_attr_t attr;
	dnnl_primitive_desc_t pd;
	dnnl_matmul_desc_t d;

	if (!outer) {
		dnnl_dims_t dims = {s->depth, s->cols};
		must(dnnl.memory_desc_init_by_tag(&weights, 2, dims, type, dnnl_format_tag_any),
		     "describe weights");
	}
	must(dnnl.matmul_desc_init(&d, &src, &weights, NULL, &dst), "plan a product");
	must(dnnl.primitive_attr_create(&attr), "plan a product");
	if (s->add) {
		dnnl_post_ops_t ops;
		must(dnnl.post_ops_create(&ops), "plan a sum");
		must(dnnl.post_ops_append_sum(ops, 1), "plan a sum");
		must(dnnl.primitive_attr_set_post_ops(attr, ops), "plan a sum");
		dnnl.post_ops_destroy(ops);
	}
	must(dnnl.primitive_desc_create(&pd, &d, attr, o->cpu, NULL), "plan a product");
	must(dnnl.primitive_create(&q->primitive, pd), "plan a product");
	must(dnnl.memory_create(&q->src, &src, o->cpu, DNNL_MEMORY_NONE), "create a matrix view");
	must(dnnl.memory_create(&q->dst, &dst, o->cpu, DNNL_MEMORY_NONE), "create a matrix view");
	if (outer)
		must(dnnl.memory_create(&q->weights, &weights, o->cpu, DNNL_MEMORY_NONE),
		     "create a matrix view");
	else
		q->weights =
			packed_weights(p, s->kind,
				       dnnl.primitive_desc_query_md(pd, dnnl_query_weights_md, 0));
	dnnl.primitive_desc_destroy(pd);
	dnnl.primitive_attr_destroy(attr);
	q->shape = *s;
	return q;
}

static bool same_shape(const struct shape *a, const struct shape *b)
{
	return a->kind == b->kind && a->rows == b->rows && a->cols == b->cols &&
	       a->depth == b->depth && a->lds == b->lds && a->ldw == b->ldw && a->ldd == b->ldd &&
	       a->add == b->add;
}

/* An operand in memory: rows of cols numbers, ld apart. */
struct operand {
	const real *at;
	int rows, cols, ld;
};

/* Returns the operand in the pack's format and its leading dimension in *ld. A bf16 operand is
 * written to *half, which is advanced by its length; a float32 operand is returned as it is. */
static const void *convert(const struct pack *p, const struct operand *x, uint16_t **half, int *ld)
{
	const struct impl *o = p->impl;
	uint16_t *out = *half;

	*ld = x->ld;
	if (p->format == FORMAT_F32 || x->at == NULL)
		return x->at;
	*ld = x->cols;
	for (int i = 0; i < x->rows; i++)
		o->kernels->to_bf16((size_t)x->cols, x->at + (size_t)i * (size_t)x->ld,
				    out + (size_t)i * (size_t)x->cols);
	*half += (size_t)x->rows * (size_t)x->cols;
	return out;
}

/* Makes d->half large enough for both operands in bf16. */
static void make_room(const struct pack *p, struct scratch *d, const struct operand *x,
		      const struct operand *w)
{
	size_t n = (size_t)x->rows * (size_t)x->cols +
		   (w->at != NULL ? (size_t)w->rows * (size_t)w->cols : 0);

	if (p->format == FORMAT_F32 || n <= d->room)
		return;
	d->half = xrealloc(d->half, n, sizeof *d->half);
	d->room = n;
}

/* Computes the product of shape s, whose leading dimensions of src and weights are set here. w->at
 * is NULL if the weights are the packed ones. */
static void multiply(const struct pack *p, struct shape *s, const struct operand *x,
		     const struct operand *w, real *dst)
{
	struct impl *o = p->impl;
	int thread = team_index(), threads = use_one_thread();
	struct scratch *d = &o->scratch[thread];
	struct product *q;

	assert(thread < o->threads);
	make_room(p, d, x, w);
	uint16_t *half = d->half;
	const void *src = convert(p, x, &half, &s->lds);
	const void *weights = convert(p, w, &half, &s->ldw);
	for (q = d->list; q != NULL && !same_shape(&q->shape, s); q = q->next)
		;
	if (q == NULL) {
		q = new_product(p, s);
		q->next = d->list;
		d->list = q;
	}
	const dnnl_exec_arg_t arg[] = {{DNNL_ARG_SRC, q->src},
				       {DNNL_ARG_WEIGHTS, q->weights},
				       {DNNL_ARG_DST, q->dst}};
	must(dnnl.memory_set_data_handle(q->src, (void *)(uintptr_t)src), "set a matrix view");
	must(dnnl.memory_set_data_handle(q->dst, dst), "set a matrix view");
	if (s->kind == OUTER)
		must(dnnl.memory_set_data_handle(q->weights, (void *)(uintptr_t)weights),
		     "set a matrix view");
	execute(o, q->primitive, 3, arg);
	omp.set_num_threads(threads);
}

static void forward(const struct pack *p, int m, const real *x, int ldx, real beta, real *y,
		    int ldy)
{
	multiply(p, &(struct shape){FORWARD, m, p->n, p->k, 0, 0, ldy, beta != 0},
		 &(struct operand){x, m, p->k, ldx}, &(struct operand){0}, y);
}

static void backward(const struct pack *p, int m, const real *y, int ldy, real beta, real *x,
		     int ldx)
{
	multiply(p, &(struct shape){BACKWARD, m, p->k, p->n, 0, 0, ldx, beta != 0},
		 &(struct operand){y, m, p->n, ldy}, &(struct operand){0}, x);
}

static void outer(const struct pack *p, const struct row_blocks *m, int from, int to, const real *y,
		  int ldy, const real *x, int ldx, real beta, real *w, int ldw)
{
	const struct strided s = row_blocks_strided(m);

	for (int i = 0; i < s.parts; i++) {
		size_t at = (size_t)i * (size_t)s.next;
		struct shape shape = {OUTER, to - from, p->k, s.n, 0, 0, ldw, beta != 0 || i > 0};
		multiply(p, &shape,
			 &(struct operand){y + at * (size_t)ldy + from, s.n, to - from,
					   s.step * ldy},
			 &(struct operand){x + at * (size_t)ldx, s.n, p->k, s.step * ldx}, w);
	}
}

const struct engine engine_onednn = {
	.name = "onednn",
	.kernels = kernels,
	.support = support,
	.open = open_pack,
	.close = close_pack,
	.pack = pack,
	.forward = forward,
	.backward = backward,
	.outer = outer,
};
