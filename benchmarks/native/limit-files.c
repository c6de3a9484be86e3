/* The least that an opened and mapped file costs; and the usual way to ask about a range, a pass over smaps. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "sample.h"

static void
check(int holds, const char *what)
{
	if (holds)
		return;
	perror(what);
	abort();
}

void
open_map(const struct sample *s)
{
	for (int64_t i = 0; i < s->count; i++) {
		struct stat status;
		int file = open(s->source, O_RDWR | O_CLOEXEC);
		check(file >= 0 && fstat(file, &status) == 0, s->source);
		void *memory = mmap(NULL, status.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
		check(memory != MAP_FAILED, "mmap");
		munmap(memory, status.st_size);
		close(file);
	}
}

/* The VmFlags of the mapping that holds the sample's address. */
void
inspect(const struct sample *s)
{
	const uintptr_t wanted = (uintptr_t)(s->memory + s->offset);
	for (int64_t i = 0; i < s->count; i++) {
		FILE *smaps = fopen("/proc/self/smaps", "re");
		check(smaps != NULL, "smaps");
		char line[512];
		int here = 0, found = 0;
		while (!found && fgets(line, sizeof(line), smaps) != NULL) {
			uintptr_t start, end;
			if (sscanf(line, "%lx-%lx ", &start, &end) == 2)
				here = start <= wanted && wanted < end;
			else
				found = here && strncmp(line, "VmFlags:", 8) == 0;
		}
		check(found, "no mapping at the address");
		fclose(smaps);
	}
}
