# SPDX-License-Identifier: MIT
# Installs the components Library, Probe and Tool, each of which works without the others, and
# packs them into archives. No file names the prefix: an installed tree can be moved.

include(GNUInstallDirs)

set(anonshm_config_destination "${CMAKE_INSTALL_LIBDIR}/cmake/anonshm")
set(anonshm_data_destination "${CMAKE_INSTALL_DATADIR}/anonshm")

# -- Library -------------------------------------------------------------------------------

install(TARGETS ${anonshm_kinds} EXPORT anonshm_library
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT Library
  LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT Library
  RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}" COMPONENT Library
  INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
install(EXPORT anonshm_library NAMESPACE anonshm:: FILE anonshmLibrary.cmake
  DESTINATION "${anonshm_config_destination}" COMPONENT Library)
install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/"
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT Library)

function(anonshm_install_pkg_config)
  get_filename_component(prefix "${CMAKE_INSTALL_PREFIX}" ABSOLUTE)
  set(pcfiledir "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig")
  file(RELATIVE_PATH anonshm_pc_prefix "${pcfiledir}" "${prefix}")
  string(REGEX REPLACE "/$" "" anonshm_pc_prefix "${anonshm_pc_prefix}")
  file(RELATIVE_PATH anonshm_pc_libdir "${prefix}" "${CMAKE_INSTALL_FULL_LIBDIR}")
  file(RELATIVE_PATH anonshm_pc_includedir "${prefix}" "${CMAKE_INSTALL_FULL_INCLUDEDIR}")
  list(TRANSFORM anonshm_libraries PREPEND "-l" OUTPUT_VARIABLE anonshm_pc_libraries)
  list(JOIN anonshm_pc_libraries " " anonshm_pc_libraries)
  configure_file(
    "${PROJECT_SOURCE_DIR}/cmake/anonshm.pc.in" "${PROJECT_BINARY_DIR}/anonshm.pc" @ONLY)
  install(FILES "${PROJECT_BINARY_DIR}/anonshm.pc"
    DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig" COMPONENT Library)
endfunction()
anonshm_install_pkg_config()

# -- Probe ---------------------------------------------------------------------------------

install(DIRECTORY "${PROJECT_SOURCE_DIR}/cmake/anonshm" "${PROJECT_SOURCE_DIR}/cmake/platforms"
  DESTINATION "${anonshm_data_destination}/cmake" COMPONENT Probe)
install(FILES "${PROJECT_SOURCE_DIR}/cmake/AnonShmProbe.cmake"
  DESTINATION "${anonshm_data_destination}/cmake" COMPONENT Probe)
install(DIRECTORY "${PROJECT_SOURCE_DIR}/probes"
  DESTINATION "${anonshm_data_destination}" COMPONENT Probe)

# -- Tool ----------------------------------------------------------------------------------

if(TARGET anonshm_tool)
  install(TARGETS anonshm_tool EXPORT anonshm_tool
    RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}" COMPONENT Tool)
  install(EXPORT anonshm_tool NAMESPACE anonshm:: FILE anonshmTool.cmake
    DESTINATION "${anonshm_config_destination}" COMPONENT Tool)
endif()

# -- Part of each --------------------------------------------------------------------------

set(anonshm_config_directory "${PROJECT_BINARY_DIR}/CMakeFiles/anonshm/installed")
anonshm_write_config("${anonshm_config_directory}" "${anonshm_config_destination}"
  "${CMAKE_INSTALL_PREFIX}" "${anonshm_data_destination}/cmake")
foreach(component IN ITEMS Library Probe Tool)
  install(DIRECTORY "${anonshm_config_directory}/"
    DESTINATION "${anonshm_config_destination}" COMPONENT ${component})
  install(FILES "${PROJECT_SOURCE_DIR}/LICENSE"
    DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/anonshm" COMPONENT ${component})
endforeach()

# -- Only where anonshm itself is built ----------------------------------------------------

if(NOT PROJECT_IS_TOP_LEVEL)
  return()
endif()

add_custom_target(anonshm_uninstall
  COMMAND "${CMAKE_COMMAND}" -P "${PROJECT_SOURCE_DIR}/cmake/uninstall.cmake"
  WORKING_DIRECTORY "${PROJECT_BINARY_DIR}"
  COMMENT "Removing what was installed" VERBATIM)

set(CPACK_GENERATOR TGZ)
find_program(ANONSHM_DPKG_SHLIBDEPS dpkg-shlibdeps)
mark_as_advanced(ANONSHM_DPKG_SHLIBDEPS)
if(ANONSHM_DPKG_SHLIBDEPS)
  list(APPEND CPACK_GENERATOR DEB)
endif()
set(CPACK_PACKAGE_VENDOR "The anonshm authors")
set(CPACK_PACKAGE_CONTACT "the anonshm authors")
set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
set(CPACK_STRIP_FILES ON)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
include(CPack)
