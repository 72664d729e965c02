/* SPDX-License-Identifier: MIT */
/*
 * Gives a child one object by a list of what it inherits, as the contract of
 * anonshm_duplicate() describes it, and a second one by that function. The child, this program
 * again, writes to both. A third one, which may be inherited but is not in the list, must not
 * arrive.
 *
 * Exit 0: so it was; otherwise the line that failed.
 */

#define _WIN32_WINNT 0x0600
#include <anonshm/anonshm.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

enum { size = 4096, patience = 60000 };

#define NEED(condition)                                                                        \
    if (!(condition))                                                                          \
    exit(__LINE__)

struct shared {
    volatile LONG has_number;
    int64_t number; /* of the second object, in the child */
    int64_t stray;  /* of the third one, in the parent */
    int answer;
};

static void *map(HANDLE section) {
    void *memory = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, size);
    NEED(memory != NULL);
    return memory;
}

static int child(const char *number) {
    struct shared *shared = map((HANDLE)(intptr_t)_strtoi64(number, NULL, 10));
    for (int waited = 0; !shared->has_number && waited < patience; waited += 10)
        Sleep(10);
    NEED(shared->has_number);
    *(int *)map((HANDLE)(intptr_t)shared->number) = 43;
    NEED(MapViewOfFile((HANDLE)(intptr_t)shared->stray, FILE_MAP_READ, 0, 0, size) == NULL);
    shared->answer = 42;
    return 0;
}

static HANDLE inheritable(void) {
    HANDLE object = anonshm_create(size, 0);
    NEED(object != ANONSHM_INVALID_HANDLE);
    NEED(SetHandleInformation(object, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT));
    return object;
}

static HANDLE start(HANDLE *object) {
    STARTUPINFOEXA start = {0};
    PROCESS_INFORMATION started;
    SIZE_T length = 0;
    char program[MAX_PATH], command[MAX_PATH + 32];
    GetModuleFileNameA(NULL, program, sizeof program);
    snprintf(command, sizeof command, "\"%s\" %lld", program, (long long)(intptr_t)*object);
    InitializeProcThreadAttributeList(NULL, 1, 0, &length);
    start.StartupInfo.cb = sizeof start;
    start.lpAttributeList = malloc(length);
    NEED(InitializeProcThreadAttributeList(start.lpAttributeList, 1, 0, &length));
    NEED(UpdateProcThreadAttribute(start.lpAttributeList, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST,
                                   object, sizeof *object, NULL, NULL));
    NEED(CreateProcessA(program, command, NULL, NULL, TRUE, EXTENDED_STARTUPINFO_PRESENT, NULL,
                        NULL, &start.StartupInfo, &started));
    return started.hProcess;
}

int main(int argc, char **argv) {
    if (argc == 2)
        return child(argv[1]);
    HANDLE object = inheritable(), stray = inheritable(), second = anonshm_create(size, 0);
    struct shared *shared = map(object);
    shared->stray = (intptr_t)stray;
    HANDLE process = start(&object), number;
    NEED(anonshm_duplicate(second, process, &number) == 0);
    shared->number = (intptr_t)number;
    InterlockedExchange(&shared->has_number, 1);
    DWORD status;
    NEED(WaitForSingleObject(process, patience) == WAIT_OBJECT_0);
    NEED(GetExitCodeProcess(process, &status));
    if (status != 0)
        return (int)status;
    NEED(shared->answer == 42 && *(int *)map(second) == 43);
    return 0;
}
