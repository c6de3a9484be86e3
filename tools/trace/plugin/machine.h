// The guest's CPU and memory, as far as QEMU's own functions give them.
#ifndef DAXNATIVE_MACHINE_H
#define DAXNATIVE_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

#include "decode.h"

enum { PAGE_SIZE = 4096 };

// The watched range of guest-physical memory.
void machine_watch(uint64_t start, uint64_t length);

// Whether a store's address in QEMU's RAM, which is not the guest's, may lie in the range: the quick test.
bool machine_may_watch(uint64_t ram_address);

// Offset of a virtual address within the range; false if it lies outside or is not mapped.
bool machine_offset(uint64_t address, uint64_t *offset);

// Up to 8 bytes as they are in memory now.
uint64_t machine_read(uint64_t address, unsigned size);

// A register is what it is only at the first instruction of a block: behind it QEMU keeps some on the host's side.
uint64_t machine_operand(const struct operand *operand, uint64_t next_instruction);

// The base of FS, which is a thread's own under Linux, and changes only in the kernel.
uint64_t machine_thread(void);

#endif
