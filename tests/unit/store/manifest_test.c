/* manifest_test.c - a model is loaded as it was saved; a bad manifest gives one line of error. */
#include <sys/stat.h>
#include <unistd.h>

#include "small_model.h"
#include "store/event.h"
#include "store/manifest.h"

static void comes_back(void **state)
{
	static const struct {
		const char *cell;
		int embed;
	} row[] = {
		{"rnn", 0}, {"gru", 0}, {"gru", 3}, {"lstm", 0}, {"lstm", 3},
	};

	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		char *dir = xasprintf("%s/new/parents/%zu/", (char *)*state, i);
		struct saved_model a, b;
		struct rnn_error err;
		sample_model(&a, row[i].cell, row[i].embed);
		sample_save(&a, dir, NULL);
		assert_int_equal(sample_load(&b, dir, &err), 0);
		assert_same(&a, &b);
		assert_false(b.has_state);
		saved_model_free(&b);
		saved_model_free(&a);
		free(dir);
	}
}

/* A model stored in int8 is loaded with weights that are at most half a scale away, and what was loaded
 * is saved as the same bytes. */
static void int8_comes_back(void **state)
{
	static const char *const weights[] = {"weights-000001.safetensors",
					      "weights-000002.safetensors"};

	for (int i = 0; i < CELLS; i++)
		for (int embed = 0; embed <= 3; embed += 3) {
			char *dir = xasprintf("%s/int8/%d-%d", (char *)*state, i, embed), *bytes[2];
			struct saved_model a, b;
			struct rnn_error err;
			size_t n[2];
			sample_model(&a, cell_table[i].name, embed);
			a.weights.storage = STORAGE_INT8;
			sample_save(&a, dir, NULL);
			bytes[0] = scratch_read(dir, weights[0], &n[0]);
			assert_int_equal(sample_load(&b, dir, &err), 0);
			assert_int_equal(b.weights.storage, STORAGE_INT8);
			assert_true(memcmp(a.model.w, b.model.w, a.model.n * sizeof(real)) != 0);
			for (size_t k = 0; k < a.model.n; k++)
				assert_true(fabs((double)(a.model.w[k] - b.model.w[k])) <
					    2.01 / 254);
			sample_save(&b, dir, NULL);
			bytes[1] = scratch_read(dir, weights[1], &n[1]);
			assert_int_equal(n[0], n[1]);
			assert_memory_equal(bytes[0], bytes[1], n[0]);
			memcpy(a.model.w, b.model.w, a.model.n * sizeof(real));
			assert_same(&a, &b);
			free(bytes[0]);
			free(bytes[1]);
			saved_model_free(&a);
			saved_model_free(&b);
			free(dir);
		}
}

/* Unknown members of "training" are not written, and are unknown again after reading. */
static void optional_facts(void **state)
{
	char *dir = xasprintf("%s/bare", (char *)*state);
	struct saved_model a, b;
	struct rnn_error err;
	size_t n;

	sample_model(&a, "rnn", 0);
	training_free(&a.training);
	training_init(&a.training);
	sample_save(&a, dir, NULL);
	char *text = scratch_read(dir, "model.json", &n);
	assert_null(strstr(text, "best_loss"));
	assert_null(strstr(text, "corpus"));
	assert_null(strstr(text, "storage"));
	free(text);
	assert_int_equal(sample_load(&b, dir, &err), 0);
	assert_null(b.training.corpus);
	assert_true(isnan(b.training.best_loss) && isnan(b.training.temperature));
	text = saved_model_json(&b);
	assert_non_null(strstr(text, "\"parameters\": "));
	assert_non_null(strstr(text, "\"bytes\": "));
	assert_non_null(strstr(text, "\"storage\": \"f32\""));
	free(text);
	saved_model_free(&b);
	saved_model_free(&a);
	free(dir);
}

/* Write the manifest of *a and read it into *b. */
static int through_manifest(const struct saved_model *a, struct saved_model *b,
			    struct rnn_error *err)
{
	char *text = manifest_text(a, &(struct blob){.file = "w", .bytes = 1}, NULL, false);
	int rc = manifest_parse(b, "m", text, strlen(text), NULL, err);

	free(text);
	return rc;
}

