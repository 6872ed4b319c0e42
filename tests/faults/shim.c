/*
 * shim.c - a library for LD_PRELOAD that makes calls fail, controlled by environment variables:
 *
 *     RNN_FAULT_MALLOC=N    the N-th allocation fails; N+: that and all after it; 0: none
 *     RNN_FAULT_COUNT=FILE  at exit the number of allocations is written to FILE, then a line for each chain of
 *                           callers: the numbers of its first and its last allocation
 *     RNN_FAULT_WRITE=short write takes at most half of what it is given, every other time nothing
 *                           (EINTR); only on descriptors above 2
 *     RNN_FAULT_READ=short  the same for read and pread
 *
 * Allocations by the libraries in `spared` are not counted and do not fail.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <execinfo.h>
#endif

/* Libraries that do not handle failed allocations, which a program that uses them cannot change:
 * OpenBLAS retries for ever, libgomp and libomp print a line and exit with 1, oneDNN throws C++
 * exceptions through C, libseccomp frees memory twice, the loader ends the process. */
static const char *const spared[] = {
	"libopenblas", "libgomp", "libomp",    "libdnnl",    "libstdc++", "libgcc_s",
	"libgfortran", "libtbb",  "libOpenCL", "libseccomp", "ld-linux",  "libdl",
};

static struct {
	bool ready;
	unsigned long fail_at, count;
	bool for_ever, short_write, short_read;
	int count_file;
	void *(*malloc)(size_t);
	void *(*calloc)(size_t, size_t);
	void *(*realloc)(void *, size_t);
	void *(*aligned_alloc)(size_t, size_t);
	ssize_t (*write)(int, const void *, size_t);
	ssize_t (*read)(int, void *, size_t);
	ssize_t (*pread)(int, void *, size_t, off_t);
} s = {.count_file = -1};

/* Memory for allocations that dlsym makes before it has found malloc. */
static char early[1 << 16];
static size_t early_used;

static void *early_alloc(size_t n)
{
	void *p = early + early_used;

	n = (n + 15) / 16 * 16;
	if (n > sizeof early - early_used)
		return NULL;
	early_used += n;
	return p;
}

static bool is_early(const void *p)
{
	return (uintptr_t)p >= (uintptr_t)early && (uintptr_t)p < (uintptr_t)(early + sizeof early);
}

static void find(void *out, const char *name)
{
	void *p = dlsym(RTLD_NEXT, name);

	memcpy(out, &p, sizeof p);
}

static void start(void)
{
	static bool starting;
	const char *at = getenv("RNN_FAULT_MALLOC"), *how;

	if (s.ready || starting)
		return;
	starting = true;
	find(&s.malloc, "malloc");
	find(&s.calloc, "calloc");
	find(&s.realloc, "realloc");
	find(&s.aligned_alloc, "aligned_alloc");
	find(&s.write, "write");
	find(&s.read, "read");
	find(&s.pread, "pread");
	s.fail_at = at != NULL ? strtoul(at, NULL, 10) : 0;
	s.for_ever = at != NULL && strchr(at, '+') != NULL;
	how = getenv("RNN_FAULT_COUNT");
	/* opened now, because the sandbox forbids opening files */
	s.count_file = how != NULL ? open(how, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666) : -1;
	how = getenv("RNN_FAULT_WRITE");
	s.short_write = how != NULL && strcmp(how, "short") == 0;
	how = getenv("RNN_FAULT_READ");
	s.short_read = how != NULL && strcmp(how, "short") == 0;
	s.ready = true;
}

/* Return whether the code at this address belongs to a library of `spared`. */
static bool look_up(const void *caller)
{
	Dl_info info;

	if (dladdr(caller, &info) == 0 || info.dli_fname == NULL)
		return true; /* code of no library: generated at run time */
	for (size_t i = 0; i < sizeof spared / sizeof *spared; i++)
		if (strstr(info.dli_fname, spared[i]) != NULL)
			return true;
	return false;
}

/* look_up with a cache of 4096 addresses, because oneDNN allocates often. The lowest bit of an
 * entry is the result, so that address and result are read and written atomically. */
static bool is_spared(const void *caller)
{
	static uintptr_t known[4096];
	uintptr_t key = (uintptr_t)caller << 1, *slot = &known[((uintptr_t)caller >> 1) % 4096];
	uintptr_t found = __atomic_load_n(slot, __ATOMIC_RELAXED);

	if ((found & ~(uintptr_t)1) != key) {
		found = key | look_up(caller);
		__atomic_store_n(slot, found, __ATOMIC_RELAXED);
	}
	return found & 1;
}

