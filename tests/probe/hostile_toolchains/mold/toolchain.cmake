string(APPEND CMAKE_EXE_LINKER_FLAGS " -fuse-ld=mold")
string(APPEND CMAKE_CXX_FLAGS " -isystem ${LIE}/../header-without-library/include")
