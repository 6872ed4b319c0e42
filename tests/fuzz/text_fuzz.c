/* text_fuzz.c - any bytes as text: two bytes choose policy and chunk size, the rest is decoded in
 * one piece and in chunks with the same result, and read as a corpus that comes back symbol for
 * symbol. */
#include <string.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"
#include "text/corpus.h"

struct decoded {
	uint32_t *out;
	long long n;
	struct decoder d;
	struct rnn_error err;
};

static struct decoded decode(const uint8_t *data, size_t n, enum invalid invalid, size_t chunk)
{
	struct decoded r = {0};

	r.out = xcalloc(n + 8, sizeof *r.out);
	decoder_init(&r.d, UNIT_CHAR, invalid);
	for (size_t i = 0; (i < n || i == 0) && r.n >= 0; i += chunk) {
		size_t part = n - i < chunk ? n - i : chunk;
		long long got = decoder_run(&r.d, "f", data + i, part, i + chunk >= n, r.out + r.n,
					    NULL, &r.err);
		MUST(got <= (long long)part + 3);
		r.n = got < 0 ? -1 : r.n + got;
	}
	return r;
}

static void check_corpus(const uint8_t *data, size_t n, enum invalid invalid,
			 const struct decoded *want)
{
	struct corpus_options o = {.unit = UNIT_CHAR, .invalid = invalid};
	struct corpus c;
	struct rnn_error err = {0};
	int fd = memfd_create("text", 0);
	char name[32], *file = name;

	MUST(fd >= 0 && write(fd, data, n) == (ssize_t)n);
	snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
	if (corpus_read(&c, &file, 1, &o, &err) < 0) {
		MUST(err.status == EX_DATAERR);
	} else {
		MUST(want->n >= 0 && c.n == (size_t)want->n);
		for (size_t i = 0; i < c.n; i++) {
			uint16_t id;
			corpus_copy(&c, i, 1, &id);
			MUST(id < c.vocab.size && c.vocab.symbol[id] == want->out[i]);
		}
		corpus_free(&c);
	}
	close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	if (n < 2)
		return 0;
	enum invalid invalid = (enum invalid)(data[0] % 3);
	size_t chunk = 1 + data[1] % 64;
	data += 2;
	n -= 2;
	struct decoded whole = decode(data, n, invalid, n + 1),
		       parts = decode(data, n, invalid, chunk);
	MUST(whole.n == parts.n && strcmp(whole.err.text, parts.err.text) == 0);
	if (whole.n >= 0) {
		MUST(memcmp(whole.out, parts.out, (size_t)whole.n * sizeof *whole.out) == 0);
		MUST(whole.d.offset == n && parts.d.offset == n && whole.d.line == parts.d.line);
	}
	check_corpus(data, n, invalid, &whole);
	free(whole.out);
	free(parts.out);
	return 0;
}
