/*
 * chat_fuzz.c - rnn chat on any bytes. The first byte chooses: they are the file of a talk, which is
 * refused, or read twice with the same result, and then lines are answered from where it stands or its
 * state is refused; or lines of the user, each of which is answered with one line, or is a command that
 * gets no answer. It also chooses whether the talk learns from the user, and whether it is with a mixture whose
 * weights are learned. /save and /load are left out,
 * because they open any file that the bytes name.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cmd/chat_talk.h"
#include "fuzz.h"

enum { V = 9, N = 13, N_MIXED = 23, MEMBERS = 2 };
static const uint32_t symbol[V] = {'\n', ' ', '/', ':', 'A', 'B', 'a', 'b', 0xe9};

/* ---- Lines ---- */

struct setup {
	struct chat_args args;
	struct saved_model a;
	struct chat_talk talk;
};

static const uint16_t start[] = {0}, user[] = {4, 3}, model[] = {5, 3};

/* Returns a mixture of the model of s and of counts. */
static struct mix *new_mix(const struct setup *s)
{
	static const uint16_t text[] = {6, 7, 1, 6, 7, 0};
	struct ngram *counts = ngram_new(MEMBER_ORDER, V, 1 << 20);

	MUST(ngram_count(counts, text, sizeof text / sizeof *text, NULL) == 0);
	struct member *const member[MEMBERS] = {
		member_network(&s->a.model, &s->a.vocab, &s->a.vocab, 1),
		member_ngram(counts, V),
	};
	return mix_new(member, MEMBERS, V,
		       &(struct mix_weights){.form = MIX_LINEAR, .learned = true});
}

/* Makes a talk with a tiny model. The talk and the model stay for the whole process. */
static struct setup *set_up(bool adapt, bool mixed)
{
	static struct setup setups[2][2];
	struct setup *s = &setups[adapt][mixed];
	struct config cfg = {cell_find("gru"), V, 1, 4, 0};
	struct chat_options how = {
		.vocab = &s->a.vocab,
		.start = {start, 1},
		.user = {user, 2},
		.model = {model, 2},
		.answers = 2,
		.length = 20,
		.relevance = 0.5,
		.rule = filter_neutral(),
		.seed = 1,
		.threads = 1,
		.adapt = adapt,
		.weight = 0.5,
	};

	if (s->talk.chat != NULL)
		return s;
	s->args = (struct chat_args){.general = {.quiet = true},
				     .adapt = adapt,
				     .answers = 2,
				     .relevance = 0.5};
	MUST(vocab_init(&s->a.vocab, UNIT_CHAR, symbol, V, NULL) == 0);
	MUST(model_init(&s->a.model, &cfg, engine_pick(NULL, false, FORMAT_F32, NULL), NULL) == 0);
	model_random(&s->a.model, 1);
	s->talk = (struct chat_talk){.o = &s->args, .a = &s->a, .v = &s->a.vocab, .prefix = "B:"};
	if (mixed)
		how.mix = new_mix(s);
	s->talk.chat = chat_new(&s->a.model, &how);
	return s;
}

/* Returns the bytes that were written to standard output since the last call, at most `room`. */
static size_t written(int fd, char *text, size_t room)
{
	ssize_t n;

	fflush(stdout);
	n = pread(fd, text, room, 0);
	MUST(n >= 0 && ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0);
	return (size_t)n;
}

static bool opens_file(const char *line, size_t n)
{
	return n >= 5 && (memcmp(line, "/save", 5) == 0 || memcmp(line, "/load", 5) == 0);
}

static void check_lines(const char *text, size_t n, bool commands, struct setup *s, int fd)
{
	struct rnn_error err = {0};
	char out[4096];

	s->args.no_commands = !commands;
	s->talk.ended = false;
	s->talk.status = 0;
	while (n > 0) {
		const char *newline = memchr(text, '\n', n);
		size_t bytes = newline != NULL ? (size_t)(newline - text) : n;
		size_t all = bytes + (newline != NULL);
		bool command = commands && bytes > 0 && text[0] == '/' &&
			       !(bytes > 1 && text[1] == '/');
		if (!commands || !opens_file(text, bytes)) {
			MUST(chat_talk_line(&s->talk, text, bytes, &err) == 0);
			size_t got = written(fd, out, sizeof out);
			MUST(got < sizeof out && (command || got > 1));
			MUST(got == 0 || memchr(out, '\n', got) == out + got - 1);
		}
		text += all;
		n -= all;
	}
}