/* Every sampler setting is read as it was written; values out of range are refused. */
static void sampling_comes_back(void **state)
{
	struct saved_model a, b;
	struct rnn_error err;

	(void)state;
	sample_model(&a, "rnn", 0);
	for (int i = 0; i < FILTERS; i++) {
		const struct filter *f = filter_table[i];
		double within = f->lo + (f->hi - f->lo) / 3;
		double fine[] = {f->lo, f->hi, f->off,
				 f->whole ? floor(within) : filter_round(f, within)};
		double bad[] = {f->lo - 1, f->hi + 1};
		for (int k = 0; k < 4; k++) {
			a.sampling = filter_neutral();
			a.sampling.value[i] = fine[k];
			assert_int_equal(through_manifest(&a, &b, &err), 0);
			assert_memory_equal(&a.sampling, &b.sampling, sizeof a.sampling);
			saved_model_free(&b);
		}
		for (int k = 0; k < 2; k++) {
			char *message = xasprintf("m: sampling: %s: must be a %snumber from %.10g "
						  "to %.10g",
						  f->key, f->whole ? "whole " : "", f->lo, f->hi);
			a.sampling.value[i] = bad[k];
			assert_int_equal(through_manifest(&a, &b, &err), -1);
			assert_error(&err, EX_DATAERR, message);
			free(message);
		}
	}
	saved_model_free(&a);
}

/* A sampler setting that the manifest lacks is off. */
static void sampling_may_be_missing(void **state)
{
	struct saved_model a, b;
	struct rnn_error err;

	(void)state;
	sample_model(&a, "rnn", 0);
	char *text = manifest_text(&a, &(struct blob){.file = "w", .bytes = 1}, NULL, false);
	char *at = strstr(text, "\"sampling\": {");
	assert_non_null(at);
	strcpy(at, "\"sampling\": {}}");
	a.sampling = filter_neutral();
	assert_int_equal(manifest_parse(&b, "m", text, strlen(text), NULL, &err), 0);
	assert_memory_equal(&a.sampling, &b.sampling, sizeof a.sampling);
	saved_model_free(&b);
	saved_model_free(&a);
	free(text);
}

/* Replace the first `from` by `to` in the manifest and expect status and message of loading. */
static void edit(const char *dir, const char *original, const char *from, const char *to,
		 int status, const char *message)
{
	const char *at = strstr(original, from);
	struct saved_model a;
	struct rnn_error err;

	if (at == NULL)
		fail_msg("no %s in the manifest", from);
	char *text = xasprintf("%.*s%s%s", (int)(at - original), original, to, at + strlen(from));
	free(scratch_file(dir, "model.json", text, strlen(text)));
	free(text);
	int rc = sample_load(&a, dir, &err);
	saved_model_free(&a);
	if ((rc == 0) != (status == 0))
		fail_msg("%s -> %s: %d %s", from, to, rc, err.text);
	if (rc < 0)
		assert_error(&err, status, message);
}

