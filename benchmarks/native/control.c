/* What the measurement needs of the machine: a loop whose time must not vary, lost time slices, and more mappings. */
#define _GNU_SOURCE
#include <stdint.h>
#include <sys/mman.h>
#include <sys/resource.h>

/* Arithmetic that no memory and no neighbour in a cache can slow: only a lost or shared CPU can. */
uint64_t
control(int64_t steps)
{
	uint64_t x = (uint64_t)steps | 1;
	for (int64_t i = 0; i < steps; i++) {
		x = x * 6364136223846793005u + 1442695040888963407u;
		__asm__ volatile("" : "+r"(x));
	}
	return x;
}

/* How often the scheduler took the CPU from this thread. */
int64_t
preemptions(void)
{
	struct rusage usage;
	return getrusage(RUSAGE_THREAD, &usage) == 0 ? usage.ru_nivcsw : 0;
}

/* Cuts one reservation into COUNT mappings: neighbours with other rights cannot be merged. */
void *
map_many(int64_t count)
{
	char *all = mmap(0, (uint64_t)count * 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (all == MAP_FAILED)
		return 0;
	for (int64_t i = 0; i < count; i += 2)
		if (mprotect(all + i * 4096, 4096, PROT_READ) != 0)
			return 0;
	return all;
}

void
unmap_many(void *all, int64_t count)
{
	munmap(all, (uint64_t)count * 4096);
}
