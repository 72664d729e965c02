// The errno policy of the chain on every method, and what else must happen when a call fails,
// on a system whose calls fail as the test specifies. Needs no privileges and no particular
// kernel.
//
// Prints a table and the cases; exit 0: all as expected, 1: not.

#include "check.h"
#include "methods.h"

int main() {
    if (!check::classify_methods())
        return 1;
    const bool good = check::check_errno_policy();
    return check::group::run_all() && good ? 0 : 1;
}
