// SPDX-License-Identifier: MIT
#include <anonshm/version.h>

const char *anonshm_version() {
    return ANONSHM_VERSION;
}
