# What the program anonshm is built from beside its own source: the probe without its main(),
# the catalogue as a list for the preprocessor, and the report of this configure.

include_guard(GLOBAL)

include("${CMAKE_CURRENT_LIST_DIR}/work_out.cmake")

# Also sets ANONSHM_PROBE_LIBRARIES in the caller: what the probe is linked with.
function(anonshm_write_tool_files directory)
  _anonshm_read_catalogue()
  _anonshm_keys(answers_key outcome_key "")
  include("${CMAKE_BINARY_DIR}/CMakeFiles/anonshm/answers-${answers_key}.cmake")
  set(ANONSHM_PROBE_LIBRARIES "${probe_libraries}" PARENT_SCOPE)

  _anonshm_write_source("${directory}/anonshm_probe.cpp.new" "${missing_functions}")
  set(text "#define ANONSHM_FACTS(FACT)")
  foreach(kind IN ITEMS FUNCTION LIBRARY MACRO NUMBER BEHAVIOUR MACHINE)
    foreach(fact IN LISTS facts_${kind})
      string(REGEX MATCH "^[^:]+" id "${fact}")
      if(NOT id IN_LIST listed)
        list(APPEND listed "${id}")
        string(APPEND text " \\\n  FACT(${kind}, \"${id}\", \"${text_${id}}\")")
      endif()
    endforeach()
  endforeach()
  string(APPEND text "\n\n#define ANONSHM_METHODS(METHOD)")
  foreach(method IN LISTS methods)
    string(APPEND text " \\\n  METHOD(\"${method}\", \"${method_text_${method}}\")")
  endforeach()
  file(WRITE "${directory}/anonshm_catalogue.h.new" "${text}\n")

  # A line at a time: MSVC takes 16 KiB in one literal.
  file(READ "${PROJECT_BINARY_DIR}/anonshm-report.json" report)
  string(REGEX REPLACE "\n$" "" report "${report}")
  string(REPLACE "\n" "\\n)json\" \\\n  R\"json(" report "${report}")
  string(REPLACE "\\n)json\"" ")json\" \"\\n\"" report "${report}")
  file(WRITE "${directory}/anonshm_built_in.h.new"
    "#define ANONSHM_BUILT_IN_REPORT \\\n  R\"json(${report})json\"\n")

  foreach(file IN ITEMS anonshm_probe.cpp anonshm_catalogue.h anonshm_built_in.h)
    configure_file("${directory}/${file}.new" "${directory}/${file}" COPYONLY) # if it differs
  endforeach()
endfunction()
