/* saved_model_bad_int8_test.c - loads bad models that are stored in int8. */
#include "bad_model.h"

/* Changes of a model that is stored in int8. The data begins with the float32 scales of embed.weight (5)
 * and of rnn.weight_ih_l0 (12); its 111 float32 numbers are followed by 215 integers. */
static const struct row int8_rows[] = {
	{"nothing changed", HEADER, "", "", NULL},
	{"scale missing", HEADER, "t.scale", "t.skale", "tensor embed.weight.scale: is missing"},
	{"scale by letter case", HEADER, "t.scale", "t.Scale", "embed.weight.scale: is missing"},
	{"scale is a matrix", HEADER, "\"shape\":[5],", "\"shape\":[5,1],",
	 "embed.weight.scale: has shape (5, 1), the config implies (5)"},
	{"scale is one number", HEADER, "\"shape\":[5],\"data_offsets\":[0,20]",
	 "\"shape\":[1],\"data_offsets\":[0,4]", "begins at 20 instead of 4"},
	{"scale in int8", HEADER, "\"F32\",\"shape\":[5],", "\"I8\",\"shape\":[20],",
	 "embed.weight.scale: has shape (20), the config implies (5)"},
	{"scale without weights", HEADER, "{\"embed",
	 "{\"out.bias.scale\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]},\"embed",
	 "tensor out.bias.scale: is not one that the config implies"},
	{"scale of a scale", HEADER, "{\"embed",
	 "{\"out.weight.scale.scale\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]},"
	 "\"embed",
	 "out.weight.scale.scale: is not one that the config implies"},
	{"transposed", HEADER, "[5,3]", "[3,5]",
	 "tensor embed.weight: has shape (3, 5), the config implies (5, 3)"},
	{"dtype of 4 bytes", HEADER, "\"I8\"", "\"F32\"", "disagree about the size"},
	{"dtype by letter case", HEADER, "\"I8\"", "\"i8\"", "must be F32, BF16 or I8, not i8"},
	{"dtype without sign", HEADER, "\"I8\"", "\"U8\"", "must be F32, BF16 or I8, not U8"},
	{"scale is no number", NUMBER, "0", "nan",
	 "tensor embed.weight.scale: has a number that is not finite"},
	{"scale is infinite", NUMBER, "4", "inf", "embed.weight.scale: has a number that is not"},
	{"scale is negative", NUMBER, "4", "-1e-30",
	 "tensor embed.weight.scale: has a number that is negative or too large for a scale"},
	{"weights overflow", NUMBER, "5", "2.7e36", "rnn.weight_ih_l0.scale: has a number that is"},
	{"largest weights", NUMBER, "5", "7.87e6", NULL},
	{"weights too large", NUMBER, "5", "8e6", "has the weight"},
	{"scale is 0", NUMBER, "0", "0", NULL},
	{"scale is -0", NUMBER, "0", "-0", NULL},
	{"scale is subnormal", NUMBER, "0", "1e-42", NULL},
	{"bias is no number", NUMBER, "29", "nan", "has a number that is not finite"},
	{"-128 at the start", BYTE, "444", "-128",
	 "tensor embed.weight: has the number -128; it must be -127 to 127"},
	{"-128 at the end", BYTE, "658", "-128", "tensor out.weight: has the number -128"},
	{"-127", BYTE, "444", "-127", NULL},
	{"data cut", HONEST, "", "-1", "are not inside the"},
	{"data that no tensor names", HONEST, "", "1", "tensors end at"},
	{"checksum", FILE_IS, "", NULL, "checksum is"},
	{"no storage", MANIFEST, ",\n    \"storage\": \"int8\"", "",
	 "tensor embed.weight: has dtype I8; model.json, without \"storage\": \"int8\", implies F32 "
	 "or BF16"},
	{"another storage", MANIFEST, "\"int8\"", "\"int4\"",
	 "weights: storage: must be int8, not int4"},
	{"storage by letter case", MANIFEST, "\"int8\"", "\"INT8\"", "must be int8, not INT8"},
	{"storage named for what is left out", MANIFEST, "\"int8\"", "\"f32\"",
	 "must be int8, not"},
	{"storage is a number", MANIFEST, "\"int8\"", "8", "weights: storage: must be a string"},
	{"storage is empty", MANIFEST, "\"int8\"", "null", "weights: storage: must be a string"},
	{"storage outside weights", MANIFEST, "\"state\"", "\"storage\": \"int8\", \"state\"",
	 "model.json: storage: unknown key"},
	{"storage twice", MANIFEST, "\"storage\"", "\"storage\": \"int8\", \"storage\"",
	 "occurs twice"},
	{"a newer version", MANIFEST, "\"version\": 1", "\"version\": 2", "made by a newer rnn"},
	{"weights claim a terabyte", MANIFEST, "\"bytes\": ", "\"bytes\": 100000000",
	 "bytes cannot hold the"},
	{"weights claim a byte", MANIFEST,
	 "\"bytes\": ", "\"bytes\": 1, \"b\": ", "b: unknown key"},
	{"largest config", MANIFEST, "\"layers\": 2,\n    \"hidden\": 4,",
	 "\"layers\": 64,\n    \"hidden\": 16384,", "bytes cannot hold the"},
};

static void each_is_refused_in_int8(void **state)
{
	check_all(*state, STORAGE_INT8, int8_rows, sizeof int8_rows / sizeof *int8_rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_is_refused_in_int8),
	};

	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