/* Runs check_lines with standard output in a file in memory, and without standard error. */
static void check_talk(const uint8_t *data, size_t n, bool commands, struct setup *s)
{
	int out = dup(1), error = dup(2), fd = memfd_create("out", 0), null = memfd_create("e", 0);

	MUST(out >= 0 && error >= 0 && fd >= 0 && null >= 0);
	fflush(stdout);
	MUST(dup2(fd, 1) == 1 && dup2(null, 2) == 2);
	check_lines((const char *)data, n, commands, s, fd);
	MUST(dup2(out, 1) == 1 && dup2(error, 2) == 2);
	close(out);
	close(error);
	close(fd);
	close(null);
}

/* ---- Files ---- */

/* A state is refused, or the talk goes on from there: answers have a probability. */
static void check_state(const struct talk *where, struct chat *c)
{
	static const uint16_t line[] = {6, 7};
	struct rnn_error err = {0};
	int best;

	if (chat_check(c, where, "f", &err) < 0) {
		MUST(err.status == EX_DATAERR && strlen(err.text) > 0);
		return;
	}
	chat_set(c, where);
	for (size_t n = 0; n <= 2; n++) {
		const struct chat_answer *a = chat_say(c, line, n, &best);
		MUST(a[best].n > 0 && fabs(a[best].nats) < 1000 && fabs(a[best].alone) < 1000);
	}
}

static void check_file(const uint8_t *data, size_t n, bool adapt, bool mixed)
{
	float x[N_MIXED] = {0}, y[N_MIXED] = {0};
	double w[MEMBERS] = {0}, v[MEMBERS] = {0};
	struct cache_memory learned = {0}, again = {0};
	struct talk a = {.model = 0xabc, .state = x, .n = mixed ? N_MIXED : N, .symbols = V}, b;
	struct rnn_error err = {0};
	char *text = xcalloc(n + 1, 1), name[40];
	int fd = memfd_create("talk", 0);

	if (mixed)
		a.mix = (struct talk_mixture){"00000abc", "a, b", "linear", w, MEMBERS};
	b = a;
	b.state = y;
	b.mix.weight = v;
	a.learned = adapt ? &learned : NULL;
	b.learned = adapt ? &again : NULL;
	if (n > 0)
		memcpy(text, data, n);
	snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
	MUST(fd >= 0 && write(fd, text, n) == (ssize_t)n);
	if (talk_parse("f", text, n, &a, &err) < 0) {
		MUST(err.status == EX_DATAERR && strlen(err.text) > 0);
		MUST(talk_load(name, &b, &err) < 0);
	} else {
		MUST(a.temperature >= 0 && a.temperature <= 1000);
		MUST(talk_load(name, &b, &err) == 0);
		MUST(a.seed == b.seed && a.turns == b.turns && memcmp(x, y, sizeof x) == 0);
		MUST(a.adapts == b.adapts && memcmp(&learned, &again, sizeof learned) == 0);
		MUST(learned.n <= CACHE_TEXT && learned.weight[0] >= 0 && learned.weight[0] <= 1);
		for (size_t k = 0; k < learned.n; k++)
			MUST(learned.text[k] < V);
		MUST(memcmp(w, v, sizeof w) == 0);
		check_state(&a, set_up(adapt, mixed)->talk.chat);
	}
	close(fd);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	if (n == 0 || n > 1 << 16)
		return 0;
	bool adapt = data[0] / 3 % 2 == 1, mixed = data[0] / 6 % 2 == 1;
	if (data[0] % 3 == 0)
		check_file(data + 1, n - 1, adapt, mixed);
	else
		check_talk(data + 1, n - 1, data[0] % 3 == 1, set_up(adapt, mixed));
	return 0;
}
