/* state_fuzz.c - any bytes as the state file of a training, under a manifest that vouches for them:
 * an error, or the rows that --resume asks for, with finite vectors. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "fuzz.h"
#include "../unit/lib/state_length.h"
#include "store/manifest.h"
#include "store/state.h"

#define BLOB "state-000001.safetensors"

static char dir[64];

static void remove_dir(void)
{
	char path[128];
	const char *const names[] = {"/" BLOB, "/" MANIFEST_NAME, ""};

	for (int i = 0; i < 3; i++) {
		snprintf(path, sizeof path, "%s%s", dir, names[i]);
		remove(path);
	}
}

static void make_dir(void)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(dir, sizeof dir, "%s/rnn-fuzz-XXXXXX",
		 access("/dev/shm", W_OK) == 0     ? "/dev/shm"
		 : tmp != NULL && strlen(tmp) < 40 ? tmp
						   : "/tmp");
	MUST(mkdtemp(dir) != NULL);
	atexit(remove_dir);
}

static void put(const char *name, const void *bytes, size_t n)
{
	char path[128];

	snprintf(path, sizeof path, "%s/%s", dir, name);
	FILE *f = fopen(path, "wb");
	MUST(f != NULL && fwrite(bytes, 1, n, f) == n && fclose(f) == 0);
}

static void put_manifest(const uint8_t *data, size_t n)
{
	char text[512];

	int length =
		snprintf(text, sizeof text,
			 "{\"format\":\"rnn-model\",\"version\":1,\"config\":{\"cell\":\"rnn\","
			 "\"layers\":1,\"hidden\":1,\"embed\":0,\"unit\":\"char\"},\"vocab\":[97],"
			 "\"weights\":{\"file\":\"w\",\"bytes\":0,\"crc32\":\"00000000\"},"
			 "\"state\":{\"file\":\"" BLOB "\",\"bytes\":%zu,\"crc32\":\"%08lx\"},"
			 "\"training\":{},\"sampling\":{}}",
			 n, crc32(0, data, (uInt)n));
	put(MANIFEST_NAME, text, (size_t)length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	uint64_t step = 0;
	double best_loss = 0, rate = 1;
	struct rnn_error err = {0};
	size_t length;

	if (dir[0] == 0)
		make_dir();
	put(BLOB, data, n);
	put_manifest(data, n);
	if (state_length(dir, "weights", &length, &err) < 0) {
		MUST(err.status == EX_DATAERR && err.text[0] != 0);
		return 0;
	}
	MUST(length <= n / sizeof(float)); /* no more is there, so no more is allocated */
	float *weights = xcalloc(length, sizeof *weights);
	struct state_number number[] = {
		{"step", NUM_U64, {.u = &step}, false},
		{"best_loss", NUM_F64, {.f = &best_loss}, false},
		{"rate", NUM_F64, {.f = &rate}, true},
	};
	struct state_vector vector[] = {{"weights", weights, length}};
	const struct state state = {number, 3, vector, 1};
	if (state_read(dir, &state, &err) < 0) {
		MUST(err.status == EX_DATAERR && err.text[0] != 0);
	} else {
		for (size_t i = 0; i < length; i++)
			MUST(isfinite(weights[i]));
	}
	free(weights);
	return 0;
}
