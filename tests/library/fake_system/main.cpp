// SPDX-License-Identifier: MIT
// The errno policy of the chain on every method, and what else must happen when a call fails,
// on a system whose calls fail as the test specifies. Needs no privileges and no particular
// kernel.
//
//   anonshm_errno_rules [BEGINNING...]
//
// Prints the table and the cases, or only the cases that begin so; exit 0: all as expected, 1:
// not.

#include "check.h"
#include "methods.h"

int main(int count, char **beginnings) {
    if (!check::classify_methods())
        return 1;
    bool good = count > 1 || check::check_errno_policy();
    if (count == 1)
        good = check::group::run_all("") && good;
    for (int i = 1; i < count; ++i)
        good = check::group::run_all(beginnings[i]) && good;
    return good ? 0 : 1;
}
