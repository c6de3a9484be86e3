// The trace file: a header of 64 bytes, then records of 32, little-endian. docs/machine-traces.md describes both.
#ifndef DAXNATIVE_RECORD_H
#define DAXNATIVE_RECORD_H

#include <stdbool.h>
#include <stdint.h>

enum record_kind {
    RECORD_STORE = 1, RECORD_CLWB, RECORD_CLFLUSHOPT, RECORD_CLFLUSH, RECORD_SFENCE, RECORD_MFENCE, RECORD_LOCKED,
    RECORD_UNKNOWN_FLUSH, // a flush whose operand is not known
    RECORD_END = 255,     // the last one: its value counts those before it
};

enum { RECORD_NONTEMPORAL = 1, RECORD_KERNEL = 2 };

struct record {
    uint64_t offset, value, pc;
    uint8_t kind, size;
    uint16_t thread;
    uint8_t flags, unused[3];
};

bool record_open(const char *path, uint64_t start, uint64_t length);
void record_write(const struct record *record);
void record_close(void);

#endif
