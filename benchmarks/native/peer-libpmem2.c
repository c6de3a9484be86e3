#include <fcntl.h>
#include <libpmem2.h>
#include <stdlib.h>
#include <unistd.h>
#include "sample.h"

static pmem2_persist_fn persist_function;
static pmem2_flush_fn flush_function;
static pmem2_drain_fn drain_function;
static pmem2_memcpy_fn memcpy_function;
static pmem2_memset_fn memset_function;

static struct pmem2_map *
map(const char *path)
{
	struct pmem2_config *config = NULL;
	struct pmem2_source *source = NULL;
	struct pmem2_map *mapped = NULL;
	int file = open(path, O_RDWR | O_CLOEXEC);
	if (file < 0 || pmem2_config_new(&config) != 0 || pmem2_source_from_fd(&source, file) != 0 ||
	    pmem2_config_set_required_store_granularity(config, PMEM2_GRANULARITY_CACHE_LINE) != 0 ||
	    pmem2_map_new(&mapped, config, source) != 0) {
		pmem2_perror("pmem2_map_new");
		abort();
	}
	pmem2_config_delete(&config);
	pmem2_source_delete(&source);
	close(file);
	return mapped;
}

/* Its functions depend on the granularity only, so all peers can work on one mapping: same memory, same page tables. */
void
prepare(const struct sample *s)
{
	struct pmem2_map *mapped = map(s->source);
	persist_function = pmem2_get_persist_fn(mapped);
	flush_function = pmem2_get_flush_fn(mapped);
	drain_function = pmem2_get_drain_fn(mapped);
	memcpy_function = pmem2_get_memcpy_fn(mapped);
	memset_function = pmem2_get_memset_fn(mapped);
	pmem2_map_delete(&mapped);
}

void
persist(const struct sample *s)
{
	char *at = s->memory + s->offset;
	const int64_t stride = s->stride, size = s->size, count = s->count;
	const pmem2_persist_fn function = persist_function;
	for (int64_t i = 0; i < count; i++, at += stride) {
		dirty(s, at, size, i);
		function(at, size);
	}
}

void
batch(const struct sample *s)
{
	char *at = s->memory + s->offset;
	const int64_t stride = s->stride, count = s->count;
	const pmem2_flush_fn flush = flush_function;
	const pmem2_drain_fn drain = drain_function;
	for (int64_t i = 0; i < count; i++, at += stride) {
		for (char *line = at; line < at + BATCH_LINES * BATCH_STRIDE; line += BATCH_STRIDE) {
			dirty(s, line, 8, i);
			flush(line, LINE);
		}
		drain();
	}
}

void
copy(const struct sample *s)
{
	char *at = s->memory + s->offset;
	const char *source = s->source;
	const int64_t stride = s->stride, size = s->size, count = s->count;
	const pmem2_memcpy_fn function = memcpy_function;
	for (int64_t i = 0; i < count; i++, at += stride)
		function(at, source, size, 0);
}

void
fill(const struct sample *s)
{
	char *at = s->memory + s->offset;
	const int64_t stride = s->stride, size = s->size, count = s->count;
	const pmem2_memset_fn function = memset_function;
	for (int64_t i = 0; i < count; i++, at += stride)
		function(at, FILL_VALUE, size, 0);
}

void
open_map(const struct sample *s)
{
	for (int64_t i = 0; i < s->count; i++) {
		struct pmem2_map *mapped = map(s->source);
		pmem2_map_delete(&mapped);
	}
}
