# SPDX-License-Identifier: MIT
# The package: what find_package(anonshm) finds in the build tree, and, if wanted, the rules
# that install it.

include(CMakePackageConfigHelpers)

set(anonshm_kinds)
foreach(kind IN ITEMS static archive shared)
  if(TARGET anonshm_${kind})
    list(APPEND anonshm_kinds anonshm_${kind})
  endif()
endforeach()

# Exports the targets as anonshm::<kind>; in the build tree without install(), so that another
# project can export what it links with these (a target "that is not in any export set").
function(anonshm_export_targets)
  foreach(target IN LISTS anonshm_kinds)
    string(REPLACE "anonshm_" "" name "${target}")
    set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
  endforeach()
  export(TARGETS ${anonshm_kinds} NAMESPACE anonshm::
    FILE "${PROJECT_BINARY_DIR}/anonshmLibrary.cmake")
  if(TARGET anonshm_tool)
    set_target_properties(anonshm_tool PROPERTIES EXPORT_NAME tool)
    export(TARGETS anonshm_tool NAMESPACE anonshm::
      FILE "${PROJECT_BINARY_DIR}/anonshmTool.cmake")
  endif()
endfunction()

# <prefix>/<path>, or the path itself if it is absolute.
function(anonshm_below variable prefix path)
  if(NOT IS_ABSOLUTE "${path}")
    string(PREPEND path "${prefix}/")
  endif()
  set(${variable} "${path}" PARENT_SCOPE)
endfunction()

# Writes the config file and its version file into <directory>, for use from <destination>.
# <tool> is a file that is missing where the program is.
function(anonshm_write_config directory destination prefix module tool)
  # Not PATH_VARS, which make an absolute path relative to where the config file is.
  anonshm_below(module [[${PACKAGE_PREFIX_DIR}]] "${module}")
  anonshm_below(tool [[${PACKAGE_PREFIX_DIR}]] "${tool}")
  configure_package_config_file(
    "${PROJECT_SOURCE_DIR}/cmake/anonshmConfig.cmake.in" "${directory}/anonshmConfig.cmake"
    INSTALL_DESTINATION "${destination}" INSTALL_PREFIX "${prefix}"
    NO_SET_AND_CHECK_MACRO NO_CHECK_REQUIRED_COMPONENTS_MACRO)
  set(version_file "${directory}/anonshmConfigVersion.cmake")
  set(compatibility SameMajorVersion)
  if(anonshm_interface MATCHES "\\.")
    set(compatibility SameMinorVersion)
  endif()
  write_basic_package_version_file("${version_file}"
    VERSION "${anonshm_version}" COMPATIBILITY ${compatibility})
  file(APPEND "${version_file}" [[

# The questions are the same for every architecture.
if(anonshm_FIND_COMPONENTS STREQUAL "Probe")
  unset(PACKAGE_VERSION_UNSUITABLE)
endif()
]])
endfunction()

set(anonshm_config_directories "${PROJECT_BINARY_DIR}")
if(NOT PROJECT_IS_TOP_LEVEL AND DEFINED CMAKE_FIND_PACKAGE_REDIRECTS_DIR)
  # Where find_package() looks first (CMake 3.24): the host's other parts find this anonshm.
  list(APPEND anonshm_config_directories "${CMAKE_FIND_PACKAGE_REDIRECTS_DIR}")
endif()
foreach(directory IN LISTS anonshm_config_directories)
  anonshm_write_config("${directory}" "${directory}" "${PROJECT_BINARY_DIR}"
    "${PROJECT_SOURCE_DIR}/cmake/AnonShmProbe.cmake"
    "${PROJECT_BINARY_DIR}/anonshmTool.cmake")
endforeach()

if(ANONSHM_EXPORT_SET AND NOT ANONSHM_INSTALL)
  # The host's namespace will be in front of our names.
  install(TARGETS ${anonshm_kinds} EXPORT "${ANONSHM_EXPORT_SET}")
else()
  anonshm_export_targets()
endif()
if(ANONSHM_INSTALL AND NOT CMAKE_SKIP_INSTALL_RULES)
  include(cmake/install.cmake)
endif()
