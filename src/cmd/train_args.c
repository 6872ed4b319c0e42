/* train_args.c - see train_args.h. */
#include "cmd/train_args.h"

#include "cmd/engine.h"
#include "cmd/reading.h"

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

static const struct option_row network_rows[] = {
	{
		.name = "cell", .type = OPT_CHOICE, .choice = cells, .fallback = "gru",
		.at = AT(cell),
		.help = "kind of recurrent cell", .marks = FIXED | SHAPE,
	},
	{
		.name = "layers", .type = OPT_INT, .lo = 1, .hi = LAYERS_MAX, .fallback = "2",
		.at = AT(layers), .arg = "N",
		.help = "recurrent layers", .marks = FIXED | SHAPE,
	},
	{
		.name = "hidden", .type = OPT_INT, .lo = 1, .hi = HIDDEN_MAX, .at = AT(hidden),
		.arg = "N",
		.help = "units per layer", .marks = FIXED | SHAPE | CHOSEN,
	},
	{
		.name = "embed", .type = OPT_INT, .lo = 0, .hi = HIDDEN_MAX, .fallback = "0",
		.at = AT(embed), .arg = "N",
		.help = "size of the symbol embedding; 0 feeds symbols one-hot",
		.marks = FIXED | SHAPE,
	},
	{
		.name = "unit", .type = OPT_CHOICE, .choice = units, .fallback = "char",
		.at = AT(unit),
		.help = "what the text is made of: Unicode characters, or bytes",
		.marks = FIXED | SHAPE,
	},
	{
		.name = "init", .type = OPT_TEXT, .at = AT(init), .arg = "DIR", .path = PATH_DIR,
		.help = "start from this model: its shape, alphabet and weights (fine-tuning)",
		.marks = REPEATED, .excludes = SHAPE, .because = "the model given decides it",
	},
	{0},
};

static const struct option_row length_rows[] = {
	{
		.name = "quick", .type = OPT_FLAG, .at = AT(quick),
		.help = "a minute, or 8 passes (at least 400 updates) if that is less",
	},
	{
		.name = "best", .type = OPT_FLAG, .at = AT(best),
		.help = "an hour, or 18 passes (at least 1,200 updates) if that is less",
	},
	{
		.name = "epochs", .type = OPT_REAL, .lo = 1e-6, .hi = 1e6, .at = AT(epochs),
		.arg = "X",
		.help = "passes over the text", .marks = BUDGET,
	},
	{
		.name = "steps", .type = OPT_INT, .lo = 1, .hi = 1e12, .at = AT(steps), .arg = "N",
		.help = "updates of the weights", .marks = BUDGET,
	},
	{
		.name = "time", .type = OPT_TIME, .lo = 0.01, .hi = 1e8, .at = AT(time),
		.arg = "TIME",
		.help = "seconds, or a time like 90s, 10m, 2h", .marks = BUDGET,
	},
	{0},
};

