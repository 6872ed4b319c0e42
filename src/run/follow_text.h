/* follow_text.h - the text of a training in several processes. */
#ifndef FOLLOW_TEXT_H
#define FOLLOW_TEXT_H

#include "core/peers.h"
#include "text/corpus.h"

/*
 * Gives the text of rank 0 to the other processes. Where its files can be read and have the same
 * bytes, a process reads them itself, as rank 0 did: a long text then stays in them there too. To
 * the others the ids are sent, which they hold in memory. follow_text_take is what the others call;
 * *text is theirs, and of its alphabet and source only what they read themselves is set.
 */
void follow_text_give(struct peers *peers, const struct corpus *text);
void follow_text_take(struct peers *peers, struct corpus *text);

#endif
