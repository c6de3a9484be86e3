/*
 * The best copy and fill by non-temporal stores, as a template: PREFIX, VECTOR, LOAD, STREAM, SPREAD and TARGET are the
 * including file's. Partial lines at both ends are stored through the cache and flushed, first, so that their flushes run
 * beside the bulk; whole lines are streamed four at a time; one fence.
 */
#include <immintrin.h>
#include <string.h>
#include "flush.h"

#define JOIN2(a, b) a##b
#define JOIN(a, b) JOIN2(a, b)
#define VECTORS_A_LINE ((int)(LINE / sizeof(VECTOR)))

__attribute__((target(TARGET))) static inline void
JOIN(PREFIX, _stream_lines)(char *to, const char *from, int lines)
{
	VECTOR all[4 * LINE / sizeof(VECTOR)];
#pragma GCC unroll 16
	for (int i = 0; i < lines * VECTORS_A_LINE; i++)
		all[i] = LOAD((const void *)(from + i * sizeof(VECTOR)));
#pragma GCC unroll 16
	for (int i = 0; i < lines * VECTORS_A_LINE; i++)
		STREAM((void *)(to + i * sizeof(VECTOR)), all[i]);
}

__attribute__((target(TARGET))) static inline void
JOIN(PREFIX, _copy_one)(char *to, const char *from, int64_t size, enum flush with)
{
	int64_t head = -(uintptr_t)to & (LINE - 1);
	if (head > size)
		head = size;
	int64_t tail = (size - head) & (LINE - 1);
	if (head > 0) {
		memcpy(to, from, head);
		flush_line(to, with);
	}
	if (tail > 0) {
		memcpy(to + size - tail, from + size - tail, tail);
		flush_line(to + size - tail, with);
	}
	char *line = to + head, *end = to + size - tail;
	for (from += head; line + 4 * LINE <= end; line += 4 * LINE, from += 4 * LINE)
		JOIN(PREFIX, _stream_lines)(line, from, 4);
	for (; line < end; line += LINE, from += LINE)
		JOIN(PREFIX, _stream_lines)(line, from, 1);
	fence();
}

__attribute__((target(TARGET))) static inline void
JOIN(PREFIX, _fill_one)(char *to, int64_t size, enum flush with)
{
	int64_t head = -(uintptr_t)to & (LINE - 1);
	if (head > size)
		head = size;
	int64_t tail = (size - head) & (LINE - 1);
	if (head > 0) {
		memset(to, FILL_VALUE, head);
		flush_line(to, with);
	}
	if (tail > 0) {
		memset(to + size - tail, FILL_VALUE, tail);
		flush_line(to + size - tail, with);
	}
	const VECTOR value = SPREAD(FILL_VALUE);
	for (char *line = to + head, *end = to + size - tail; line < end; line += LINE)
#pragma GCC unroll 4
		for (int i = 0; i < VECTORS_A_LINE; i++)
			STREAM((void *)(line + i * sizeof(VECTOR)), value);
	fence();
}

__attribute__((target(TARGET))) void
JOIN(PREFIX, _copy)(const struct sample *s)
{
	char *at = s->memory + s->offset;
	const char *source = s->source;
	const int64_t stride = s->stride, size = s->size, count = s->count;
	WITH_BEST_FLUSH(
		for (int64_t i = 0; i < count; i++, at += stride)
			JOIN(PREFIX, _copy_one)(at, source, size, with);)
}

__attribute__((target(TARGET))) void
JOIN(PREFIX, _fill)(const struct sample *s)
{
	char *at = s->memory + s->offset;
	const int64_t stride = s->stride, size = s->size, count = s->count;
	WITH_BEST_FLUSH(
		for (int64_t i = 0; i < count; i++, at += stride)
			JOIN(PREFIX, _fill_one)(at, size, with);)
}

int
JOIN(PREFIX, _supported)(void)
{
	return __builtin_cpu_supports(TARGET);
}
