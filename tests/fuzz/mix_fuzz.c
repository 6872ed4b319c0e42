/*
 * mix_fuzz.c - any text as the weights of a mixture. What is refused says so in one line. Weights that
 * are taken are in their range and not all 0; a mixture has them, predicts with them what sums to 1, and
 * what it writes for them is read again.
 */
#include <math.h>
#include <string.h>

#include "cmd/mix_args.h"
#include "fuzz.h"

enum { V = 5 };

static void check_text(const struct mix_weights *w)
{
	struct mix_weights again;
	struct rnn_error err;
	char *text = mix_args_text(w->form, w->w, w->n);

	/* weights below 0.00005 are written as 0 */
	if (mix_args_parse(text, &again, &err) == 0) {
		MUST(again.form == w->form && again.n == w->n && !again.learned);
		for (int k = 0; k < w->n; k++)
			MUST(fabs(again.w[k] - w->w[k]) <= 0.0000501);
	} else {
		for (int k = 0; k < w->n; k++)
			MUST(w->w[k] < 0.0001);
	}
	free(text);
}

static void check_mix(const struct mix_weights *w)
{
	const uint16_t ids[] = {1, 2, 3, 1, 2, 4, 4, 0};
	struct member *member[MIX_MOST];
	int members = w->n > 0 ? w->n : 2, t = sizeof ids / sizeof *ids;

	for (int k = 0; k < members; k++)
		member[k] = member_cache(NULL, V);
	struct mix *x = mix_new(member, members, V, w);
	mix_read(x, ids, t);
	for (int i = 0; i < t; i++) {
		const float *row = mix_row(x, i);
		double sum = 0;
		for (int v = 0; v < V; v++)
			sum += exp((double)row[v]);
		MUST(fabs(sum - 1) < 1e-5);
		mix_learn(x, ids[i]);
	}
	mix_free(x);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct mix_weights w;
	struct rnn_error err = {0};
	double sum = 0;
	char *text = xcalloc(n + 1, 1);

	memcpy(text, data, n);
	if (mix_args_parse(text, &w, &err) < 0) {
		MUST(err.status == EX_USAGE && err.text[0] != 0 && strchr(err.text, '\n') == NULL);
		free(text);
		return 0;
	}
	free(text);
	MUST(w.n >= 0 && w.n <= MIX_MOST && w.learned == (w.n == 0));
	for (int k = 0; k < w.n; k++) {
		MUST(w.w[k] >= 0 && w.w[k] <= 1000);
		sum += w.w[k];
	}
	MUST(w.learned || sum > 0);
	if (w.n > 0)
		check_text(&w);
	check_mix(&w);
	return 0;
}
