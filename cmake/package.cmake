# SPDX-License-Identifier: MIT
# The package: what find_package(anonshm) finds in the build tree, and, if wanted, the rules
# that install it.

include(CMakePackageConfigHelpers)

# Without install(), so that another project can export what it links with these (a target "that
# is not in any export set").
set(anonshm_kinds)
foreach(target IN ITEMS anonshm_static anonshm_archive anonshm_shared)
  if(TARGET ${target})
    list(APPEND anonshm_kinds ${target})
  endif()
endforeach()
export(TARGETS ${anonshm_kinds} NAMESPACE anonshm::
  FILE "${PROJECT_BINARY_DIR}/anonshmLibrary.cmake")
if(TARGET anonshm_tool)
  export(TARGETS anonshm_tool NAMESPACE anonshm::
    FILE "${PROJECT_BINARY_DIR}/anonshmTool.cmake")
endif()

# Writes the config file and its version file into <directory>, for use from <destination>.
function(anonshm_write_config directory destination prefix module_directory)
  configure_package_config_file(
    "${PROJECT_SOURCE_DIR}/cmake/anonshmConfig.cmake.in" "${directory}/anonshmConfig.cmake"
    INSTALL_DESTINATION "${destination}" INSTALL_PREFIX "${prefix}"
    PATH_VARS module_directory
    NO_SET_AND_CHECK_MACRO NO_CHECK_REQUIRED_COMPONENTS_MACRO)
  set(version_file "${directory}/anonshmConfigVersion.cmake")
  write_basic_package_version_file("${version_file}" COMPATIBILITY SameMajorVersion)
  file(APPEND "${version_file}" [[

# The questions are the same for every architecture.
if(anonshm_FIND_COMPONENTS STREQUAL "Probe")
  unset(PACKAGE_VERSION_UNSUITABLE)
endif()
]])
endfunction()

anonshm_write_config("${PROJECT_BINARY_DIR}" "${PROJECT_BINARY_DIR}" "${PROJECT_BINARY_DIR}"
  "${PROJECT_SOURCE_DIR}/cmake")

if(ANONSHM_INSTALL AND NOT CMAKE_SKIP_INSTALL_RULES)
  include(cmake/install.cmake)
endif()
