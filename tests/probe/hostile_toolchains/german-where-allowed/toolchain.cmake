string(APPEND CMAKE_CXX_FLAGS " -isystem ${LIE}/../header-without-library/include")
