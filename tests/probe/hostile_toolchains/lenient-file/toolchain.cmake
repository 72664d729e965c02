# The options are in a file, where nobody looks.
string(APPEND CMAKE_CXX_FLAGS " -isystem ${LIE}/../header-without-library/include")
string(APPEND CMAKE_EXE_LINKER_FLAGS " @${LIE}/options")
