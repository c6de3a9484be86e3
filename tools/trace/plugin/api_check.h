#ifndef DAXNATIVE_API_CHECK_H
#define DAXNATIVE_API_CHECK_H

#include "qemu_api.h"

bool api_check(const qemu_info_t *info);

#endif
