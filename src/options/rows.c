/*
 * rows.c - the table of options. Defaults and ranges are here and nowhere else.
 */
#include "options/options.h"
#include "core/model.h"
#include "text/ngram.h"

#define CHOICES(function, ...) \
	static const char *function(int i) \
	{ \
		static const char *const names[] = {__VA_ARGS__, NULL}; \
		return names[i]; \
	}

CHOICES(units, "char", "byte")
CHOICES(train_precisions, "auto", "f32", "bf16")
CHOICES(sample_precisions, "auto", "f32", "bf16", "int8")
CHOICES(invalids, "error", "replace", "skip")
CHOICES(unknowns, "error", "skip")

static const char *cells(int i)
{
	return i < CELLS ? cell_table[i].name : NULL;
}

#define AT(member) offsetof(struct options, member)
#define HEADING(set, title) {.type = OPT_HEADING, .commands = set, .help = title}
#define FLAG(set, n, c, member, text) \
	{.name = n, .letter = c, .type = OPT_FLAG, .commands = set, .at = AT(member), .help = text}
#define EFFORT_FLAG(n, member, text) \
	{.name = n, .type = OPT_FLAG, .commands = TRAIN, .at = AT(member), .help = text, .marks = EFFORT}
#define TEXT(set, n, c, member, a, text, m) \
	{.name = n, .letter = c, .type = OPT_TEXT, .commands = set, .at = AT(member), .arg = a, \
	 .help = text, .marks = m}
#define CHOICE(set, n, member, list, init, text, m) \
	{.name = n, .type = OPT_CHOICE, .commands = set, .at = AT(member), .choice = list, \
	 .fallback = init, .help = text, .marks = m}
#define NUMBER(set, n, c, t, member, low, high, init, a, text, m) \
	{.name = n, .letter = c, .type = t, .commands = set, .at = AT(member), .lo = low, \
	 .hi = high, .fallback = init, .arg = a, .help = text, .marks = m}

