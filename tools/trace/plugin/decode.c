#include "decode.h"

#include <string.h>

struct prefixes {
    bool operand_size, lock, repeat, segment;
    uint8_t rex;
};

static size_t read_prefixes(const uint8_t *at, size_t length, struct prefixes *prefixes) {
    size_t i = 0;
    for (; i < length; i++) {
        switch (at[i]) {
        case 0x66: prefixes->operand_size = true; continue;
        case 0xf0: prefixes->lock = true; continue;
        case 0xf2: case 0xf3: prefixes->repeat = true; continue;
        case 0x64: case 0x65: prefixes->segment = true; continue;
        case 0x26: case 0x2e: case 0x36: case 0x3e: case 0x67: continue;
        }
        break;
    }
    if (i < length && (at[i] & 0xf0) == 0x40) {
        prefixes->rex = at[i++];
    }
    return i;
}

// The ModRM byte and what follows it. Reads nothing behind the instruction: QEMU gave its whole bytes.
static struct operand read_operand(const uint8_t *modrm, size_t length, const struct prefixes *prefixes) {
    int mod = modrm[0] >> 6, rm = modrm[0] & 7;
    struct operand operand = { .base = (int8_t)(rm | (prefixes->rex & 1) << 3), .index = REG_NONE, .scale = 1,
                               .has_segment = prefixes->segment };
    size_t at = 1;
    bool wide = mod == 2;
    if (rm == 4) {
        uint8_t sib = modrm[at++];
        int index = (sib >> 3 & 7) | (prefixes->rex & 2) << 2;
        operand.base = (int8_t)((sib & 7) | (prefixes->rex & 1) << 3);
        operand.index = (int8_t)(index == 4 ? REG_NONE : index);
        operand.scale = (uint8_t)(1 << (sib >> 6));
        if ((sib & 7) == 5 && mod == 0) {
            operand.base = REG_NONE;
            wide = true;
        }
    } else if (rm == 5 && mod == 0) {
        operand.base = REG_RIP;
        wide = true;
    }
    if (wide && at + 4 <= length) {
        memcpy(&operand.displacement, modrm + at, 4);
    } else if (mod == 1 && at < length) {
        operand.displacement = (int8_t)modrm[at];
    }
    return operand;
}

// 0F AE holds the flushes and the fences, told apart by prefix, ModRM.mod and ModRM.reg.
static void decode_0fae(struct insn *insn, const uint8_t *modrm, size_t length, const struct prefixes *prefixes) {
    int reg = modrm[0] >> 3 & 7;
    if (prefixes->repeat) {
        return;
    }
    if (modrm[0] >> 6 == 3) {
        if (!prefixes->operand_size && (reg == 6 || reg == 7)) {
            insn->kind = reg == 7 ? INSN_SFENCE : INSN_MFENCE;
        }
    } else if (reg == 7 || (reg == 6 && prefixes->operand_size)) {
        insn->kind = reg == 6 ? INSN_CLWB : prefixes->operand_size ? INSN_CLFLUSHOPT : INSN_CLFLUSH;
        insn->operand = read_operand(modrm, length, prefixes);
    }
}

// MOVNTPS/PD, MOVNTI, MOVNTQ and MOVNTDQ.
static bool is_nontemporal(uint8_t opcode) { return opcode == 0x2b || opcode == 0xc3 || opcode == 0xe7; }

struct insn decode(const uint8_t *bytes, size_t length) {
    struct insn insn = { .kind = INSN_OTHER };
    struct prefixes prefixes = { 0 };
    size_t at = read_prefixes(bytes, length, &prefixes);
    if (prefixes.lock) {
        insn.kind = INSN_LOCKED;
    } else if (at + 1 < length && (bytes[at] == 0x86 || bytes[at] == 0x87)) {
        // XCHG with memory locks by itself.
        insn.kind = bytes[at + 1] >> 6 == 3 ? INSN_OTHER : INSN_LOCKED;
    } else if (at + 2 < length && bytes[at] == 0x0f) {
        insn.nontemporal = is_nontemporal(bytes[at + 1]) && !prefixes.repeat;
        if (bytes[at + 1] == 0xae) {
            decode_0fae(&insn, bytes + at + 2, length - at - 2, &prefixes);
        }
    } else if (at + 2 < length && bytes[at] == 0xc5) {
        insn.nontemporal = bytes[at + 2] == 0x2b || bytes[at + 2] == 0xe7;
    } else if (at + 3 < length && bytes[at] == 0xc4) {
        insn.nontemporal = (bytes[at + 1] & 0x1f) == 1 && (bytes[at + 3] == 0x2b || bytes[at + 3] == 0xe7);
    }
    return insn;
}