static void names_what_is_wrong(void **state)
{
	static const struct {
		const char *from, *to, *message;
	} row[] = {
		{"rnn-model", "other", "model.json: format: must be rnn-model, not other"},
		{"\"version\": 1", "\"version\": 0", "version: must be a whole number from 1"},
		{"\"version\": 1", "\"version\": 2",
		 "made by a newer rnn (format version 2); this "
		 "program reads up to 1"},
		{"\"version\": 1", "\"version\": \"1\"", "version: must be a whole number"},
		{"\"version\": 1,", "", "version: is missing"},
		{"\"version\"", "\"Version\"", "version: is missing"},
		{"\"version\": 1", "\"version\": 1, \"zoo\": 1", "zoo: unknown key"},
		{"\"version\": 1", "\"version\": 1, \"version\": 1",
		 "key \"version\" occurs twice"},
		{"\"gru\"", "\"GRU\"", "config: cell: unknown cell GRU"},
		{"\"gru\"", "7", "config: cell: must be a string"},
		{"\"layers\": 2", "\"layers\": 0",
		 "config: layers: must be a whole number from 1 to 64"},
		{"\"layers\": 2", "\"layers\": 1e999", "a number is too large"},
		{"\"layers\": 2", "\"layers\": 3", "tensor rnn.weight_ih_l2: is missing"},
		{"\"layers\": 2", "\"layers\": 1", "l1: is not one that the config implies"},
		{"\"hidden\": 4", "\"hidden\": 4.5", "config: hidden: must be a whole number"},
		{"\"hidden\": 4", "\"hidden\": 16384", "bytes cannot hold the"},
		{"\"hidden\": 4", "\"hidden\": 5", "config implies"},
		{"\"embed\": 3", "\"embed\": -0", "config: embed: must be a whole number"},
		{"\"embed\": 3", "\"embed\": null", "config: embed: must be a whole number"},
		{"\"embed\": 3", "\"embed\": 3, \"peephole\": true",
		 "config: peephole: unknown key"},
		{"\"embed\": 3,", "", "config: embed: is missing"},
		{"\"embed\": 3", "\"embed\": 2",
		 "embed.weight: has shape (5, 3), the config implies (5, 2)"},
		{"\"config\": {", "\"crc32\": {", "model.json: config: is missing"},
		{"\"unit\": \"char\"", "\"unit\": 7", "config: unit: must be a string"},
		{"\"char\"", "\"word\"", "config: unit: must be char or byte"},
		{"\"char\"", "\"byte\"", "vocab: symbol 4 (128512) is not a byte"},
		{"[10,32", "[32,10",
		 "vocab: symbol 1 (10) is not greater than the one before it (32)"},
		{"[10,32", "[10,10", "vocab: symbol 1"},
		{"[10,32", "[10,55296", "vocab: symbol 1"},
		{"[10,32", "[10,\" \"", "vocab: must be at most"},
		{"[10,32", "[10,1114112", "vocab: must be at most"},
		{"[10,32", "[-1,32", "vocab: must be at most"},
		{"[10,32,", "[10,", "has shape (5, 3), the config implies (4, 3)"},
		{"[10,32,97,233,128512]", "[]", "vocab: an alphabet has 1 to 65000 symbols"},
		{"[10,32,97,233,128512]", "{}", "vocab: must be an array"},
		{"weights-000001", "../w", "weights: file: must be a plain file name"},
		{"weights-000001", ".w", "weights: file: must be a plain file name"},
		{"weights-000001", "a/b", "weights: file: must be a plain file name"},
		{"weights-000001", "weights-000002", "weights-000002.safetensors: is missing"},
		{"weights-000001.safetensors", "", "weights: file: must be a plain file name"},
		{"weights-000001.safetensors", "model.json", "model.json: has"},
		{"\"crc32\": \"", "\"crc32\": \"0", "weights: crc32: must be eight lower-case hex"},
		{"\"crc32\": \"", "\"crc32\": \"XY",
		 "weights: crc32: must be eight lower-case hex"},
		{"\"bytes\": ", "\"bytes\": 1", "weights"},
		{"\"bytes\": ", "\"bytes\": -", "weights: bytes: must be a whole number"},
		{"\"state\": null,", "", "state: is missing"},
		{"\"state\": null", "\"state\": 5", "state: must be an object"},
		{"\"tales.txt\"", "7", "training: corpus: must be a string"},
		{"\"00000abc\"", "7", "training: crc32: must be a string"},
		{"\"a note\\n\u00e9\"", "7", "training: notes: must be a string"},
		{"\"step\": 77", "\"step\": \"77\"", "training: step: must be a whole number"},
		{"\"step\": 77", "\"step\": 77, \"x\": 1", "training: x: unknown key"},
		{"\"temperature\": 1.25", "\"temperature\": 0",
		 "training: temperature: must be a number from 0.1 to 10"},
		{"\"best_loss\": 0.3", "\"best_loss\": -0.3",
		 "training: best_loss: must be a number"},
		{"\"temperature\": 0.8", "\"temperature\": -1", "sampling: temperature: must be"},
		{"\"top_p\": 0.9", "\"top_p\": 1.1",
		 "sampling: top_p: must be a number from 0 to 1"},
		{"\"top_k\": 40", "\"top_k\": 4.5", "sampling: top_k: must be a whole number"},
		{"\"sampling\": {", "\"sampling\": {\"x\": 1,", "sampling: x: unknown key"},
		{"\"user\": \"A: \",", "", "chat: user: is missing"},
		{"\"user\": \"A: \"", "\"user\": 7", "chat: user: must be a string"},
		{"\"user\": \"A: \"", "\"user\": \"A\\n\"",
		 "chat: user: must be at most 200 bytes without a newline"},
		{"\"chat\": {", "\"chat\": {\"x\": 1,", "chat: x: unknown key"},
		{"{", "", "text after the end"},
		{"{", "\xef\xbb\xbf{", "a byte order mark"},
	};
	static const struct {
		const char *from, *to;
	} fine[] = {
		/* loading the model does not need the state */
		{"\"state\": null", "\"state\": {\"file\": \"../x\"}"},
		{"\"state\": null", "\"state\": {}"},
		{"\"state\": null",
		 "\"state\": {\"file\": \"s\", \"bytes\": 1, \"crc32\": \"00000000\", "
		 "\"storage\": \"int8\"}"},
		{"\"step\": 77,", ""},
		{"\"temperature\": 0.8,", ""},
	};
	char *dir = xasprintf("%s/edited", (char *)*state);
	struct saved_model a;

	sample_model(&a, "gru", 3);
	sample_save(&a, dir, NULL);
	saved_model_free(&a);
	char *original = read_without_checksum(dir);
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		edit(dir, original, row[i].from, row[i].to, EX_DATAERR, row[i].message);
	for (size_t i = 0; i < sizeof fine / sizeof *fine; i++)
		edit(dir, original, fine[i].from, fine[i].to, 0, "");
	char *zeros = xcalloc(VOCAB_MAX + 1, 2);
	for (int i = 0; i < VOCAB_MAX; i++)
		memcpy(zeros + 2 * i, ",0", 2);
	edit(dir, original, ",32,97,233,128512", zeros, EX_DATAERR, "vocab: must be at most 65000");
	zeros[2 * (VOCAB_MAX - 1)] = 0; /* the largest number of symbols, but not ascending */
	edit(dir, original, ",32,97,233,128512", zeros, EX_DATAERR, "vocab: symbol 1 (0) is not");
	free(zeros);
	free(original);
	free(dir);
}

