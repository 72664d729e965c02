# SPDX-License-Identifier: MIT
# Chooses the methods that this target can compile, best first, by the table in the catalogue.

include_guard(GLOBAL)

# Unknown facts leave a method out: what may not link is no help. <libraries>: what the methods
# of the chain have to be linked with.
function(_anonshm_choose_chain chain libraries)
  _anonshm_needed_libraries(needed)
  set(chosen "")
  set(linked "")
  foreach(method IN LISTS _anonshm_methods)
    set(compiles TRUE)
    set(own "")
    foreach(id IN LISTS _anonshm_method_facts_${method})
      if("${_anonshm_value_${id}}" STREQUAL "" OR "${_anonshm_value_${id}}" STREQUAL "FALSE")
        set(compiles FALSE)
      endif()
      list(APPEND own ${_anonshm_library_${id}})
    endforeach()
    if(compiles)
      list(APPEND chosen "${method}")
      list(APPEND linked ${own})
    endif()
  endforeach()
  set(used "")
  foreach(library IN LISTS linked)
    if(library IN_LIST needed AND NOT library IN_LIST used)
      list(APPEND used "${library}")
    endif()
  endforeach()
  set(${chain} "${chosen}" PARENT_SCOPE)
  set(${libraries} "${used}" PARENT_SCOPE)
endfunction()

# Those of the probe; where there is a fact about it, by that fact, which may be preset.
function(_anonshm_needed_libraries variable)
  set(libraries "${_anonshm_probe_libraries}")
  foreach(id IN LISTS _anonshm_facts_LIBRARY)
    list(REMOVE_ITEM libraries "${_anonshm_library_${_anonshm_name_${id}}}")
    if(NOT "${_anonshm_value_${id}}" STREQUAL "" AND NOT _anonshm_value_${id} STREQUAL "none"
        AND NOT _anonshm_value_${id} STREQUAL "FALSE")
      list(APPEND libraries "${_anonshm_value_${id}}")
    endif()
  endforeach()
  set(${variable} "${libraries}" PARENT_SCOPE)
endfunction()
