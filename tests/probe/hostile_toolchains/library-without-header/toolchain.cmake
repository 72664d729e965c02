# There, but nobody may call it: no header says how.
file(WRITE "${CMAKE_BINARY_DIR}/extra.c" "int shm_mkstemp(char *name) { return *name; }\n")
execute_process(COMMAND cc -c extra.c -o extra.o WORKING_DIRECTORY "${CMAKE_BINARY_DIR}")
string(APPEND CMAKE_EXE_LINKER_FLAGS " ${CMAKE_BINARY_DIR}/extra.o")
