/* replay.c - run a fuzz target on the files given, without a fuzzer. */
#include <stdio.h>

#include "fuzz.h"
#include "text/input.h"

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		struct rnn_error err;
		char *text;
		size_t n;
		if (input_read_file(argv[i], 0, &text, &n, &err) < 0) {
			fprintf(stderr, "%s\n", err.text);
			return 1;
		}
		/* a copy of exactly this size, so that a sanitizer sees reads beyond it */
		uint8_t *data = xcalloc(n, 1);
		for (size_t k = 0; k < n; k++)
			data[k] = (uint8_t)text[k];
		free(text);
		LLVMFuzzerTestOneInput(data, n);
		free(data);
	}
	printf("%d inputs\n", argc - 1);
	return argc > 1 ? 0 : 1; /* a folder that is gone is a failure */
}
