// Whether this QEMU is one that the tracer can work in. What is missing is named on stderr.
#include "api_check.h"

#include <stdio.h>
#include <string.h>

#define SYMBOL(name) { #name, (void *)(name) }

static bool has_symbols(void) {
    const struct { const char *name; void *address; } needed[] = {
        SYMBOL(qemu_plugin_register_vcpu_tb_trans_cb), SYMBOL(qemu_plugin_register_vcpu_insn_exec_cb),
        SYMBOL(qemu_plugin_register_vcpu_mem_cb), SYMBOL(qemu_plugin_register_atexit_cb),
        SYMBOL(qemu_plugin_tb_n_insns), SYMBOL(qemu_plugin_tb_get_insn), SYMBOL(qemu_plugin_insn_data),
        SYMBOL(qemu_plugin_insn_size), SYMBOL(qemu_plugin_insn_vaddr), SYMBOL(qemu_plugin_mem_size_shift),
        SYMBOL(qemu_plugin_mem_is_store), SYMBOL(qemu_plugin_get_hwaddr), SYMBOL(qemu_plugin_hwaddr_is_io), SYMBOL(qemu_plugin_hwaddr_phys_addr),
        SYMBOL(qemu_get_cpu), SYMBOL(cpu_get_phys_page_debug), SYMBOL(cpu_memory_rw_debug),
        SYMBOL(x86_cpu_gdb_read_register), SYMBOL(g_byte_array_new), SYMBOL(g_byte_array_set_size),
    };
    bool whole = true;
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        if (!needed[i].address) {
            fprintf(stderr, "daxtrace: this QEMU does not export %s\n", needed[i].name);
            whole = false;
        }
    }
    return whole;
}

bool api_check(const qemu_info_t *info) {
    if (!has_symbols()) {
        return false;
    }
    if (strcmp(info->target_name, "x86_64") != 0 || !info->system_emulation) {
        fprintf(stderr, "daxtrace: only for qemu-system-x86_64\n");
        return false;
    }
    if (info->version.min > QEMU_PLUGIN_API || info->version.cur < QEMU_PLUGIN_API) {
        fprintf(stderr, "daxtrace: wants plugin interface %d; this QEMU has %d to %d\n", QEMU_PLUGIN_API,
                info->version.min, info->version.cur);
        return false;
    }
    if (info->system.max_vcpus != 1) {
        fprintf(stderr, "daxtrace: with more than one CPU there is no order of all stores: -smp 1\n");
        return false;
    }
    return true;
}
