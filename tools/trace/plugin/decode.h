// What the tracer must know of an instruction's bytes (Intel SDM vol. 2, chapter 2 and appendix A), 64-bit mode only.
#ifndef DAXNATIVE_DECODE_H
#define DAXNATIVE_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum insn_kind { INSN_OTHER, INSN_CLWB, INSN_CLFLUSHOPT, INSN_CLFLUSH, INSN_SFENCE, INSN_MFENCE, INSN_LOCKED };

enum { REG_NONE = -1, REG_RIP = 16 };

// base + index * scale + displacement; register numbers as in the encoding.
struct operand {
    int8_t base, index;
    uint8_t scale;
    bool has_segment;
    int32_t displacement;
};

struct insn {
    enum insn_kind kind;
    bool nontemporal;
    struct operand operand; // of a flush
};

struct insn decode(const uint8_t *bytes, size_t length);

#endif
