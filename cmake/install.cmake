# SPDX-License-Identifier: MIT
# Installs the components Library, Probe and Tool, each of which works without the others, and
# packs them into archives. No file names the prefix: an installed tree can be moved, but one
# in /usr, and one whose libraries have an absolute directory.

include(GNUInstallDirs)

set(anonshm_config_destination "${CMAKE_INSTALL_LIBDIR}/cmake/anonshm")
set(anonshm_data_destination "${CMAKE_INSTALL_DATADIR}/anonshm")
set(anonshm_program "${CMAKE_INSTALL_BINDIR}/anonshm${CMAKE_EXECUTABLE_SUFFIX}")
set(anonshm_archives)
foreach(configuration IN ITEMS "" ${CMAKE_BUILD_TYPE} ${CMAKE_CONFIGURATION_TYPES})
  string(TOUPPER "${configuration}" configuration)
  string(CONCAT file "${CMAKE_STATIC_LIBRARY_PREFIX}anonshm"
    "${CMAKE_${configuration}_POSTFIX}${CMAKE_STATIC_LIBRARY_SUFFIX}")
  list(APPEND anonshm_archives "${CMAKE_INSTALL_LIBDIR}/${file}")
endforeach()
list(REMOVE_DUPLICATES anonshm_archives)
if(IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}")
  # Outputs apart, as in Nix, which moves the config files into another one: no relative path
  # leads from there to the rest.
  anonshm_below(anonshm_data_destination
    "${CMAKE_INSTALL_PREFIX}" "${anonshm_data_destination}")
  anonshm_below(anonshm_program "${CMAKE_INSTALL_PREFIX}" "${anonshm_program}")
endif()

# -- Library -------------------------------------------------------------------------------

foreach(name IN ITEMS Static Shared)
  if(name IN_LIST anonshm_exports)
    install(TARGETS ${anonshm_of_${name}} EXPORT anonshm_${name}
      ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT Library
      LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT Library
      RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}" COMPONENT Library
      INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
    install(EXPORT anonshm_${name} NAMESPACE anonshm:: FILE anonshm${name}.cmake
      DESTINATION "${anonshm_config_destination}" COMPONENT Library)
  endif()
endforeach()
install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/"
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT Library)

