# Chooses the methods that this target can compile, best first, by the table in the catalogue.
# Sets chain and chain_libraries. Unknown facts leave a method out: what may not link is no
# help.

include_guard(GLOBAL)

macro(_anonshm_choose_chain)
  set(chain)
  set(chain_libraries)
  foreach(id IN LISTS facts_LIBRARY) # by the fact, which the user may have preset
    list(REMOVE_ITEM probe_libraries "${library_${asked_${id}}}")
    if(value_${id} AND NOT value_${id} STREQUAL "none")
      list(APPEND probe_libraries "${value_${id}}")
    endif()
  endforeach()
  foreach(method IN LISTS methods)
    set(served TRUE)
    foreach(id IN LISTS needs_${method})
      if("${value_${id}}" STREQUAL "" OR "${value_${id}}" STREQUAL "FALSE")
        set(served FALSE)
      endif()
    endforeach()
    if(served)
      list(APPEND chain "${method}")
      foreach(id IN LISTS needs_${method})
        if(library_${id} AND library_${id} IN_LIST probe_libraries)
          list(APPEND chain_libraries "${library_${id}}")
        endif()
      endforeach()
    endif()
  endforeach()
  list(REMOVE_DUPLICATES chain_libraries)
endmacro()
