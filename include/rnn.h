/*
 * rnn.h - character-level recurrent language models: load, feed, read, sample, score.
 *
 * A model (struct rnn_model) is read-only once loaded and may be shared by threads. A state
 * (struct rnn_state) is one stream of text being read or written by a model; each thread uses
 * its own. Symbols are Unicode code points, or bytes for a model of unit "byte"; ids are their
 * ranks 0..V-1 in the model's ascending alphabet.
 *
 *     struct rnn_error err;
 *     struct rnn_model *m = rnn_model_load("models/tales", &err);
 *     struct rnn_state *s = m ? rnn_state_new(m) : NULL;
 *     if (!s || rnn_feed_text(s, "The cat", 7, 0, &err) < 0)
 *         fprintf(stderr, "%s\n", err.text);
 *
 * Link with -lrnn (pkg-config rnn). Errors are returned, and nothing is printed, with one
 * exception: when memory runs out, or oneDNN fails, one line goes to standard error and the process
 * ends with status 71 or 70. Signal handlers of the caller must run on a stack of their own
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

/* How the next symbol is chosen. Zero-initialised fields are not neutral: start from
 * rnn_sampling_default(). Order of application: temperature, top-k, top-p, min-p. */
struct rnn_sampling {
	float temperature; /* >= 0; 0 takes the most likely symbol */
	int top_k;         /* keep the K most likely; 0: all */
	float top_p;       /* keep the smallest set with this probability (nucleus); 1: all */
	float min_p;       /* drop what is below this share of the most likely; 0: none */
};

struct rnn_sampling rnn_sampling_default(void); /* 1, 0, 1, 0: the model's own distribution */

/* Version of the library, as "1.0.0". */
const char *rnn_version(void);

/* Load the model in directory `dir`. NULL on error, with *err filled. */
struct rnn_model *rnn_model_load(const char *dir, struct rnn_error *err);
void rnn_model_free(struct rnn_model *m);

int rnn_model_vocab(const struct rnn_model *m);                /* V, number of symbols */
uint32_t rnn_model_symbol(const struct rnn_model *m, int id);  /* code point or byte of id */
int rnn_model_id(const struct rnn_model *m, uint32_t symbol);  /* its id, or -1 */
struct rnn_sampling rnn_model_sampling(const struct rnn_model *m); /* defaults of the manifest */

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

/* Choose the id of the next symbol; does not feed it. The choice depends on the state, the
 * sampling rule, `seed` and `index` (the count of symbols drawn so far) alone. */
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
