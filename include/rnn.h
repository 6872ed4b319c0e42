/*
 * rnn.h - character-level recurrent language models: load, feed, read, sample, score.
 *
 * The library ends the process when memory runs out: it prints one line on standard error and exits
 * with status 71. If oneDNN fails, it prints one line and exits with status 70. Every other error
 * is returned (struct rnn_error), and nothing is printed. The environment variables RNN_ENGINE and
 * RNN_CPU choose the matrix engine and the instructions as for the program rnn (see rnn(1)); with
 * RNN_CPU, rnn_model_load may set OPENBLAS_CORETYPE and ONEDNN_MAX_CPU_ISA before it loads a matrix
 * library, which must not happen while another thread reads the environment.
 *
 * A model (struct rnn_model) is read-only once loaded and may be shared by threads. A state
 * (struct rnn_state) is one stream of text that a model reads or writes; two threads must not use
 * the same state at the same time. Sampling settings (struct rnn_sampling) may be shared by threads
 * as long as no thread changes them. A symbol is a Unicode code point, or a byte if the model has
 * unit "byte". The id of a symbol is its rank, 0..V-1, in the model's alphabet in ascending order.
 *
 * The example prints 100 symbols that follow "The cat". It uses the sampling settings stored with
 * the model, except that each symbol is drawn from the 20 most likely ones:
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
 * Link with -lrnn (pkg-config rnn). Signal handlers of the caller must run on an alternate stack
 * (sigaltstack and SA_ONSTACK), or in threads that do not call the library: some oneDNN kernels use
 * the stack pointer as a general register, so a handler on that stack would overwrite other memory.
 */
#ifndef RNN_H
#define RNN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Causes of errors that a caller may want to handle. Some occur only in the program rnn, which has
 * the same codes. A corpus is a training text whose alphabet is being determined. */
enum rnn_code {
	RNN_ERROR_OTHER,            /* any other cause */
	RNN_ERROR_INVALID_TEXT,     /* a text contains invalid UTF-8 */
	RNN_ERROR_INVALID_CORPUS,   /* a corpus does; unit "byte" can read it */
	RNN_ERROR_NOT_TEXT,         /* a corpus begins like gzip, PDF, UTF-16, ... */
	RNN_ERROR_TOO_MANY_SYMBOLS, /* a corpus has more than 65000 different symbols */
	RNN_ERROR_UNKNOWN_SYMBOL,   /* a text contains a symbol that is not in the alphabet */
	RNN_ERROR_DIVERGED,         /* training diverged; number: the peak learning rate set */
	RNN_ERROR_COUNTS_MEMORY,    /* the counts of an n-gram model exceed their memory limit */
	RNN_ERROR_MEMORY,           /* the task needs more memory than the machine has */
	RNN_ERROR_ADDRESS_SPACE,    /* the task needs more than the limit on address space */
	RNN_ERROR_THREADS_MEMORY,   /* threads and libraries alone exceed that limit */
	RNN_ERROR_UNKNOWN_ENGINE,   /* this build has no matrix engine of the given name */
	RNN_ERROR_ENGINE_MISSING,   /* a matrix engine cannot be loaded or cannot run on this CPU */
	RNN_ERROR_ENGINE_UNFIT,     /* the given engine cannot train, or not in the number format */
	RNN_ERROR_NO_ENGINE,        /* no engine for a number format, whose name begins `text` */
	RNN_ERROR_UNKNOWN_CORPUS    /* a corpus has symbols that are not in the model's alphabet */
};

/* An error: a sysexits status (64 usage, 65 bad data, 66 no input, 71 system, 73 cannot create,
 * 74 I/O, 75 in use, 77 permission), its cause, and a one-line message that says what failed and
 * where. */
struct rnn_error {
	int status;
	enum rnn_code code;
	double number; /* the value described at the code; 0 if there is none */
	char text[1000];
};

struct rnn_model;
struct rnn_state;
struct rnn_sampling;

/* RNN_VERSION is the version of this header; rnn_version returns that of the linked library. */
#define RNN_VERSION "0.1.0"
const char *rnn_version(void);

/* Loads the model in directory `dir`. Returns NULL on error, with *err filled. */
struct rnn_model *rnn_model_load(const char *dir, struct rnn_error *err);
void rnn_model_free(struct rnn_model *m);

