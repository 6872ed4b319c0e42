/*
 * race.c - for a build with ThreadSanitizer: without arguments two loops by OpenMP without a race, where the
 * second reads what other threads wrote in the first; with one a race too, which must be reported.
 */
#include <stdio.h>

enum { N = 1000 };

int main(int argc, char **argv)
{
	int written[N], read[N], sum = 0, races = argc > 1;

	(void)argv;
#pragma omp parallel for num_threads(2)
	for (int i = 0; i < N; i++)
		written[i] = i;
#pragma omp parallel for num_threads(2)
	for (int i = 0; i < N; i++) {
		read[i] = written[N - 1 - i];
		if (races)
			sum += read[i];
	}
	for (int i = 0; i < N; i++)
		sum += read[i];
	printf("%d\n", sum);
	return 0;
}
