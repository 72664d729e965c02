# SPDX-License-Identifier: MIT
# Removes what `cmake --install` wrote down in the manifests of the build tree that it is run
# in, and the directories named after anonshm that are empty then.

file(GLOB manifests "install_manifest*.txt")
if(NOT manifests)
  message(FATAL_ERROR "Nothing was installed from ${CMAKE_CURRENT_BINARY_DIR}.")
endif()
foreach(manifest IN LISTS manifests)
  file(STRINGS "${manifest}" files ENCODING UTF-8) # without it, a name ends at an umlaut
  foreach(file IN LISTS files)
    message(STATUS "Removing $ENV{DESTDIR}${file}")
    file(REMOVE "$ENV{DESTDIR}${file}")
    get_filename_component(directory "${file}" DIRECTORY)
    while(directory MATCHES "/anonshm(/|$)")
      file(GLOB left "$ENV{DESTDIR}${directory}/*")
      if(left)
        break()
      endif()
      file(REMOVE_RECURSE "$ENV{DESTDIR}${directory}")
      get_filename_component(directory "${directory}" DIRECTORY)
    endwhile()
  endforeach()
  file(REMOVE "${manifest}")
endforeach()
