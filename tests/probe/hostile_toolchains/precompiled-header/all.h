#include <stdlib.h>
#include <sys/mman.h>
#include <vector>
