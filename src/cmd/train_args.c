/* train_args.c - see train_args.h. */
#include "cmd/train_args.h"

#include "cmd/engine.h"
#include "cmd/reading.h"
#include "store/saved_model.h"

#define AT(member) offsetof(struct train_args, member)

static const char *cells(int i)
{
	return i < CELLS ? cell_table[i].name : NULL;
}

static const char *units(int i)
{
	static const char *const names[] = {"char", "byte", NULL};

	return names[i];
}

static const char *storages(int i)
{
	static const enum storage each[] = {STORAGE_F32, STORAGE_INT8};

	return i < (int)(sizeof each / sizeof *each) ? storage_name(each[i]) : NULL;
}

static const struct option_row network_rows[] = {
	{
		.name = "cell",
		.type = OPT_CHOICE,
		.choice = cells,
		.fallback = "gru",
		.at = AT(cell),
		.help = "type of recurrent cell",
		.marks = FIXED | SHAPE,
	},
	{
		.name = "layers",
		.type = OPT_INT,
		.lo = 1,
		.hi = LAYERS_MAX,
		.fallback = "2",
		.at = AT(layers),
		.arg = "N",
		.help = "number of recurrent layers",
		.marks = FIXED | SHAPE,
	},
	{
		.name = "hidden",
		.type = OPT_INT,
		.lo = 1,
		.hi = HIDDEN_MAX,
		.at = AT(hidden),
		.arg = "N",
		.help = "units per layer",
		.marks = FIXED | SHAPE | CHOSEN,
	},
	{
		.name = "embed",
		.type = OPT_INT,
		.lo = 0,
		.hi = HIDDEN_MAX,
		.fallback = "0",
		.at = AT(embed),
		.arg = "N",
		.help = "size of the input embedding; 0: one-hot input, no embedding",
		.marks = FIXED | SHAPE,
	},
	{
		.name = "unit",
		.type = OPT_CHOICE,
		.choice = units,
		.fallback = "char",
		.at = AT(unit),
		.help = "what one symbol is: a Unicode character or a byte",
		.marks = FIXED | SHAPE,
	},
	{
		.name = "init",
		.type = OPT_TEXT,
		.at = AT(init),
		.arg = "DIR|base|none",
		.path = PATH_DIR,
		.help = "fine-tune this model: start from its shape, alphabet and weights; base: the"
			" default model that ships; none: random weights [base where"
			" that pays, and no option sets the shape]",
		.marks = REPEATED,
		.excludes = SHAPE,
		.because = "the model of --init sets it",
		.neutral = "none",
	},
	{0},
};

static const struct option_row length_rows[] = {
	{
		.name = "quick",
		.type = OPT_FLAG,
		.at = AT(quick),
		.help = "1 minute, or 8 passes (at least 400 updates) if that is shorter",
	},
	{
		.name = "best",
		.type = OPT_FLAG,
		.at = AT(best),
		.help = "1 hour, or 18 passes (at least 1,200 updates) if that is shorter",
	},
	{
		.name = "epochs",
		.type = OPT_REAL,
		.lo = 1e-6,
		.hi = 1e6,
		.at = AT(epochs),
		.arg = "X",
		.help = "number of passes over the text",
		.marks = BUDGET,
	},
	{
		.name = "steps",
		.type = OPT_INT,
		.lo = 1,
		.hi = 1e12,
		.at = AT(steps),
		.arg = "N",
		.help = "number of weight updates",
		.marks = BUDGET,
	},
	{
		.name = "time",
		.type = OPT_TIME,
		.lo = 0.01,
		.hi = 1e8,
		.at = AT(time),
		.arg = "TIME",
		.help = "duration: seconds, or 90s, 10m, 2h",
		.marks = BUDGET,
	},
	{0},
};

