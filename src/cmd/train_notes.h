/* train_notes.h - notes about texts that are unlikely to be what the user wants to train on. */
#ifndef TRAIN_NOTES_H
#define TRAIN_NOTES_H

#include "cmd/train_texts.h"

/* Each function writes notes, one line each, to standard error; with --quiet it does nothing.
 * *line has the options and operands of `rnn train`. */

/* Notes files that are joined with a newline, are empty, or are named twice. */
void train_notes_files(const struct options *line, const struct corpus *text);

/* Notes a text of one kind of character, a text of mostly control or invalid characters, and an
 * alphabet of many or mostly rare characters. `text` is the whole text, before its end is taken for
 * validation. */
void train_notes_alphabet(const struct options *line, const struct corpus *text);

/* Notes a validation text that mostly occurs in the training text too. */
void train_notes_overlap(const struct options *line, const struct train_texts *texts);

#endif
