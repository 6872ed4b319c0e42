/*
 * kernels_bits_test.c - the vector loops give the same bits on every CPU and with every compiler. Each instruction
 * set is compared with the plain definition, and the results with a checksum, so that a machine on which both
 * differ in the same way fails too. Numbers are ordinary, of any size, or special, with denormal numbers as they
 * are and as zero. All NaN count as equal.
 */
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>

#include "base/denormals.h"
#include "core/vecmath.h"
#include "isas.h"
#include "plain_kernels.h"

enum { N_MOST = 70, STREAMS = 2, BLOCKS = 4, ROOM = 40 * N_MOST, LONG = 1300 };

/* Input and output of one call; a loop uses as much of them as it needs. */
struct call {
	const struct kernels *k;
	int n;
	uint64_t key;
	float in[ROOM], out[ROOM];
};

/* ---- The loops ---- */

/* Forward is called with gate sums in z, backward with activations. */
static void run_cell(struct call *c, int cell, bool back)
{
	static const uint16_t id[STREAMS] = {1, 0};
	int H = c->n, n = STREAMS * H, z = BLOCKS * n;
	const float *bias = c->in + z, *in = bias + BLOCKS * H, *state = in + BLOCKS * n;
	float *h1 = c->out + z, *c1 = h1 + n, *dh = c1 + n, *dc = dh + n, *db = dc + n;
	struct step s = {.n = STREAMS,
			 .H = H,
			 .ldz = (size_t)(cell_table[cell].width * H),
			 .z = c->out,
			 .bias = bias,
			 .in = in,
			 .id = id,
			 .ldin = (size_t)(BLOCKS * H),
			 .h0 = state,
			 .c0 = state + n,
			 .h1 = h1,
			 .c1 = c1,
			 .dy = state + 2 * n,
			 .dh = dh,
			 .dc = dc,
			 .db = db};

	memcpy(c->out, c->in, sizeof c->out);
	if (back)
		c->k->cell[cell].backward(&s);
	else
		c->k->cell[cell].forward(&s);
}