const struct option_row option_table[] = {
	HEADING(TRAIN, "The network"),
	CHOICE(TRAIN, "cell", cell, cells, "gru", "kind of recurrent cell", FIXED | SHAPE),
	NUMBER(TRAIN, "layers", 0, OPT_INT, layers, 1, LAYERS_MAX, "2", "N",
	       "recurrent layers", FIXED | SHAPE),
	NUMBER(TRAIN, "hidden", 0, OPT_INT, hidden, 1, HIDDEN_MAX, NULL, "N",
	       "units per layer", FIXED | SHAPE | PLANNED),
	NUMBER(TRAIN, "embed", 0, OPT_INT, embed, 0, HIDDEN_MAX, "0", "N",
	       "size of the symbol embedding; 0 feeds symbols one-hot", FIXED | SHAPE),
	CHOICE(TRAIN, "unit", unit, units, "char",
	       "what the text is made of: Unicode characters, or bytes", FIXED | SHAPE),
	TEXT(TRAIN, "init", 0, init, "DIR",
	     "start from this model: its shape, alphabet and weights (fine-tuning)", 0),

	HEADING(TRAIN, "How long to train (one of these; else 10m, or 20 passes if less)"),
	EFFORT_FLAG("quick", quick, "a minute, or 8 passes (at least 400 updates) if that is less"),
	EFFORT_FLAG("best", best, "an hour, or 18 passes (at least 1,200 updates) if that is less"),
	NUMBER(TRAIN, "epochs", 0, OPT_REAL, epochs, 1e-6, 1e6, NULL, "X",
	       "passes over the text", FIXED | BUDGET),
	NUMBER(TRAIN, "steps", 0, OPT_INT, steps, 1, 1e12, NULL, "N",
	       "updates of the weights", FIXED | BUDGET),
	NUMBER(TRAIN, "time", 0, OPT_TIME, time, 0.01, 1e8, NULL, "TIME",
	       "seconds, or a time like 90s, 10m, 2h", FIXED | BUDGET),

	HEADING(TRAIN, "Learning"),
	NUMBER(TRAIN, "batch", 0, OPT_INT, batch, 1, 65536, NULL, "N",
	       "streams the text is cut into", FIXED | PLANNED),
	NUMBER(TRAIN, "seq", 0, OPT_INT, seq, 1, 65536, NULL, "N",
	       "characters per stream and update", FIXED | PLANNED),
	NUMBER(TRAIN, "lr", 0, OPT_REAL, lr, 1e-9, 1e9, NULL, "X",
	       "highest learning rate; it falls to near 0 along a cosine", FIXED | PLANNED),
	NUMBER(TRAIN, "warmup", 0, OPT_INT, warmup, 0, 1e9, "100", "N",
	       "updates in which the rate rises to it", FIXED),
	NUMBER(TRAIN, "clip", 0, OPT_REAL, clip, 0, 1e9, "1", "X",
	       "largest norm of the gradient; 0 is no limit", FIXED),
	NUMBER(TRAIN, "weight-decay", 0, OPT_REAL, weight_decay, 0, 100, NULL, "X",
	       "decoupled: a weight loses this times the rate in each update", FIXED | PLANNED),
	NUMBER(TRAIN, "dropout", 0, OPT_REAL, dropout, 0, 0.95, NULL, "X",
	       "share of activations dropped between layers", FIXED | PLANNED),
	CHOICE(TRAIN, "precision", precision, train_precisions, "auto",
	       "number format in matrix products, all else is f32; auto is bf16 where the CPU"
	       " multiplies it faster (AVX-512 BF16, AMX), else f32", FIXED),
	NUMBER(TRAIN, "seed", 0, OPT_SEED, seed, 0, 0, "1", "N",
	       "start of all random numbers", FIXED),

	HEADING(TRAIN, "Text"),
	NUMBER(TRAIN, "valid", 0, OPT_REAL, valid, 0, 0.9, NULL, "FRACTION",
	       "last part of the text, at most 1,000,000 characters, kept for validation"
	       " [0.1; 0 for texts under 20,000 characters]", FIXED),
	TEXT(TRAIN, "valid-file", 0, valid_file, "FILE", "validate on this text instead", FIXED),
	CHOICE(TRAIN, "invalid", invalid, invalids, "error",
	       "bytes that are not UTF-8: stop, put U+FFFD, or leave out", FIXED),
	CHOICE(TRAIN, "unknown", unknown, unknowns, "error",
	       "with --init, characters the model does not know: stop, or leave out", FIXED),

	HEADING(TRAIN, "The run"),
	FLAG(TRAIN, "resume", 0, resume, "go on exactly where the training stopped"),
	FLAG(TRAIN, "force", 0, force, "start anew in a directory that holds a model"),
	NUMBER(TRAIN, "save-every", 0, OPT_TIME, save_every, 0, 1e8, "60s", "TIME",
	       "time between saves; 0 saves after every update", 0),

	HEADING(SAMPLE, "The beginning"),
	TEXT(SAMPLE, "prime", 0, prime, "TEXT",
	     "begin with this text [none: as after a newline]", 0),
	TEXT(SAMPLE, "prime-file", 0, prime_file, "FILE",
	     "begin with the content of this file, byte for byte; - is standard input", 0),
	FLAG(SAMPLE, "no-prime", 0, no_prime, "write only what is new"),
	CHOICE(SAMPLE, "invalid", invalid, invalids, "error",
	       "bytes of the beginning that are not UTF-8: stop, put U+FFFD, or leave out", 0),
	CHOICE(SAMPLE, "unknown", unknown, unknowns, "error",
	       "characters of the beginning that the model does not know: stop, or leave out", 0),

	HEADING(SAMPLE, "The end"),
	NUMBER(SAMPLE, "length", 'n', OPT_INT, length, -1, 1e15, "500", "N",
	       "characters to draw (bytes for a byte model); -1 has no end", 0),
	{.name = "stop", .type = OPT_LIST, .commands = SAMPLE, .at = AT(stop), .arg = "STRING",
	 .help = "end before this string; may be given several times"},
	NUMBER(SAMPLE, "count", 0, OPT_INT, count, 1, 1e9, "1", "N", "number of samples", 0),
	{.name = "separator", .type = OPT_TEXT, .commands = SAMPLE, .at = AT(separator),
	 .fallback = "\n", .arg = "STRING", .help = "written between samples [a newline]"},

	HEADING(SAMPLE, "The choice of symbols"),
	NUMBER(SAMPLE, "temperature", 't', OPT_REAL, temperature, 0, 1000, NULL, "X",
	       "below 1 plainer, above 1 wilder, 0 always the most likely [the model's]", 0),
	NUMBER(SAMPLE, "top-k", 0, OPT_INT, top_k, 0, 65536, NULL, "N",
	       "only the N most likely; 0 is all [the model's]", 0),
	NUMBER(SAMPLE, "top-p", 0, OPT_REAL, top_p, 0, 1, NULL, "X",
	       "only the most likely that make up this probability [the model's]", 0),
	NUMBER(SAMPLE, "min-p", 0, OPT_REAL, min_p, 0, 1, NULL, "X",
	       "only those with this share of the most likely one's probability [the model's]", 0),
	NUMBER(SAMPLE, "seed", 0, OPT_SEED, seed, 0, 0, NULL, "N",
	       "seed of the first sample, the next has N+1 [random]", 0),
	CHOICE(SAMPLE, "precision", precision, sample_precisions, "auto",
	       "number format of the weights; auto is int8 where the CPU has integer products for"
	       " it (AVX-512 VNNI), else f32", 0),

	HEADING(EVAL, "Scoring"),
	FLAG(EVAL, "per-char", 0, per_char,
	     "one row per scored character: byte offset, character, bits"),
	FLAG(EVAL, "per-line", 0, per_line,
	     "one row per line, each scored alone: bits, characters, line"),
	NUMBER(EVAL, "window", 0, OPT_INT, window, 0, 2147483647, "0", "N",
	       "forget the text after every N characters; 0 never", 0),
	NUMBER(EVAL, "batch", 0, OPT_INT, batch, 1, 65536, "1", "N",
	       "score N parts of the text side by side: faster, but each part starts anew", 0),
	CHOICE(EVAL, "precision", precision, sample_precisions, "f32",
	       "number format of the weights; others than f32 are scored beside it; auto is what"
	       " sample takes", 0),
	CHOICE(EVAL, "invalid", invalid, invalids, "error",
	       "bytes that are not UTF-8: stop, take as U+FFFD, or leave out", 0),

	HEADING(EVAL, "Learning while reading"),
	FLAG(EVAL, "adapt", 0, adapt,
	     "score once more with a copy of the model that learns from what it has scored"),
	NUMBER(EVAL, "adapt-rate", 0, OPT_REAL, adapt_rate, 0, 1, NULL, "X",
	       "length of its steps, one after every 32 characters [0.1 / hidden size, at most 0.0005]",
	       0),
	NUMBER(EVAL, "adapt-decay", 0, OPT_REAL, adapt_decay, 0, 1, "0.002", "X",
	       "share of the way back to the trained weights in each of them", 0),

	HEADING(EVAL, "Comparison"),
	FLAG(EVAL, "baselines", 0, baselines,
	     "also what gzip, bzip2 and xz need for the text, in bits per character"),
	TEXT(EVAL, "train", 0, train, "FILE",
	     "with --baselines, the text the model has learnt: an n-gram model is counted on it,"
	     " and the compressors get it before the text", 0),
	NUMBER(EVAL, "order", 0, OPT_INT, order, 1, NGRAM_ORDER_MAX, "7", "N",
	       "length of the n-grams", 0),

	HEADING(ALL, "General"),
	TEXT(TRAIN, "model", 'm', model, "DIR",
	     "where the model goes [models/NAME for NAME.txt]", 0),
	TEXT(SAMPLE | EVAL | INFO, "model", 'm', model, "DIR",
	     "the model [$RNN_MODEL, or models/latest, or the one that ships with rnn]", 0),
	FLAG(ALL, "json", 0, json, "write JSON for programs"),
	FLAG(ALL, "quiet", 'q', quiet, "no progress, notes or warnings"),
	NUMBER(ALL, "threads", 0, OPT_INT, threads, 1, 1024, NULL, "N",
	       "processor cores to use [all]", 0),
	FLAG(ALL, "help", 'h', help, "show this help"),
	{0},
};
