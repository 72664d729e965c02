# SPDX-License-Identifier: MIT
# What a host has set for its own targets neither starts its linters on ours nor stops them from
# being built. Each of these variables initialises a property of targets.

foreach(language IN ITEMS C CXX)
  foreach(linter IN ITEMS
      CLANG_TIDY CPPCHECK CPPLINT ICSTAT INCLUDE_WHAT_YOU_USE PVS_STUDIO)
    set(CMAKE_${language}_${linter} "")
  endforeach()
endforeach()
foreach(name IN ITEMS
    AUTOMOC AUTORCC AUTOUIC COMPILE_WARNING_AS_ERROR CXX_SCAN_FOR_MODULES
    LINK_LIBRARIES_ONLY_TARGETS LINK_WARNING_AS_ERROR LINK_WHAT_YOU_USE UNITY_BUILD)
  set(CMAKE_${name} OFF)
endforeach()
