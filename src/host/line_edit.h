/*
 * line_edit.h - reads lines from the terminal with editing and history.
 *
 * libedit does this where the build found it and it is installed; it is loaded when the first line
 * is asked for. Otherwise the terminal itself edits the line, without history.
 */
#ifndef LINE_EDIT_H
#define LINE_EDIT_H

/* Shows the prompt and returns the line that the user types, without its newline, or NULL at the end
 * of the input. The caller frees it. A prompt should not have control characters. */
char *line_edit_read(const char *prompt);

#endif