# The Common Package Specification, for tools other than CMake: the two libraries as files, in
# an export set of their own, as CMake writes no generator expression into it, and
# anonshm_static has one. Not under the name anonshm, where find_package() would prefer it to
# the config file: it has neither the probe nor the program.
function(anonshm_install_package_info)
  set(targets anonshm_archive anonshm_shared)
  if(BUILD_SHARED_LIBS)
    list(REVERSE targets)
  endif()
  foreach(target IN LISTS targets)
    if(NOT TARGET ${target})
      list(REMOVE_ITEM targets ${target})
    endif()
  endforeach()
  set(destination "${CMAKE_INSTALL_LIBDIR}/cps/libanonshm")
  list(GET targets 0 default)
  get_target_property(default ${default} EXPORT_NAME)
  install(TARGETS ${targets} EXPORT anonshm_package_info
    ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT Library
    LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT Library
    RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}" COMPONENT Library
    INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
  install(PACKAGE_INFO libanonshm EXPORT anonshm_package_info COMPONENT Library
    DESTINATION "${destination}"
    VERSION ${anonshm_version} COMPAT_VERSION ${anonshm_interface}.0 VERSION_SCHEMA simple
    DEFAULT_TARGETS ${default} LICENSE MIT DESCRIPTION "${anonshm_description}"
    HOMEPAGE_URL "${anonshm_homepage}")
  # The archive was written in C++, but needs nothing of a C++ library.
  anonshm_below(written [[$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}]] "${destination}")
  install(CODE "
    file(GLOB files \"${written}/libanonshm@*.cps\")
    foreach(file IN LISTS files)
      file(READ \"\${file}\" text)
      string(REPLACE [=[\"link_languages\" : [ \"cpp\" ]]=] [=[\"link_languages\" : [ \"c\" ]]=]
        text \"\${text}\")
      file(WRITE \"\${file}\" \"\${text}\")
    endforeach()" COMPONENT Library)
endfunction()
if(CMAKE_VERSION VERSION_GREATER_EQUAL 4.3)
  anonshm_install_package_info()
endif()

function(anonshm_write_pkg_config file anonshm_pc_prefix)
  anonshm_below(anonshm_pc_libdir [[${prefix}]] "${CMAKE_INSTALL_LIBDIR}")
  anonshm_below(anonshm_pc_includedir [[${prefix}]] "${CMAKE_INSTALL_INCLUDEDIR}")
  list(TRANSFORM anonshm_libraries PREPEND "-l" OUTPUT_VARIABLE anonshm_pc_libraries)
  list(JOIN anonshm_pc_libraries " " anonshm_pc_libraries)
  configure_file("${PROJECT_SOURCE_DIR}/cmake/anonshm.pc.in" "${file}" @ONLY)
endfunction()

# Two files, of which the prefix of the installation decides. What is in /usr is not moved, and
# pkg-config leaves the directories of the system out only if they are written as it knows them;
# otherwise -L/usr/lib/pkgconfig/../../lib would come before the user's own. CPack installs to
# _CPack_Packages/…/usr what a .deb puts into /usr.
function(anonshm_install_pkg_config)
  set(directory "${PROJECT_BINARY_DIR}/CMakeFiles/anonshm/pkgconfig")
  set(movable "${CMAKE_INSTALL_PREFIX}")
  if(NOT IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}")
    file(RELATIVE_PATH movable
      "/prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/prefix")
    string(REGEX REPLACE "/$" "" movable "\${pcfiledir}/${movable}")
  endif()
  anonshm_write_pkg_config("${directory}/movable/anonshm.pc" "${movable}")
  anonshm_write_pkg_config("${directory}/system/anonshm.pc" "/usr")
  anonshm_below(destination [[${CMAKE_INSTALL_PREFIX}]] "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
  install(CODE "
    set(kind movable)
    if(CMAKE_INSTALL_PREFIX MATCHES \"^(.*/_CPack_Packages/.*)?/usr/?\$\")
      set(kind system)
    endif()
    file(INSTALL DESTINATION \"${destination}\" TYPE FILE
      FILES \"${directory}/\${kind}/anonshm.pc\")" COMPONENT Library)
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
  # Where anonshm header finds the module, seen from the program.
  file(RELATIVE_PATH anonshm_from_program "${CMAKE_INSTALL_FULL_BINDIR}"
    "${CMAKE_INSTALL_FULL_LIBDIR}/cmake/anonshm")
  set_property(SOURCE "${PROJECT_SOURCE_DIR}/src/tool/header_command.cpp"
    TARGET_DIRECTORY anonshm_tool APPEND PROPERTY
    COMPILE_DEFINITIONS "ANONSHM_CONFIG_DIRECTORY=\"${anonshm_from_program}\"")
  # The program finds a shared library wherever the tree is; the loader knows that of /usr.
  if(BUILD_SHARED_LIBS AND NOT DEFINED CMAKE_INSTALL_RPATH
      AND NOT CMAKE_INSTALL_PREFIX MATCHES "^/usr/?$")
    set(anonshm_origin "\$ORIGIN")
    if(APPLE)
      set(anonshm_origin "@loader_path")
    endif()
    file(RELATIVE_PATH anonshm_rpath
      "${CMAKE_INSTALL_FULL_BINDIR}" "${CMAKE_INSTALL_FULL_LIBDIR}")
    set_target_properties(anonshm_tool PROPERTIES
      INSTALL_RPATH "${anonshm_origin}/${anonshm_rpath}")
  endif()
  install(TARGETS anonshm_tool EXPORT anonshm_Tool
    RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}" COMPONENT Tool)
  install(EXPORT anonshm_Tool NAMESPACE anonshm:: FILE anonshmTool.cmake
    DESTINATION "${anonshm_config_destination}" COMPONENT Tool)
  # Where each shell looks by itself.
  set(anonshm_completions "${PROJECT_SOURCE_DIR}/src/tool/completions")
  install(FILES "${anonshm_completions}/anonshm.bash" RENAME anonshm
    DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions" COMPONENT Tool)
  install(FILES "${anonshm_completions}/_anonshm"
    DESTINATION "${CMAKE_INSTALL_DATADIR}/zsh/site-functions" COMPONENT Tool)
  install(FILES "${anonshm_completions}/anonshm.fish"
    DESTINATION "${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d" COMPONENT Tool)
endif()

# -- Part of each --------------------------------------------------------------------------

set(anonshm_config_directory "${PROJECT_BINARY_DIR}/CMakeFiles/anonshm/installed")
anonshm_write_config("${anonshm_config_directory}" "${anonshm_config_destination}"
  "${CMAKE_INSTALL_PREFIX}" "${anonshm_data_destination}/cmake/AnonShmProbe.cmake"
  "${anonshm_archives}" "${anonshm_program}")
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
set(CPACK_PACKAGE_VERSION "${anonshm_version}")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${anonshm_description}")
set(CPACK_PACKAGE_HOMEPAGE_URL "${anonshm_homepage}")
set(CPACK_PACKAGE_VENDOR "The anonshm authors")
set(CPACK_PACKAGE_CONTACT "The anonshm authors <anonshm@example.org>" CACHE STRING
  "Who makes the package")
mark_as_advanced(CPACK_PACKAGE_CONTACT)
set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
set(CPACK_STRIP_FILES ON)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_ANONSHM_SOURCE "${PROJECT_SOURCE_DIR}")
set(CPACK_PRE_BUILD_SCRIPTS "${PROJECT_SOURCE_DIR}/cmake/debian/prepare.cmake")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION libdevel)
string(CONCAT CPACK_DEBIAN_PACKAGE_DESCRIPTION
  "A library that creates anonymous shared memory by the best method that the\n"
  "system has, and does with it what every program does next; a CMake module\n"
  "that answers what a platform offers for it, as a config header; and a program\n"
  "that reports what this machine can do.")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS cmake)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA "${PROJECT_SOURCE_DIR}/cmake/debian/triggers")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
include(CPack)