/* The chains of callers that have allocated, by a checksum of their addresses: of the functions here and of some two
 * callers. A full table takes no more. */
enum { CHAIN_MOST = 4, SITES = 1 << 12 };
static struct site {
	uintptr_t chain; /* 0: a free place */
	unsigned long first, last;
} sites[SITES];

static void note_site(unsigned long n, void *caller)
{
	void *at[CHAIN_MOST] = {caller};
	int depth = 1;
	uintptr_t chain = 1;

#ifdef __GLIBC__
	depth = backtrace(at, CHAIN_MOST);
#endif

	for (int i = 0; i < depth; i++)
		chain = (chain ^ (uintptr_t)at[i]) * (uintptr_t)0x9e3779b97f4a7c15;
	for (size_t i = 0; i < SITES; i++) {
		struct site *p = &sites[(chain + i) % SITES];
		if (p->chain == 0)
			*p = (struct site){chain, n, n};
		if (p->chain != chain)
			continue;
		p->last = n;
		return;
	}
}

/* Count an allocation, and return whether it shall fail. */
static bool fails(void *caller)
{
	static __thread bool inside;
	unsigned long n = 0;

	if (inside || (s.fail_at == 0 && s.count_file < 0))
		return false;
	inside = true;
	bool out = is_spared(caller);
	if (!out) {
		n = __atomic_add_fetch(&s.count, 1, __ATOMIC_RELAXED);
		if (s.count_file >= 0)
			note_site(n, caller);
	}
	inside = false;
	if (out)
		return false;
	if (s.fail_at == 0 || n < s.fail_at || (n > s.fail_at && !s.for_ever))
		return false;
	errno = ENOMEM;
	return true;
}

#define CALLER __builtin_return_address(0)

void *malloc(size_t n)
{
	start();
	if (!s.ready)
		return early_alloc(n);
	return fails(CALLER) ? NULL : s.malloc(n);
}

void *calloc(size_t count, size_t size)
{
	start();
	if (!s.ready)
		return early_alloc(count * size); /* static memory is zero */
	return fails(CALLER) ? NULL : s.calloc(count, size);
}

void *realloc(void *old, size_t n)
{
	start();
	if (!s.ready || is_early(old)) {
		void *p = s.ready ? s.malloc(n) : early_alloc(n);
		if (p != NULL && old != NULL) { /* size of old unknown: copy to the end */
			size_t rest = (size_t)(early + sizeof early - (char *)old);
			memcpy(p, old, n < rest ? n : rest);
		}
		return p;
	}
	return fails(CALLER) ? NULL : s.realloc(old, n);
}

void *aligned_alloc(size_t align, size_t n)
{
	start();
	return fails(CALLER) ? NULL : s.aligned_alloc(align, n);
}

void free(void *p)
{
	static void (*next)(void *);

	if (p == NULL || is_early(p))
		return;
	if (next == NULL)
		find(&next, "free");
	next(p);
}

/* Halve *n and return true, or every other time return false with EINTR. */
static bool cut(bool on, int fd, size_t *n)
{
	static unsigned calls;

	if (!on || fd <= 2)
		return true;
	if (++calls % 2 == 0) {
		errno = EINTR;
		return false;
	}
	*n = (*n + 1) / 2;
	return true;
}

ssize_t write(int fd, const void *bytes, size_t n)
{
	start();
	return cut(s.short_write, fd, &n) ? s.write(fd, bytes, n) : -1;
}

ssize_t read(int fd, void *bytes, size_t n)
{
	start();
	return cut(s.short_read, fd, &n) ? s.read(fd, bytes, n) : -1;
}

ssize_t pread(int fd, void *bytes, size_t n, off_t at)
{
	start();
	return cut(s.short_read, fd, &n) ? s.pread(fd, bytes, n, at) : -1;
}

#ifdef __GLIBC__ /* other C libraries have one function, or a macro for the second name */
ssize_t pread64(int fd, void *bytes, size_t n, off_t at)
{
	return pread(fd, bytes, n, at);
}
#endif

static void __attribute__((destructor)) report(void)
{
	char text[80];
	int n = snprintf(text, sizeof text, "%lu\n", s.count);

	if (s.count_file >= 0 && s.write(s.count_file, text, (size_t)n) < 0)
		_exit(1);
	for (size_t i = 0; i < SITES && s.count_file >= 0; i++) {
		n = snprintf(text, sizeof text, "%lu %lu\n", sites[i].first, sites[i].last);
		if (sites[i].chain != 0 && s.write(s.count_file, text, (size_t)n) < 0)
			_exit(1);
	}
}