static const struct option_row learning_rows[] = {
	{
		.name = "batch",
		.type = OPT_INT,
		.lo = 1,
		.hi = 65536,
		.at = AT(batch),
		.arg = "N",
		.help = "number of parallel streams that the text is cut into",
		.marks = FIXED | CHOSEN,
	},
	{
		.name = "seq",
		.type = OPT_INT,
		.lo = 1,
		.hi = 65536,
		.at = AT(seq),
		.arg = "N",
		.help = "characters of each stream in one update (truncated BPTT)",
		.marks = FIXED | CHOSEN,
	},
	{
		.name = "lr",
		.type = OPT_REAL,
		.lo = 1e-9,
		.hi = 1e9,
		.at = AT(lr),
		.arg = "X",
		.help = "peak learning rate; it then falls to near 0 along a cosine",
		.marks = FIXED | CHOSEN,
	},
	{
		.name = "warmup",
		.type = OPT_INT,
		.lo = 0,
		.hi = 1e9,
		.fallback = "100",
		.at = AT(warmup),
		.arg = "N",
		.help = "updates in which the learning rate rises to its peak",
		.marks = FIXED,
	},
	{
		.name = "clip",
		.type = OPT_REAL,
		.lo = 0,
		.hi = 1e9,
		.fallback = "1",
		.at = AT(clip),
		.arg = "X",
		.help = "largest norm of the gradient; 0: no limit",
		.marks = FIXED,
	},
	{
		.name = "weight-decay",
		.type = OPT_REAL,
		.lo = 0,
		.hi = 100,
		.at = AT(weight_decay),
		.arg = "X",
		.help = "AdamW decay: each update also subtracts X * learning rate * weight",
		.marks = FIXED | CHOSEN,
	},
	{
		.name = "dropout",
		.type = OPT_REAL,
		.lo = 0,
		.hi = 0.95,
		.at = AT(dropout),
		.arg = "X",
		.help = "fraction of the activations between layers set to 0",
		.marks = FIXED | CHOSEN,
	},
	{
		.name = "sync-every",
		.type = OPT_INT,
		.lo = 1,
		.hi = 1e9,
		.at = AT(sync_every),
		.arg = "H",
		.help = "under mpirun over a slow network: exchange weights after every H updates,"
			" not gradients in each update",
		.marks = FIXED,
	},
	{
		.name = "precision",
		.type = OPT_CHOICE,
		.choice = engine_train_precisions,
		.fallback = "auto",
		.at = AT(precision),
		.help = "number format of matrix products, all else is f32; auto: bf16 if it is"
			" faster (AVX-512 BF16, AMX)",
		.marks = FIXED,
	},
	{
		.name = "seed",
		.type = OPT_SEED,
		.fallback = "1",
		.at = AT(seed),
		.arg = "N",
		.help = "seed of all random numbers",
		.marks = FIXED,
	},
	{0},
};

static const struct option_row text_rows[] = {
	{
		.name = "valid",
		.type = OPT_REAL,
		.lo = 0,
		.hi = 0.9,
		.at = AT(valid),
		.arg = "FRACTION",
		.help = "end of the text kept for validation, at most 1,000,000 characters [0.1;"
			" 0 for texts under 20,000, in fine-tuning under 5,000]",
		.marks = FIXED,
	},
	{
		.name = "valid-file",
		.type = OPT_TEXT,
		.at = AT(valid_file),
		.arg = "FILE",
		.path = PATH_TEXT,
		.help = "validate on this file instead, on at most 1,000,000 characters; with"
			" --resume: its new name",
		.marks = FIXED | RENAMED,
	},
	{
		.name = "invalid",
		.type = OPT_CHOICE,
		.choice = reading_invalids,
		.fallback = "error",
		.at = AT(invalid),
		.help = "bytes that are not UTF-8: stop, replace by U+FFFD, or leave out",
		.marks = FIXED,
	},
	{
		.name = "unknown",
		.type = OPT_CHOICE,
		.choice = reading_new_symbols,
		.fallback = "error",
		.at = AT(unknown),
		.help = "characters that the model of --init does not know: stop, leave out, or add"
			" to its alphabet; with the base model the default is add",
		.marks = FIXED,
	},
	{
		.name = "min-count",
		.type = OPT_INT,
		.lo = 1,
		.hi = 1e9,
		.at = AT(min_count),
		.arg = "N",
		.help = "leave out characters that occur fewer than N times in the text, and that the"
			" model of --init does not know [1: keep all]",
		.marks = FIXED,
	},
	{0},
};