static void refuses_any_cut(void **state)
{
	char *dir = xasprintf("%s/cut", (char *)*state);
	struct saved_model a;
	struct rnn_error err;
	size_t n;

	sample_model(&a, "rnn", 0);
	sample_save(&a, dir, NULL);
	saved_model_free(&a);
	char *text = scratch_read(dir, "model.json", &n);
	for (size_t cut = 0; cut < n - 1; cut++) { /* the last byte is a newline */
		free(scratch_file(dir, "model.json", text, cut));
		assert_int_equal(sample_load(&a, dir, &err), -1);
		assert_int_equal(err.status, EX_DATAERR);
	}
	free(text);
	free(dir);
}

static void finds_no_model(void **state)
{
	char *dir = xasprintf("%s/nothing", (char *)*state);
	char *link = xasprintf("%s/model.json", dir);
	char *file = scratch_file(*state, "file", "x", 1);
	struct saved_model a;
	struct rnn_error err;

	assert_int_equal(sample_load(&a, dir, &err), -1);
	assert_error(&err, EX_NOINPUT, "no such model");
	assert_int_equal(sample_load(&a, file, &err), -1);
	assert_error(&err, EX_NOINPUT, "not a directory");
	assert_int_equal(mkdir(dir, 0777), 0);
	assert_int_equal(sample_load(&a, dir, &err), -1);
	assert_error(&err, EX_NOINPUT, "nothing: holds no model (no model.json)");
	assert_int_equal(symlink("../file", link), 0);
	assert_int_equal(sample_load(&a, dir, &err), -1);
	assert_error(&err, EX_DATAERR, "model.json: is a symbolic link");
	assert_int_equal(unlink(link), 0);
	assert_int_equal(mkfifo(link, 0666), 0);
	assert_int_equal(sample_load(&a, dir, &err), -1);
	assert_error(&err, EX_DATAERR, "model.json: is not a regular file");
	assert_int_equal(unlink(link), 0);
	free(scratch_file(dir, "model.json", "x", 1));
	assert_int_equal(truncate(link, 1 << 30), 0);
	assert_int_equal(sample_load(&a, dir, &err), -1);
	assert_error(&err, EX_DATAERR, "model.json: longer than 8388608 bytes");
	free(file);
	free(link);
	free(dir);
}

