# SPDX-License-Identifier: MIT
# The package: what find_package(anonshm) finds in the build tree, and, if wanted, the rules
# that install it.

include(CMakePackageConfigHelpers)

# What is exported, each in a file of its own, since distributions pack them apart.
set(anonshm_of_Static anonshm_static anonshm_archive)
set(anonshm_of_Shared anonshm_shared)
set(anonshm_of_Tool anonshm_tool)
set(anonshm_exports)
foreach(name IN ITEMS Static Shared Tool)
  list(GET anonshm_of_${name} 0 target)
  if(TARGET ${target})
    list(APPEND anonshm_exports ${name})
  endif()
endforeach()

# As anonshm::<kind>, in the build tree without install(), so that another project can export
# what it links with these (a target "that is not in any export set").
function(anonshm_export_targets)
  foreach(name IN LISTS anonshm_exports)
    foreach(target IN LISTS anonshm_of_${name})
      string(REPLACE "anonshm_" "" kind "${target}")
      set_target_properties(${target} PROPERTIES EXPORT_NAME ${kind})
    endforeach()
    export(TARGETS ${anonshm_of_${name}} NAMESPACE anonshm::
      FILE "${PROJECT_BINARY_DIR}/anonshm${name}.cmake")
  endforeach()
endfunction()

# Into an export set of the host, whose namespace will be in front of our names.
function(anonshm_join_export_set)
  foreach(name IN ITEMS Static Shared)
    if(name IN_LIST anonshm_exports)
      install(TARGETS ${anonshm_of_${name}} EXPORT "${ANONSHM_EXPORT_SET}")
    endif()
  endforeach()
endfunction()

# <prefix>/<path>, or the path itself if it is absolute.
function(anonshm_below variable prefix path)
  if(NOT IS_ABSOLUTE "${path}")
    string(PREPEND path "${prefix}/")
  endif()
  set(${variable} "${path}" PARENT_SCOPE)
endfunction()

# Writes the config file and its version file into <directory>, for use from <destination>.
# <module>, and of <archives> and <tool> one, are there if what they belong to is.
function(anonshm_write_config directory destination prefix module archives tool)
  # Not PATH_VARS, which make an absolute path relative to where the config file is.
  foreach(list IN ITEMS module archives tool)
    set(paths "")
    foreach(path IN LISTS ${list})
      anonshm_below(path [[${PACKAGE_PREFIX_DIR}]] "${path}")
      list(APPEND paths "${path}")
    endforeach()
    set(${list} "${paths}")
  endforeach()
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

anonshm_write_config("${PROJECT_BINARY_DIR}" "${PROJECT_BINARY_DIR}" "${PROJECT_BINARY_DIR}"
  "${PROJECT_SOURCE_DIR}/cmake/AnonShmProbe.cmake"
  "${PROJECT_BINARY_DIR}/anonshmStatic.cmake" "${PROJECT_BINARY_DIR}/anonshmTool.cmake")
if(NOT PROJECT_IS_TOP_LEVEL AND DEFINED CMAKE_FIND_PACKAGE_REDIRECTS_DIR)
  # Where find_package() looks first (CMake 3.24): the host's other parts find this anonshm.
  file(WRITE "${CMAKE_FIND_PACKAGE_REDIRECTS_DIR}/anonshmConfig.cmake"
    "include(\"${PROJECT_BINARY_DIR}/anonshmConfig.cmake\")\n")
  file(COPY "${PROJECT_BINARY_DIR}/anonshmConfigVersion.cmake"
    DESTINATION "${CMAKE_FIND_PACKAGE_REDIRECTS_DIR}")
endif()

if(ANONSHM_EXPORT_SET AND NOT ANONSHM_INSTALL)
  anonshm_join_export_set()
else()
  anonshm_export_targets()
endif()
if(ANONSHM_INSTALL AND NOT CMAKE_SKIP_INSTALL_RULES)
  include(cmake/install.cmake)
endif()
