// Can a shared memory object be created here at all?
//
// shm_open may be there and /dev/shm not: chroots, AWS Lambda, Android's SELinux rules.

#include "../object.h"

namespace anonshm_probe {

answer shm_open_works() {
    return object_works();
}

} // namespace anonshm_probe