static void assert_event(const struct event *e, const char *line)
{
	char *text = event_json(e);

	assert_string_equal(text, line);
	free(text);
}

static void events_are_lines(void **state)
{
	struct saved_model a;

	(void)state;
	sample_model(&a, "lstm", 0);
	assert_event(
		&(struct event){.kind = EVENT_START,
				.chars = 9,
				.model = &a,
				.params = 5,
				.engine = "e",
				.precision = "bf16",
				.threads = 2,
				.options = "{\"lr\":\n0.1}"},
		"{\"event\":\"start\",\"chars\":9,\"vocab\":5,\"params\":5,\"config\":{"
		"\"cell\":\"lstm\",\"layers\":2,\"hidden\":4,\"embed\":0,\"unit\":\"char\"},"
		"\"train\":{\"lr\": 0.1},\"engine\":\"e\",\"precision\":\"bf16\",\"threads\":2}\n");
	assert_event(&(struct event){.kind = EVENT_STEP,
				     .step = 3,
				     .epoch = 0.5,
				     .chars = 64,
				     .loss = 1.25,
				     .lr = 0.002,
				     .grad_norm = (double)NAN,
				     .chars_per_s = 1e6,
				     .elapsed_s = 0.25},
		     "{\"event\":\"step\",\"step\":3,\"epoch\":0.5,\"chars\":64,\"loss\":1.25,"
		     "\"lr\":0.002,\"grad_norm\":null,\"chars_per_s\":1e+06,\"elapsed_s\":0.25}\n");
	assert_event(&(struct event){.kind = EVENT_VALID,
				     .chars = 400,
				     .step = 3,
				     .loss = 0.6931471805599453,
				     .best = true,
				     .temperature = 1.25,
				     .elapsed_s = 2},
		     "{\"event\":\"valid\",\"step\":3,\"loss\":0.6931472,\"bpc\":1,\"best\":true,"
		     "\"elapsed_s\":2,\"temperature\":1.25,\"chars\":400}\n");
	assert_event(&(struct event){.kind = EVENT_VALID,
				     .unit = UNIT_BYTE,
				     .loss = 0.6931471805599453},
		     "{\"event\":\"valid\",\"step\":0,\"loss\":0.6931472,\"bpb\":1,\"best\":false,"
		     "\"elapsed_s\":0,\"temperature\":0,\"chars\":0}\n");
	assert_event(&(struct event){.kind = EVENT_SAVE, .step = 3, .file = "w"},
		     "{\"event\":\"save\",\"step\":3,\"file\":\"w\"}\n");
	assert_event(&(struct event){.kind = EVENT_WARNING, .text = "a\n\xff\""},
		     "{\"event\":\"warning\",\"text\":\"a\\n\xef\xbf\xbd\\\"\"}\n");
	assert_event(&(struct event){.kind = EVENT_SAMPLE,
				     .step = 3,
				     .text = "a\n\0\xff",
				     .text_bytes = 4},
		     "{\"event\":\"sample\",\"step\":3,\"text\":\"a\\n\\u0000\xef\xbf\xbd\"}\n");
	assert_event(&(struct event){.kind = EVENT_DONE,
				     .step = 3,
				     .best_loss = (double)INFINITY,
				     .elapsed_s = 1,
				     .chars_per_s = 2},
		     "{\"event\":\"done\",\"step\":3,\"best_loss\":null,\"elapsed_s\":1,"
		     "\"chars_per_s\":2}\n");
	saved_model_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comes_back),
		cmocka_unit_test(optional_facts),
		cmocka_unit_test(int8_comes_back),
		cmocka_unit_test(sampling_comes_back),
		cmocka_unit_test(sampling_may_be_missing),
		cmocka_unit_test(names_what_is_wrong),
		cmocka_unit_test(refuses_any_cut),
		cmocka_unit_test(finds_no_model),
		cmocka_unit_test(events_are_lines),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
