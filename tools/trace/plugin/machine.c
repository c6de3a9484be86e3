#include "machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qemu_api.h"

// RAM above 4 GiB follows the RAM below it in QEMU's own numbering; a q35 of more than 2816 MiB has 2 GiB below.
static const uint64_t high_start = 4ull << 30, low_size = 2ull << 30;

static uint64_t range_start, range_length, ram_start;

void machine_watch(uint64_t start, uint64_t length) {
    range_start = start;
    range_length = length;
    ram_start = start < high_start ? start : start - high_start + low_size;
}

bool machine_may_watch(uint64_t ram_address) { return ram_address - ram_start < range_length; }

bool machine_offset(uint64_t address, uint64_t *offset) {
    uint64_t page = cpu_get_phys_page_debug(qemu_get_cpu(0), address & -(uint64_t)PAGE_SIZE);
    if (page == UINT64_MAX) {
        return false;
    }
    *offset = page + address % PAGE_SIZE - range_start;
    return *offset < range_length;
}

uint64_t machine_read(uint64_t address, unsigned size) {
    uint64_t value = 0;
    if (cpu_memory_rw_debug(qemu_get_cpu(0), address, &value, size, false) != 0) {
        fprintf(stderr, "daxtrace: what was stored at %#llx cannot be read back\n", (unsigned long long)address);
        abort();
    }
    return value;
}

// Numbers of QEMU's gdb stub: its general registers are in another order than the encoding's.
enum { GDB_RIP = 16, GDB_FS_BASE = 24 };

static uint64_t read_register(int number) {
    static GByteArray *buffer;
    uint64_t value = 0;
    if (!buffer) {
        buffer = g_byte_array_new();
    }
    g_byte_array_set_size(buffer, 0);
    int size = x86_cpu_gdb_read_register(qemu_get_cpu(0), buffer, number);
    memcpy(&value, buffer->data, size < 8 ? (size_t)size : 8);
    return value;
}

static uint64_t general_register(int number) {
    static const int8_t gdb[16] = { 0, 2, 3, 1, 7, 6, 4, 5, 8, 9, 10, 11, 12, 13, 14, 15 };
    return read_register(gdb[number]);
}

uint64_t machine_operand(const struct operand *operand, uint64_t next_instruction) {
    uint64_t address = (uint64_t)(int64_t)operand->displacement;
    if (operand->base == REG_RIP) {
        address += next_instruction;
    } else if (operand->base != REG_NONE) {
        address += general_register(operand->base);
    }
    if (operand->index != REG_NONE) {
        address += general_register(operand->index) * operand->scale;
    }
    return address;
}

uint64_t machine_thread(void) { return read_register(GDB_FS_BASE); }
