/* base.c - errors, memory, arenas and counter-based random numbers. */
#include "base/base.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { ALIGNMENT = 64, HUGE_PAGE = 2 << 20 };

static void fill_error(struct rnn_error *err, int status, enum rnn_code code, const char *format,
		       va_list ap)
{
	if (err == NULL)
		return;
	err->status = status;
	err->code = code;
	err->number = 0;
	vsnprintf(err->text, sizeof err->text, format, ap);
	text_plain(err->text);
}

int errorf(struct rnn_error *err, int status, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	fill_error(err, status, RNN_ERROR_OTHER, format, ap);
	va_end(ap);
	return -1;
}

int errorf_code(struct rnn_error *err, int status, enum rnn_code code, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	fill_error(err, status, code, format, ap);
	va_end(ap);
	return -1;
}

void text_plain(char *text)
{
	for (unsigned char *p = (unsigned char *)text; *p != 0; p++)
		if (*p < 0x20 || *p == 0x7f)
			*p = '?';
		else if (*p == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0)
			*p = p[1] = '?';
}

static struct {
	void (*lost)(void *ctx, const char *text);
	void *ctx;
} watch;

void memory_watch(void (*lost)(void *ctx, const char *text), void *ctx)
{
	watch.lost = lost;
	watch.ctx = ctx;
}

/* exit() would run library destructors, some of which allocate or wait for threads. */
static void __attribute__((noreturn)) no_memory(size_t bytes)
{
	void (*lost)(void *ctx, const char *text) = watch.lost;
	char text[80], line[96];

	snprintf(text, sizeof text, "out of memory (cannot allocate %zu bytes)", bytes);
	watch.lost = NULL;
	if (lost != NULL) {
		lost(watch.ctx, text);
		_exit(EX_OSERR);
	}
	int n = snprintf(line, sizeof line, "rnn: %s\n", text);
	if (write(STDERR_FILENO, line, (size_t)n) < 0) {
		/* the message is lost; the exit status still reports the failure */
	}
	_exit(EX_OSERR);
}

bool size_mul(size_t a, size_t b, size_t *out)
{
	return !__builtin_mul_overflow(a, b, out);
}

size_t size_sum(size_t a, size_t count, size_t size)
{
	size_t bytes, sum;

	return size_mul(count, size, &bytes) && !__builtin_add_overflow(a, bytes, &sum) ? sum
											: SIZE_MAX;
}

void *xcalloc(size_t count, size_t size)
{
	void *p = calloc(count > 0 ? count : 1, size > 0 ? size : 1);

	if (p == NULL)
		no_memory(size_mul(count, size, &size) ? size : SIZE_MAX);
	return p;
}

void *xcalloc_dense(size_t count, size_t size)
{
	char *p = xcalloc(count, size);
	size_t bytes = count * size; /* calloc has checked the product */
	size_t skip = (HUGE_PAGE - (uintptr_t)p % HUGE_PAGE) % HUGE_PAGE;

	if (bytes >= skip + HUGE_PAGE) /* a hint: failure changes nothing */
		madvise(p + skip, (bytes - skip) / HUGE_PAGE * HUGE_PAGE, MADV_HUGEPAGE);
	return p;
}

void *xrealloc(void *old, size_t count, size_t size)
{
	size_t bytes;

	if (!size_mul(count, size, &bytes))
		no_memory(SIZE_MAX);
	void *p = realloc(old, bytes > 0 ? bytes : 1);
	if (p == NULL)
		no_memory(bytes);
	return p;
}

char *xstrdup(const char *s)
{
	size_t n = strlen(s) + 1;
	char *p = xcalloc(n, 1);

	memcpy(p, s, n);
	return p;
}

char *xasprintf(const char *format, ...)
{
	va_list ap;
	char *out = NULL;

	va_start(ap, format);
	if (vasprintf(&out, format, ap) < 0)
		no_memory(0);
	va_end(ap);
	return out;
}

void *arena_take(struct arena *a, size_t count, size_t size)
{
	size_t bytes, end;

	bool fits = size_mul(count, size, &bytes) && bytes <= SIZE_MAX / 2;
	if (fits)
		bytes = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	if (!fits || __builtin_add_overflow(a->used, bytes, &end)) {
		a->used = SIZE_MAX / 2 + 1; /* arena_open fails, whatever is taken later */
		return NULL;
	}
	void *p = a->base != NULL ? a->base + a->used : NULL;
	a->used = end;
	return p;
}

void arena_open(struct arena *a)
{
	a->size = a->used;
	a->used = 0;
	if (a->size > SIZE_MAX / 2)
		no_memory(SIZE_MAX);
	size_t align = a->size >= 2 * HUGE_PAGE ? HUGE_PAGE : ALIGNMENT;
	size_t bytes = (a->size + align) / align * align;
	a->base = aligned_alloc(align, bytes);
	if (a->base == NULL)
		no_memory(bytes);
	if (align == HUGE_PAGE)
		madvise(a->base, bytes, MADV_HUGEPAGE); /* a hint: failure changes nothing */
	memset(a->base, 0, bytes);
}

void arena_free(struct arena *a)
{
	free(a->base);
	*a = (struct arena){0};
}

static uint64_t mix(uint64_t x)
{
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
	return x ^ (x >> 31);
}

uint64_t rng_bits(uint64_t key, uint64_t i)
{
	return mix(key + (i + 1) * 0x9e3779b97f4a7c15u);
}

uint64_t rng_key(uint64_t seed, uint64_t stream)
{
	return mix(rng_bits(seed, stream) ^ 0xd1b54a32d192ed03u);
}

double rng_uniform(uint64_t key, uint64_t i)
{
	return (double)(rng_bits(key, i) >> 11) * 0x1p-53;
}