static const struct option_row learning_rows[] = {
	{
		.name = "batch", .type = OPT_INT, .lo = 1, .hi = 65536, .at = AT(batch), .arg = "N",
		.help = "streams the text is cut into", .marks = FIXED | CHOSEN,
	},
	{
		.name = "seq", .type = OPT_INT, .lo = 1, .hi = 65536, .at = AT(seq), .arg = "N",
		.help = "characters per stream and update", .marks = FIXED | CHOSEN,
	},
	{
		.name = "lr", .type = OPT_REAL, .lo = 1e-9, .hi = 1e9, .at = AT(lr), .arg = "X",
		.help = "highest learning rate; it falls to near 0 along a cosine",
		.marks = FIXED | CHOSEN,
	},
	{
		.name = "warmup", .type = OPT_INT, .lo = 0, .hi = 1e9, .fallback = "100",
		.at = AT(warmup), .arg = "N",
		.help = "updates in which the rate rises to it", .marks = FIXED,
	},
	{
		.name = "clip", .type = OPT_REAL, .lo = 0, .hi = 1e9, .fallback = "1",
		.at = AT(clip), .arg = "X",
		.help = "largest norm of the gradient; 0 is no limit", .marks = FIXED,
	},
	{
		.name = "weight-decay", .type = OPT_REAL, .lo = 0, .hi = 100,
		.at = AT(weight_decay), .arg = "X",
		.help = "decoupled: a weight loses this times the rate in each update",
		.marks = FIXED | CHOSEN,
	},
	{
		.name = "dropout", .type = OPT_REAL, .lo = 0, .hi = 0.95, .at = AT(dropout),
		.arg = "X",
		.help = "share of activations dropped between layers", .marks = FIXED | CHOSEN,
	},
	{
		.name = "precision", .type = OPT_CHOICE, .choice = engine_train_precisions,
		.fallback = "auto", .at = AT(precision),
		.help = "number format in matrix products, all else is f32; auto is bf16 where the"
			" CPU multiplies it faster (AVX-512 BF16, AMX), else f32",
		.marks = FIXED,
	},
	{
		.name = "seed", .type = OPT_SEED, .fallback = "1", .at = AT(seed), .arg = "N",
		.help = "start of all random numbers", .marks = FIXED,
	},
	{0},
};

static const struct option_row text_rows[] = {
	{
		.name = "valid", .type = OPT_REAL, .lo = 0, .hi = 0.9, .at = AT(valid),
		.arg = "FRACTION",
		.help = "last part of the text, at most 1,000,000 characters, kept for validation"
			" [0.1; 0 for texts under 20,000 characters]",
		.marks = FIXED,
	},
	{
		.name = "valid-file", .type = OPT_TEXT, .at = AT(valid_file), .arg = "FILE",
		.path = PATH_TEXT,
		.help = "validate on this text instead", .marks = FIXED,
	},
	{
		.name = "invalid", .type = OPT_CHOICE, .choice = reading_invalids,
		.fallback = "error", .at = AT(invalid),
		.help = "bytes that are not UTF-8: stop, put U+FFFD, or leave out", .marks = FIXED,
	},
	{
		.name = "unknown", .type = OPT_CHOICE, .choice = reading_unknowns,
		.fallback = "error", .at = AT(unknown),
		.help = "with --init, characters the model does not know: stop, or leave out",
		.marks = FIXED,
	},
	{0},
};

static const struct option_row run_rows[] = {
	{
		.name = "resume", .type = OPT_FLAG, .at = AT(resume),
		.help = "go on exactly where the training stopped",
		.excludes = FIXED, .because = "a training goes on with the options it began with",
	},
	{
		.name = "force", .type = OPT_FLAG, .at = AT(force),
		.help = "start anew in a directory that holds a model",
	},
	{
		.name = "save-every", .type = OPT_TIME, .lo = 0, .hi = 1e8, .fallback = "60s",
		.at = AT(save_every), .arg = "TIME",
		.help = "time between saves; 0 saves after every update", .marks = REPEATED,
	},
	{0},
};

static const struct option_row model_rows[] = {
	{
		.name = "model", .letter = 'm', .type = OPT_TEXT, .at = AT(general.model),
		.arg = "DIR", .path = PATH_DIR,
		.help = "where the model goes [models/NAME for NAME.txt]", .marks = REPEATED,
	},
	{0},
};

const struct option_group train_groups[] = {
	{.title = "The network", .rows = network_rows},
	{.title = "How long to train (one of these; else 10m, or 20 passes if less)",
	 .rows = length_rows, .one_of = true},
	{.title = "Learning", .rows = learning_rows},
	{.title = "Text", .rows = text_rows},
	{.title = "The run", .rows = run_rows},
	{.title = "General", .rows = model_rows},
	{.rows = general_rows, .at = AT(general)},
	{0},
};

const struct option_pair train_conflicts[] = {
	{"resume", "force"}, {"resume", "init"}, {"resume", "quick"}, {"resume", "best"},
	{"valid", "valid-file"},
	{0},
};
