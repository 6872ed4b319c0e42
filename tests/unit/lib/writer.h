/* writer.h - a thread that fills a pipe or a FIFO. */
#ifndef WRITER_H
#define WRITER_H

#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

/* A thread that writes n bytes to a FIFO or pipe. */
struct writer {
	char *path; /* the FIFO to open; NULL: fd is open already */
	int fd;
	size_t n;
	pthread_t thread;
};

static inline void *write_all(void *ctx)
{
	struct writer *w = ctx;
	char block[1000];

	if (w->path != NULL) {
		usleep(20000); /* lets the reader open the FIFO first */
		w->fd = open(w->path, O_WRONLY);
	}
	memset(block, 'a', sizeof block);
	for (size_t at = 0; at < w->n; at += sizeof block)
		if (write(w->fd, block, sizeof block) != sizeof block)
			break;
	close(w->fd);
	return NULL;
}

#endif
