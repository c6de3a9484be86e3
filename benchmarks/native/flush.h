/* The best flush instruction of this CPU. By inline assembly, so that no compiler flag is needed. */
#ifndef FLUSH_H
#define FLUSH_H

#include <cpuid.h>
#include <stdint.h>
#include "sample.h"

enum flush { FLUSH_CLFLUSH, FLUSH_CLFLUSHOPT, FLUSH_CLWB };

static enum flush best_flush = FLUSH_CLFLUSH;

/* Once, when the library is loaded: in a virtual machine CPUID leaves the guest, and a sample is short. */
__attribute__((constructor)) static void
find_best_flush(void)
{
	unsigned a, b, c, d;
	if (__get_cpuid_count(7, 0, &a, &b, &c, &d))
		best_flush = b & bit_CLWB ? FLUSH_CLWB : b & bit_CLFLUSHOPT ? FLUSH_CLFLUSHOPT : FLUSH_CLFLUSH;
}

static inline void
flush_line(char *line, enum flush with)
{
	if (with == FLUSH_CLWB)
		__asm__ volatile("clwb %0" : "+m"(*line));
	else if (with == FLUSH_CLFLUSHOPT)
		__asm__ volatile("clflushopt %0" : "+m"(*line));
	else
		__asm__ volatile("clflush %0" : "+m"(*line));
}

static inline void
flush_range(char *first, int64_t size, enum flush with)
{
	char *end = first + size;
	char *line = (char *)((uintptr_t)first & ~(uintptr_t)(LINE - 1));
	for (; line < end; line += LINE)
		flush_line(line, with);
}

static inline void
fence(void)
{
	__asm__ volatile("sfence" ::: "memory");
}

/* Runs BODY with a constant `with`, so that no loop asks which instruction it is. */
#define WITH_BEST_FLUSH(BODY) \
	switch (best_flush) { \
	case FLUSH_CLWB: { const enum flush with = FLUSH_CLWB; BODY } break; \
	case FLUSH_CLFLUSHOPT: { const enum flush with = FLUSH_CLFLUSHOPT; BODY } break; \
	default: { const enum flush with = FLUSH_CLFLUSH; BODY } break; \
	}

#endif
