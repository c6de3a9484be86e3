// Says what the tracer's decoder makes of instructions, one a line, given in hexadecimal as arguments.
#include <stdio.h>

#include "decode.h"

int main(int count, char **arguments) {
    for (int i = 1; i < count; i++) {
        uint8_t bytes[15];
        size_t length = 0;
        unsigned value;
        for (const char *at = arguments[i]; length < sizeof bytes && sscanf(at, "%2x", &value) == 1; at += 2) {
            bytes[length++] = (uint8_t)value;
        }
        struct insn insn = decode(bytes, length);
        printf("%d%s", insn.kind, insn.nontemporal ? " past the caches" : "");
        if (insn.kind >= INSN_CLWB && insn.kind <= INSN_CLFLUSH) {
            printf(" %d+%d*%d+%d%s", insn.operand.base, insn.operand.index, insn.operand.scale, insn.operand.displacement,
                   insn.operand.has_segment ? " with a segment" : "");
        }
        printf("\n");
    }
    return 0;
}