#define RUN_CELL(name) \
	static void run_##name##_forward(struct call *c) \
	{ \
		run_cell(c, CELL_##name, false); \
	} \
	static void run_##name##_backward(struct call *c) \
	{ \
		run_cell(c, CELL_##name, true); \
	}
CELL_NAMES(RUN_CELL)

static void run_add(struct call *c)
{
	memcpy(c->out, c->in, sizeof c->out);
	c->k->add((size_t)c->n, c->in + N_MOST, c->out);
}

static void run_mul(struct call *c)
{
	c->k->mul((size_t)c->n, c->in, c->in + N_MOST, c->out);
}

static void run_to_bf16(struct call *c)
{
	uint16_t out[N_MOST] = {0};

	c->k->to_bf16((size_t)c->n, c->in, out);
	for (int i = 0; i < c->n; i++)
		c->out[i] = out[i];
}

static void run_mask(struct call *c)
{
	c->k->mask((size_t)c->n, c->key, (uint64_t)c->n, (float)c->n / 100, c->out);
}

static void run_logp(struct call *c)
{
	memcpy(c->out, c->in, sizeof c->out);
	c->k->logp(c->n, c->out);
}

static void run_xent(struct call *c)
{
	float *long_row = c->out + N_MOST + 2;

	memcpy(c->out, c->in, sizeof c->out);
	c->out[N_MOST] = c->k->xent(c->n, c->out, c->n / 2, 0);
	c->out[N_MOST + 1] = c->k->xent(c->n, c->out, c->n / 3, 1.0f / 1200);
	/* more than one block of the sum */
	c->out[N_MOST + 1] += c->k->xent(LONG + c->n, long_row, 5, 0);
}

static void run_colsum(struct call *c)
{
	c->k->colsum(9, c->n, c->in, N_MOST, c->out);
}

static void run_sumsq(struct call *c)
{
	double sum = c->k->sumsq((size_t)c->n, c->in) + c->k->sumsq(LONG + (size_t)c->n, c->in);

	sum = isnan(sum) ? 0 : sum;
	c->out[0] = (float)sum;
	c->out[1] = (float)(sum - (double)c->out[0]);
}

static void run_adam(struct call *c)
{
	const struct adam a = {.scale = 0.7f,
			       .lr = 0.004f,
			       .beta1 = 0.9f,
			       .beta2 = 0.999f,
			       .eps = 1e-8f,
			       .decay = 0.01f,
			       .c1 = 1.7f,
			       .c2 = 31.5f};
	float *w = c->out, *m = w + N_MOST, *v = m + N_MOST;

	memcpy(c->out, c->in, sizeof c->out);
	for (int i = 0; i < N_MOST; i++)
		v[i] = fabsf(v[i]);
	c->k->adam((size_t)c->n, w, c->in + 3 * N_MOST, m, v, &a);
}

static void run_rms_step(struct call *c)
{
	const struct rms_step p = {.rate = 0.01f,
				   .decay = 0.2f,
				   .beta2 = 0.999f,
				   .eps = 1e-4f,
				   .c2 = 4};
	float *w = c->out, *v = w + N_MOST;

	memcpy(c->out, c->in, sizeof c->out);
	for (int i = 0; i < N_MOST; i++)
		v[i] = fabsf(v[i]);
	c->k->rms_step((size_t)c->n, w, c->in + 2 * N_MOST, c->in + 3 * N_MOST, v, &p);
}

/* The loops, and the checksums of their results: denormal numbers as they are; as zero. */
static const struct loop {
	const char *name;
	void (*run)(struct call *c);
	unsigned long crc[2];
} loops[] = {
	{"rnn forward", run_rnn_forward, {0x629ceeff, 0x629ceeff}},
	{"rnn backward", run_rnn_backward, {0xb5a6ee5c, 0xb5a6ee5c}},
	{"lstm forward", run_lstm_forward, {0x25e24b97, 0x1d843874}},
	{"lstm backward", run_lstm_backward, {0xaa4743ea, 0x527a6c63}},
	{"gru forward", run_gru_forward, {0x2ba6a70c, 0x788e3090}},
	{"gru backward", run_gru_backward, {0x3af29803, 0xb5e145ea}},
	{"add", run_add, {0xb79f8695, 0x86c6237d}},
	{"mul", run_mul, {0x1cb2ff7a, 0x5475b095}},
	{"to_bf16", run_to_bf16, {0x99cc2399, 0x99cc2399}},
	{"mask", run_mask, {0xdf940f87, 0xdf940f87}},
	{"logp", run_logp, {0xe50d54a9, 0xe50d54a9}},
	{"xent", run_xent, {0x4be858f2, 0x4be858f2}},
	{"colsum", run_colsum, {0x8bd38ab6, 0x8bd38ab6}},
	{"sumsq", run_sumsq, {0xbd6ded4f, 0xbd6ded4f}},
	{"adam", run_adam, {0x8d98f560, 0xa7adad51}},
	{"rms_step", run_rms_step, {0x1e6003b0, 0x1e6003b0}},
};
enum { LOOPS = sizeof loops / sizeof *loops };

/* ---- Inputs ---- */

enum kind { ORDINARY, ANY_SIZE, SPECIAL, KINDS };

static float bits_float(uint64_t bits)
{
	uint32_t low = (uint32_t)bits;
	float x;

	memcpy(&x, &low, sizeof x);
	return x;
}

static float number(enum kind kind, uint64_t key, uint64_t i)
{
	static const float special[] = {NAN,    INFINITY, 0,      FLT_MIN, FLT_MAX,  1e-45f,
					1e-40f, 1e-30f,   1e-19f, 1,       88,       40,
					2e4f,   0.5f,     6e-31f, 8e-31f,  16777216, 1e-8f};
	uint64_t bits = rng_bits(key, i);
	float ordinary = (float)((2 * rng_uniform(key + 1, i) - 1) * 6);

	if (kind == ORDINARY || (kind == SPECIAL && bits % 8 != 0))
		return ordinary;
	if (kind == ANY_SIZE)
		return bits_float(bits >> 32);
	float x = special[bits / 16 % (sizeof special / sizeof *special)];
	return bits & 8 ? -x : x;
}

static void fill(struct call *c, enum kind kind, int n)
{
	c->n = n;
	c->key = rng_key((uint64_t)kind, (uint64_t)n);
	for (uint64_t i = 0; i < ROOM; i++)
		c->in[i] = number(kind, c->key, i);
}

/* ---- Tests ---- */

/* Adds the bits of x to a checksum, those of a NaN as 0x7fc00000. */
static unsigned long add_bits(unsigned long crc, float x)
{
	uint32_t bits = 0x7fc00000;
	unsigned char bytes[4];

	if (!isnan(x))
		memcpy(&bits, &x, sizeof bits);
	for (int i = 0; i < 4; i++)
		bytes[i] = (unsigned char)(bits >> 8 * i);
	return crc32(crc, bytes, sizeof bytes);
}

static void assert_same_bits(const struct loop *l, const struct call *a, const struct call *b)
{
	for (int i = 0; i < ROOM; i++)
		if (add_bits(0, a->out[i]) != add_bits(0, b->out[i]))
			fail_msg("%s in %s, n %d, at %d: %a, in %s %a", l->name, a->k->isa, a->n, i,
				 (double)a->out[i], b->k->isa, (double)b->out[i]);
}

/* Compares all instruction sets with the plain definition. Returns the checksum of a loop's results. */
static unsigned long compare(const struct loop *l)
{
	static struct call plain, fast;
	unsigned long crc = 0;

	for (int kind = 0; kind < KINDS; kind++)
		for (int n = 1; n <= N_MOST; n++) {
			memset(&plain, 0, sizeof plain);
			plain.k = &plain_kernels;
			fill(&plain, (enum kind)kind, n);
			fast = plain;
			l->run(&plain);
			for (size_t i = 0; (fast.k = table_at(i)) != NULL; i++) {
				memset(fast.out, 0, sizeof fast.out);
				l->run(&fast);
				assert_same_bits(l, &fast, &plain);
			}
			for (int i = 0; i < ROOM; i++)
				crc = add_bits(crc, plain.out[i]);
		}
	return crc;
}

/* Checks all loops and prints all checksums that are wrong. */
static void check_all(int flushed)
{
	int wrong = 0;

	for (size_t i = 0; i < LOOPS; i++) {
		unsigned long crc = compare(&loops[i]);
		if (crc == loops[i].crc[flushed])
			continue;
		wrong++;
		print_error("%s: checksum 0x%08lx, not 0x%08lx\n", loops[i].name, crc,
			    loops[i].crc[flushed]);
	}
	assert_int_equal(wrong, 0);
}

static void same_bits(void **state)
{
	(void)state;
	check_all(0);
}

static void same_bits_with_denormals_as_zero(void **state)
{
	unsigned mode = denormals_mode();

	(void)state;
	denormals_flush();
	bool flushes = denormals_mode() != mode;
	if (flushes)
		check_all(1);
	denormals_restore(mode);
	if (!flushes)
		skip();
}

static void assert_fma(float a, float b, float c)
{
	float got = fma_soft(a, b, c), want = fmaf(a, b, c);

	if (add_bits(0, got) != add_bits(0, want))
		fail_msg("fma(%a, %a, %a) is %a, not %a", (double)a, (double)b, (double)c,
			 (double)got, (double)want);
}

/* Random sums are hardly ever near a tie between two floats; products that nearly cancel c are. */
static void software_fma_is_exact(void **state)
{
	(void)state;
	for (uint64_t i = 0; i < 600000; i++) {
		enum kind kind = (enum kind)(i % KINDS);
		float a = number(kind, 100, i), b = number(kind, 200, i);
		assert_fma(a, b, number(kind, 300, i));
		/* few bits, and exponents that differ by about 24 */
		uint64_t bits = rng_bits(400, i);
		float few = bits_float((bits & 0x80070000) | (90 + bits % 70) << 23 |
				       (bits >> 40 & 1));
		assert_fma(few, a, b);
		assert_fma(few, few,
			   bits_float((bits >> 32 & 0x80000007) | (60 + bits % 190) << 23));
		assert_fma(a, b, -(a * b));
		assert_fma(few, 1 + FLT_EPSILON, few * (bits & 1 ? 0x1p24f : -0x1p-24f));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(same_bits),
		cmocka_unit_test(same_bits_with_denormals_as_zero),
		cmocka_unit_test(software_fma_is_exact),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
