# Reads probes/catalogue.cmake into variables of the caller:
#
#   facts                 the ids that stand for the target: every kind but MACHINE
#   files_MACHINE         what answers the machine facts
#   facts_<KIND>          the ids of one kind; MACHINE ids with their argument, id:argument
#   control_absent, control_present     two more functions, of which the answers are known
#   kind_<id> asked_<id> text_<id> library_<id>
#   methods  needs_<method> method_text_<method>

include_guard(GLOBAL)

macro(anonshm_fact kind id asked text)
  cmake_parse_arguments(entry "" "LIBRARY;FILE" "ARGUMENTS" ${ARGN})
  if("${kind}" STREQUAL "MACHINE")
    list(APPEND files_MACHINE "${entry_FILE}")
    if(entry_ARGUMENTS)
      list(TRANSFORM entry_ARGUMENTS PREPEND "${id}:" OUTPUT_VARIABLE entry_ids)
    else()
      set(entry_ids "${id}")
    endif()
    list(APPEND facts_MACHINE ${entry_ids})
  else()
    set(library_${id} "${entry_LIBRARY}")
    list(APPEND facts "${id}")
    list(APPEND facts_${kind} "${id}")
  endif()
  set(kind_${id} "${kind}")
  set(asked_${id} "${asked}")
  set(text_${id} "${text}")
endmacro()

macro(anonshm_method name needs text)
  list(APPEND methods "${name}")
  set(needs_${name} "${needs}")
  set(method_text_${name} "${text}")
endmacro()

macro(_anonshm_read_catalogue)
  foreach(kind IN ITEMS FUNCTION LIBRARY MACRO NUMBER BEHAVIOUR MACHINE)
    set(facts_${kind})
  endforeach()
  set(facts)
  set(files_MACHINE)
  set(methods)
  # Controls ride along: no header has the first, every C library has the second.
  set(control_absent anonshm_no_such_function)
  set(control_present fclose)
  set(asked_${control_absent} "int")
  set(asked_${control_present} "FILE *")
  _anonshm_probes_directory(probes)
  include("${probes}/catalogue.cmake")
endmacro()