static const struct option_row chat_rows[] = {
	{
		.name = "chat",
		.type = OPT_FLAG,
		.at = AT(chat),
		.help = "the text is talks: record in the model how the lines of two speakers begin, for"
			" rnn chat; the two whose lines alternate most",
		.marks = REPEATED,
	},
	{
		.name = "chat-user",
		.type = OPT_TEXT,
		.at = AT(chat_user),
		.arg = "TEXT",
		.help = "record this beginning for the lines of the user, such as 'A: '",
		.marks = REPEATED,
	},
	{
		.name = "chat-model",
		.type = OPT_TEXT,
		.at = AT(chat_model),
		.arg = "TEXT",
		.help = "record this beginning for the lines of the model, such as 'B: '",
		.marks = REPEATED,
	},
	{0},
};

static const struct option_row run_rows[] = {
	{
		.name = "resume",
		.type = OPT_FLAG,
		.at = AT(resume),
		.help = "continue exactly where the training stopped, without CORPUS on the texts that"
			" the model names",
		.excludes = FIXED,
		.because = "a resumed training keeps its options",
	},
	{
		.name = "force",
		.type = OPT_FLAG,
		.at = AT(force),
		.help = "start a new training even if the directory holds a model or other files",
		.marks = REPEATED,
	},
	{
		.name = "save-every",
		.type = OPT_TIME,
		.lo = 0,
		.hi = 1e8,
		.fallback = "60s",
		.at = AT(save_every),
		.arg = "TIME",
		.help = "time between saves; 0: save after every update",
		.marks = REPEATED,
	},
	{
		.name = "storage",
		.type = OPT_CHOICE,
		.choice = storages,
		.at = AT(storage),
		.help = "format of the weights in the model's file; int8: a quarter of the size, with a"
			" scale per row [f32]",
		.marks = FIXED,
	},
	{0},
};

static const struct option_row model_rows[] = {
	{
		.name = "model",
		.letter = 'm',
		.type = OPT_TEXT,
		.at = AT(general.model),
		.arg = "DIR",
		.path = PATH_DIR,
		.help = "directory to write the model to [models/NAME for NAME.txt]",
		.marks = REPEATED,
	},
	{
		.name = "notes",
		.type = OPT_TEXT,
		.at = AT(notes),
		.arg = "TEXT",
		.help = "record this in the model, such as sources and licences of CORPUS; the notes of"
			" the model of --init follow it",
		.marks = REPEATED,
	},
	{
		.name = "sample-every",
		.type = OPT_INT,
		.lo = 1,
		.hi = 1e12,
		.at = AT(sample_every),
		.arg = "N",
		.help = "draw 200 characters from the model every N updates and at the end",
		.marks = REPEATED,
	},
	{0},
};

const struct option_group train_groups[] = {
	{.title = "Model", .rows = network_rows},
	{.title = "Length, one of these [10m, or 20 passes (at least 800 updates) if shorter]",
	 .rows = length_rows,
	 .one_of = true},
	{.title = "Optimisation", .rows = learning_rows},
	{.title = "Text", .rows = text_rows},
	{.rows = chat_rows},
	{.title = "Saving and resuming", .rows = run_rows},
	{.title = "General", .rows = model_rows},
	{.rows = general_engine_rows, .at = AT(general)},
	{.rows = general_rows, .at = AT(general)},
	{0},
};

const struct option_pair train_conflicts[] = {
	{"resume", "force"},   {"resume", "init"},     {"resume", "quick"},
	{"resume", "best"},    {"resume", "notes"},    {"valid", "valid-file"},
	{"chat", "chat-user"}, {"chat", "chat-model"}, {0},
};

const struct option_pair train_needs[] = {
	{"chat-user", "chat-model"},
	{"chat-model", "chat-user"},
	{0},
};
