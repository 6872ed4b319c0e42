/*
 * race.c - for a build with ThreadSanitizer: without arguments two threads that write one after the other;
 * with one both write at once, which must be reported.
 */
#include <pthread.h>
#include <stdio.h>

static int sum;

static void *add(void *ctx)
{
	(void)ctx;
	for (int i = 0; i < 1000; i++)
		sum += i;
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_t thread[2];

	(void)argv;
	pthread_create(&thread[0], NULL, add, NULL);
	if (argc == 1)
		pthread_join(thread[0], NULL);
	pthread_create(&thread[1], NULL, add, NULL);
	if (argc > 1)
		pthread_join(thread[0], NULL);
	pthread_join(thread[1], NULL);
	printf("%d\n", sum);
	return 0;
}
