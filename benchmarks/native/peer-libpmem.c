#include <libpmem.h>
#include <stdio.h>
#include <stdlib.h>
#include "sample.h"

void
persist(const struct sample *s)
{
	char *at = s->memory + s->offset;
	const int64_t stride = s->stride, size = s->size, count = s->count;
	for (int64_t i = 0; i < count; i++, at += stride) {
		dirty(s, at, size, i);
		pmem_persist(at, size);
	}
}

void
batch(const struct sample *s)
{
	char *at = s->memory + s->offset;
	const int64_t stride = s->stride, count = s->count;
	for (int64_t i = 0; i < count; i++, at += stride) {
		for (char *line = at; line < at + BATCH_LINES * BATCH_STRIDE; line += BATCH_STRIDE) {
			dirty(s, line, 8, i);
			pmem_flush(line, LINE);
		}
		pmem_drain();
	}
}

void
copy(const struct sample *s)
{
	char *at = s->memory + s->offset;
	const char *source = s->source;
	const int64_t stride = s->stride, size = s->size, count = s->count;
	for (int64_t i = 0; i < count; i++, at += stride)
		pmem_memcpy_persist(at, source, size);
}

void
fill(const struct sample *s)
{
	char *at = s->memory + s->offset;
	const int64_t stride = s->stride, size = s->size, count = s->count;
	for (int64_t i = 0; i < count; i++, at += stride)
		pmem_memset_persist(at, FILL_VALUE, size);
}

void
open_map(const struct sample *s)
{
	for (int64_t i = 0; i < s->count; i++) {
		size_t length;
		int is_pmem;
		void *memory = pmem_map_file(s->source, 0, 0, 0, &length, &is_pmem);
		if (memory == NULL) {
			fprintf(stderr, "pmem_map_file: %s\n", pmem_errormsg());
			abort();
		}
		pmem_unmap(memory, length);
	}
}
