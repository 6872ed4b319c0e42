/*
 * rnn.h - character-level recurrent language models: load, feed, read, sample, score.
 *
 * The library ends the process when memory runs out: it prints one line on standard error and exits
 * with status 71. It does the same with status 70 when oneDNN fails. Every other error is returned
 * (struct rnn_error), and nothing is printed.
 *
 * A model (struct rnn_model) is read-only once loaded and may be shared by threads. A state
 * (struct rnn_state) is one stream of text being read or written by a model; each thread uses
 * its own. Settings for sampling (struct rnn_sampling) may be shared by threads while none changes
 * them. Symbols are Unicode code points, or bytes for a model of unit "byte"; ids are their
 * ranks 0..V-1 in the model's ascending alphabet.
 *
 * This writes 100 symbols after "The cat", drawn as the model's maker advises, but only from the 20
 * most likely symbols each time:
 *
 *     struct rnn_error err;
 *     struct rnn_model *m = rnn_model_load("models/tales", &err);
 *     struct rnn_state *s = m ? rnn_state_new(m) : NULL;
 *     struct rnn_sampling *how = m ? rnn_sampling_new(m) : NULL;
 *     if (!m || rnn_sampling_set(how, "top_k", 20, &err) < 0 ||
 *         rnn_feed_text(s, "The cat", 7, 0, &err) < 0)
 *         fprintf(stderr, "%s\n", err.text);
 *     else
 *         for (int i = 0; i < 100; i++) {
 *             int id = rnn_draw(s, how, 1, i);
 *             printf("U+%04X ", (unsigned)rnn_model_symbol(m, id));
 *             rnn_feed(s, id);
 *         }
 *     rnn_sampling_free(how);
 *     rnn_state_free(s);
 *     rnn_model_free(m);
 *
 * Link with -lrnn (pkg-config rnn). Signal handlers of the caller must run on a stack of their own
 * (sigaltstack and SA_ONSTACK), or in threads that do not call the library: kernels of oneDNN use the
 * stack pointer for other things, and a handler's frame would be written over other memory.
 */
#ifndef RNN_H
#define RNN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Reasons of errors that a caller may want to act on. A corpus is a text to learn from. */
enum rnn_code {
	RNN_ERROR_OTHER,            /* none of those below */
	RNN_ERROR_INVALID_TEXT,     /* a text holds a byte that is not UTF-8 */
	RNN_ERROR_INVALID_CORPUS,   /* so does a corpus that unit "byte" would take */
	RNN_ERROR_NOT_TEXT,         /* a corpus begins like gzip, PDF, UTF-16, ... */
	RNN_ERROR_TOO_MANY_SYMBOLS, /* a corpus has more different symbols than an alphabet holds */
	RNN_ERROR_UNKNOWN_SYMBOL,   /* a text holds a symbol that the model's alphabet lacks */
	RNN_ERROR_DIVERGED,         /* training gave up; number: its highest learning rate */
	RNN_ERROR_COUNTS_MEMORY,    /* the counts of an n-gram model outgrow their memory */
	RNN_ERROR_MEMORY,           /* the machine has less memory than the work needs */
	RNN_ERROR_ADDRESS_SPACE,    /* the limit on address space is below what the work needs */
	RNN_ERROR_THREADS_MEMORY,   /* it is below what the threads and libraries alone need */
	RNN_ERROR_UNKNOWN_ENGINE,   /* this build has no matrix engine of that name */
	RNN_ERROR_ENGINE_MISSING,   /* a matrix engine cannot be loaded, or not run on this CPU */
	RNN_ERROR_ENGINE_UNFIT,     /* the engine asked for cannot train, or lacks the format */
	RNN_ERROR_NO_ENGINE         /* no engine has the format that the text names first */
};

/* What went wrong: a sysexits status (64 usage, 65 bad data, 66 no input, 71 system, 73 cannot
 * create, 74 I/O, 75 in use, 77 permission), the reason, and one line that says what and where. */
struct rnn_error {
	int status;
	enum rnn_code code;
	double number;   /* the figure that belongs to the code, where it has one; else 0 */
	char text[1000];
};