int rnn_model_vocab(const struct rnn_model *m);               /* V, number of symbols */
uint32_t rnn_model_symbol(const struct rnn_model *m, int id); /* code point or byte of id */
int rnn_model_id(const struct rnn_model *m, uint32_t symbol); /* id of symbol, or -1 */

/* rnn_state_new returns a stream that has read nothing (zero hidden state). It borrows the model,
 * which must outlive it. rnn_state_reset returns a stream to that point. */
struct rnn_state *rnn_state_new(const struct rnn_model *m);
void rnn_state_free(struct rnn_state *s);
void rnn_state_reset(struct rnn_state *s);
void rnn_state_copy(struct rnn_state *to, const struct rnn_state *from); /* same model */

/* Feeds one symbol, by its id (0..V-1). */
void rnn_feed(struct rnn_state *s, int id);

/* Feeds a text of `bytes` bytes (UTF-8; any bytes for a model of unit "byte"). Symbols that are not
 * in the alphabet are an error, or are skipped if skip_unknown is not 0. Returns the number of
 * symbols fed, or -1 with *err filled and the state unchanged. */
long long rnn_feed_text(struct rnn_state *s, const char *text, size_t bytes, int skip_unknown,
			struct rnn_error *err);

/* Returns the natural log-probabilities (V) of the next symbol, valid until the next feed. Before
 * the first feed they are uniform. */
const float *rnn_logp(const struct rnn_state *s);

/*
 * Sampling settings control how the next symbol is chosen. Each has a name and a value. They are
 * applied in this order:
 *
 *     name         range            neutral  effect
 *     temperature  0 to 1000        1        divides the log-probabilities; 0: the most likely
 *     top_k        0 to 2147483647  0        keeps the K most likely (whole number); 0: all
 *     typical      0 to 1           1        keeps those about as surprising as expected, with this
 *                                            probability (locally typical sampling)
 *     top_p        0 to 1           1        keeps the smallest set with this probability (nucleus)
 *     min_p        0 to 1           0        drops what is below this share of the most likely
 *
 * A neutral value has no effect: with all settings neutral, symbols are drawn from the model's
 * distribution. Later versions may add settings, which will be neutral until set, so that existing
 * callers get the same symbols.
 */

/* Returns new settings: those stored with the model, or neutral ones if m is NULL. They are
 * independent of the model and may be used with any other. Free them with rnn_sampling_free. */
struct rnn_sampling *rnn_sampling_new(const struct rnn_model *m);
void rnn_sampling_free(struct rnn_sampling *how); /* how may be NULL */

/* Changes one setting, by its full name in the table; values that need not be whole are rounded to
 * float. Returns 0, or -1 with *err filled (status 64) and nothing changed if the name is unknown
 * (the message lists the names) or the value is out of range (the message gives the range). */
int rnn_sampling_set(struct rnn_sampling *how, const char *name, double value,
		     struct rnn_error *err);

/* Returns the value of one setting, or NaN if the name is unknown. */
double rnn_sampling_get(const struct rnn_sampling *how, const char *name);

/* Returns the name of setting i = 0, 1, 2, ... in the order of application; NULL after the last. */
const char *rnn_sampling_name(int i);

/* Returns the id of the next symbol, and does not feed it. The choice depends only on the state,
 * the settings, `seed`, and `index`, the number of symbols drawn before. */
int rnn_draw(const struct rnn_state *s, const struct rnn_sampling *how, uint64_t seed,
	     uint64_t index);

/* The result of rnn_score_text. */
struct rnn_score {
	long long symbols; /* symbols of the text that are in the alphabet */
	long long scored;  /* symbols - 1, or 0 */
	long long unknown; /* symbols skipped because they are not in the alphabet */
	double nats;       /* sum of -log p over the scored symbols */
};

/* Scores a text (as for rnn_feed_text; unknown symbols are skipped) as one stream from the zero
 * state: the first symbol is only context, each later one is scored given all those before it.
 * Returns 0, or -1 with *err filled. */
int rnn_score_text(const struct rnn_model *m, const char *text, size_t bytes, struct rnn_score *out,
		   struct rnn_error *err);

#ifdef __cplusplus
}
#endif
#endif
