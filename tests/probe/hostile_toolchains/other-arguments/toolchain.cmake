string(APPEND CMAKE_CXX_FLAGS " -isystem ${LIE}/include")