struct rnn_model;
struct rnn_state;
struct rnn_sampling;

/* The version of this header, and of the library that is linked. */
#define RNN_VERSION "0.1.0"
const char *rnn_version(void);

/* Load the model in directory `dir`. NULL on error, with *err filled. */
struct rnn_model *rnn_model_load(const char *dir, struct rnn_error *err);
void rnn_model_free(struct rnn_model *m);

int rnn_model_vocab(const struct rnn_model *m);                /* V, number of symbols */
uint32_t rnn_model_symbol(const struct rnn_model *m, int id);  /* code point or byte of id */
int rnn_model_id(const struct rnn_model *m, uint32_t symbol);  /* its id, or -1 */

/* A new stream at the zero state. It borrows the model, which must outlive it. */
struct rnn_state *rnn_state_new(const struct rnn_model *m);
void rnn_state_free(struct rnn_state *s);
void rnn_state_reset(struct rnn_state *s);
void rnn_state_copy(struct rnn_state *to, const struct rnn_state *from); /* same model */

/* Read one symbol by id (0..V-1). */
void rnn_feed(struct rnn_state *s, int id);

/* Read text (UTF-8, or bytes for a byte model). Unknown symbols are an error, or are left out
 * when skip_unknown is not 0. Returns the number of symbols read, or -1 with *err filled (then
 * the state has read nothing). */
long long rnn_feed_text(struct rnn_state *s, const char *text, size_t bytes, int skip_unknown,
			struct rnn_error *err);

/* Natural log-probabilities of the next symbol, (V); valid until the next feed. Before anything
 * was read they are uniform. */
const float *rnn_logp(const struct rnn_state *s);

/*
 * Settings for the choice of the next symbol, each with a name and a number, in the order in which
 * they are applied:
 *
 *     name         range            neutral  effect
 *     temperature  0 to 1000        1        divides the log-probabilities; 0: the most likely
 *     top_k        0 to 2147483647  0        keeps the K most likely (whole number); 0: all
 *     top_p        0 to 1           1        keeps the smallest set with this probability (nucleus)
 *     min_p        0 to 1           0        drops what is below this share of the most likely
 *
 * A later version may know more settings; they are neutral unless they are set, so that callers
 * compiled before work as they did. Neutral settings draw from the model's own distribution.
 */

/* New settings: those that the model's directory advises, or neutral ones if m is NULL. They do not
 * refer to the model, and serve any other. The caller frees them with rnn_sampling_free. */
struct rnn_sampling *rnn_sampling_new(const struct rnn_model *m);
void rnn_sampling_free(struct rnn_sampling *how); /* how may be NULL */

/* Change one setting. The name is one of the table, unabridged; real values are rounded to float.
 * Returns 0. Returns -1 with *err filled (status 64), nothing changed, if there is no such setting
 * (the message lists those there are) or the value is out of range (the message says the range). */
int rnn_sampling_set(struct rnn_sampling *how, const char *name, double value,
		     struct rnn_error *err);

/* The value of one setting, or NaN if there is none of this name. */
double rnn_sampling_get(const struct rnn_sampling *how, const char *name);

/* The name of setting i = 0, 1, 2, ... in the order of application; NULL after the last one. */
const char *rnn_sampling_name(int i);

/* Choose the id of the next symbol; does not feed it. The choice depends on the state, the
 * settings, `seed` and `index` (the count of symbols drawn so far) alone. */
int rnn_draw(const struct rnn_state *s, const struct rnn_sampling *how, uint64_t seed,
	     uint64_t index);

/* Score text as one stream from the zero state: the first known symbol is context, every known
 * one after it is scored. */
struct rnn_score {
	long long symbols; /* read, known ones only */
	long long scored;  /* symbols - 1, or 0 */
	long long unknown; /* left out */
	double nats;       /* total of -log p over the scored symbols */
};
int rnn_score_text(const struct rnn_model *m, const char *text, size_t bytes,
		   struct rnn_score *out, struct rnn_error *err);

#ifdef __cplusplus
}
#endif
#endif
