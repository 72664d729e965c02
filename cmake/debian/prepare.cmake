# SPDX-License-Identifier: MIT
# What Debian's policy asks of a package beyond what is installed. CPack runs this in front of
# packing; the staged tree is the one that it has installed.
if(NOT CPACK_GENERATOR STREQUAL "DEB")
  return()
endif()
set(documents "${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr/share/doc/anonshm")

# Chapter 12.5: the licence stands in the file copyright, whose form is that of
# https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/.
file(REMOVE "${documents}/LICENSE")
file(READ "${CPACK_RESOURCE_FILE_LICENSE}" licence)
string(REGEX MATCH "Copyright \\(c\\) ([^\n]+)\n\n(.*)\n$" found "${licence}")
set(holders "${CMAKE_MATCH_1}")
string(REGEX REPLACE "\n(\n)" "\n.\\1" licence "${CMAKE_MATCH_2}")
string(REGEX REPLACE "([^\n]+)" " \\1" licence "${licence}")
configure_file("${CMAKE_CURRENT_LIST_DIR}/copyright" "${documents}/copyright" @ONLY)

# Chapter 12.7: both changelogs. The time is SOURCE_DATE_EPOCH, if there is one.
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)
configure_file("${CMAKE_CURRENT_LIST_DIR}/changelog" "${documents}/changelog.Debian" @ONLY)
configure_file("${CPACK_ANONSHM_SOURCE}/CHANGELOG.md" "${documents}/changelog" COPYONLY)

set(overrides "${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr/share/lintian/overrides")
file(MAKE_DIRECTORY "${overrides}")
configure_file("${CMAKE_CURRENT_LIST_DIR}/overrides" "${overrides}/anonshm" COPYONLY)

# Chapters 12.1 and 12.7: compressed, and the same each time (-n).
file(GLOB_RECURSE manual "${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr/share/man/*.[0-9]")
execute_process(COMMAND_ERROR_IS_FATAL ANY
  COMMAND gzip -9n "${documents}/changelog" "${documents}/changelog.Debian" ${manual})
