# SPDX-License-Identifier: MIT
# Writes the translation units of a project's facts. Each has the headers and definitions of its
# facts and no others, as what one header declares is no answer for another: facts share a unit
# only where these are equal. Each question has a file name of its own (../probe/source.cmake);
# beside the names there:
#
#   anonshm_type/<id> anonshm_member/<id> anonshm_compiles/<id> anonshm_value/<id>
#   anonshm_overloaded/<id> anonshm_header/<unit>/<header>
#
# and these are further states:
#
#   value        a symbol that has no address: an enumerator, a constant
#   overloaded   a function of several types (C++)
#   mangled      one that is in no library under its own name
#
# alone/<id> among the states gives a question a unit of its own.

include_guard(GLOBAL)

# Sets in the caller <units>, their names, and for each _anonshm_ids_<unit>. A name is that of
# what its facts have in common, so that it lasts while their states change.
function(_anonshm_divide_into_units units ids states)
  set(names "")
  foreach(id IN LISTS ids)
    _anonshm_unit_name(name ${id} "${states}")
    if(NOT name IN_LIST names)
      list(APPEND names ${name})
      set(ids_${name} "")
    endif()
    list(APPEND ids_${name} ${id})
  endforeach()
  foreach(name IN LISTS names)
    set(_anonshm_ids_${name} "${ids_${name}}" PARENT_SCOPE)
  endforeach()
  set(${units} "${names}" PARENT_SCOPE)
endfunction()

function(_anonshm_unit_name variable id states)
  set(key "${_anonshm_unit_${id}}")
  if("alone/${id}" IN_LIST states)
    string(APPEND key "|${id}")
  endif()
  string(MD5 name "${key}")
  string(SUBSTRING "${name}" 0 12 name)
  set(${variable} "${name}" PARENT_SCOPE)
endfunction()

# Needs _anonshm_question_macros, the text of question.h.
function(_anonshm_unit_text variable unit states)
  list(GET _anonshm_ids_${unit} 0 first)
  _anonshm_unit_beginning(beginning ${unit} ${first} "${states}")
  set(questions "")
  set(lines "")
  set(numbers "")
  set(rows "")
  set(strong "")
  foreach(id IN LISTS _anonshm_ids_${unit})
    _anonshm_state(state "${states}" ${id})
    cmake_language(CALL _anonshm_question_${_anonshm_kind_${id}} ${id} "${state}")
  endforeach()
  string(CONCAT text
    "${beginning}${_anonshm_question_macros}"
    "#if !defined ANONSHM_MISSING\n${questions}#endif\n"
    "#line 1 \"anonshm_answers\"\n"
    "static const char anonshm_lines[] = \"\\n\"\n"
    "#if defined ANONSHM_MISSING\n\"ANONSHM unit.${unit}=\" ANONSHM_MISSING \"\\n\"\n"
    "#else\n${lines}#endif\n;\n"
    "static const char anonshm_numbers[] = {\n#if !defined ANONSHM_MISSING\n"
    "ANONSHM_NUMBERS_BEGIN\n${numbers}#endif\nANONSHM_NUMBERS_END\n};\n"
    "static void anonshm_kept(void) {}\n" # in one section with all of the unit's code
    "static const struct anonshm_address anonshm_addresses[] = {\n"
    "#if !defined ANONSHM_MISSING\n${rows}#endif\n    {0, anonshm_kept},\n};\n"
    "#if !defined ANONSHM_MISSING\n${strong}#endif\n"
    "ANONSHM_EXTERN_C const struct anonshm_unit anonshm_unit_${unit};\n"
    "const struct anonshm_unit anonshm_unit_${unit} =\n"
    "    {anonshm_lines, anonshm_numbers, anonshm_addresses};\n")
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

# Definitions and headers. One that is not there, or cannot be included, is all that the unit
# has to say. A compiler that cannot be asked for a header includes it.
function(_anonshm_unit_beginning variable unit id states)
  set(text "")
  foreach(definition IN LISTS _anonshm_definitions_${id})
    string(REGEX MATCH "^([^=]*)(=(.*))?$" match "${definition}")
    set(value "${CMAKE_MATCH_3}")
    if(CMAKE_MATCH_2 STREQUAL "")
      set(value 1) # as -D does
    endif()
    string(APPEND text "#undef ${CMAKE_MATCH_1}\n#define ${CMAKE_MATCH_1} ${value}\n")
  endforeach()
  set(at 0)
  foreach(header IN LISTS _anonshm_include_${id})
    if("${unit}/${header}=unusable" IN_LIST states)
      string(APPEND text "#undef ANONSHM_MISSING\n#define ANONSHM_MISSING \"unusable ${at}\"\n")
    else()
      string(APPEND text "#if defined __has_include && !defined ANONSHM_MISSING\n"
        "# if !__has_include(<${header}>)\n"
        "#  define ANONSHM_MISSING \"absent ${at}\"\n# endif\n#endif\n"
        "#line 1 \"anonshm_header/${unit}/${header}\"\n"
        "#if !defined ANONSHM_MISSING\n# include <${header}>\n#endif\n")
    endif()
    math(EXPR at "${at} + 1")
  endforeach()
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

# -- Questions, by kind --------------------------------------------------------------------
# Each appends to <questions>, what the compiler has to prove, and to <lines>, <numbers>, <rows>
# and <strong>, what it writes into the program, of its caller.

macro(_anonshm_append_questions)
  foreach(part IN ITEMS questions lines numbers rows strong)
    set(${part} "${${part}}" PARENT_SCOPE)
  endforeach()
endmacro()

function(_anonshm_question_FUNCTION id state)
  set(name "${_anonshm_name_${id}}")
  _anonshm_name_question("${name}")
endfunction()

function(_anonshm_question_SYMBOL id state)
  set(name "${_anonshm_name_${id}}")
  _anonshm_name_question("&${name}")
endfunction()

# <id> <state> <name>: of the caller, whose own caller gets what is appended.
macro(_anonshm_name_question address)
  set(expected 1)
  set(otherwise "ANONSHM_IS_ABSENT(${name})")
  set(by_macro "#if defined ${name}\n# define ANONSHM_HAS_${id} 0\n\
# define ANONSHM_STATE_${id} \"macro\"\n#elif")
  if(state STREQUAL "value")
    set(expected 0)
    set(otherwise "#line 1 \"anonshm_value/${id}\"\nANONSHM_IS_VALUE(${id}, ${name})")
  elseif(state STREQUAL "overloaded")
    set(expected 0)
    set(otherwise "#line 1 \"anonshm_overloaded/${id}\"\nANONSHM_IS_OVERLOADED(${id}, ${name})")
  elseif(state MATCHES "^(unlinkable|mangled|unusable)$")
    set(expected 0)
    set(otherwise "")
  else()
    _anonshm_turned(expected otherwise ${id} "${state}" "${address}")
  endif()
  _anonshm_function_question(questions ${id} "${name}" "${by_macro}" "${expected}"
    "${otherwise}")
  _anonshm_address(rows strong ${id} "${address}" "${states}")
  string(APPEND lines "\"ANONSHM ${id}=\" ANONSHM_STATE_${id} \"\\n\"\n")
  _anonshm_append_questions()
endmacro()

function(_anonshm_question_MACRO id state)
  string(APPEND lines "#if defined ${_anonshm_name_${id}}\n\"ANONSHM ${id}=macro\\n\"\n"
    "#else\n\"ANONSHM ${id}=absent\\n\"\n#endif\n")
  _anonshm_append_questions()
endfunction()

function(_anonshm_question_HEADER id state)
  string(APPEND lines "\"ANONSHM ${id}=present\\n\"\n")
  _anonshm_append_questions()
endfunction()

# A macro, or else whatever has the name.
function(_anonshm_question_NUMBER id state)
  set(name "${_anonshm_name_${id}}")
  set(number "ANONSHM_NUMBER(${name})")
  set(otherwise "ANONSHM_NO_NUMBER")
  if(state STREQUAL "present")
    set(otherwise "${number}")
  elseif(state STREQUAL "unusable")
    set(number "ANONSHM_NO_CONSTANT")
    set(otherwise "ANONSHM_NO_CONSTANT")
  else()
    string(APPEND questions "#if !defined ${name}\n#line 1 \"anonshm_absent/${id}\"\n"
      "ANONSHM_IS_ABSENT(${name})\n#endif\n")
  endif()
  string(APPEND lines "#if defined ${name}\n\"ANONSHM ${id}=macro\\n\"\n#endif\n")
  _anonshm_number_row(numbers ${id} "#if defined ${name}\n#line 1 \"anonshm_number/${id}\"\n\
${number}\n#else\n#line 1 \"anonshm_number/${id}\"\n${otherwise}\n#endif\n")
  _anonshm_append_questions()
endfunction()

# Appends the number and, before it, which it is in the project's catalogue.
function(_anonshm_number_row variable id number)
  list(FIND _anonshm_project_facts ${id} at)
  set(${variable} "${${variable}}ANONSHM_NUMBER(${at})\n${number}" PARENT_SCOPE)
endfunction()

function(_anonshm_question_TYPE id state)
  if(NOT state STREQUAL "absent")
    string(APPEND questions "#line 1 \"anonshm_type/${id}\"\n"
      "typedef ${_anonshm_name_${id}} anonshm_type_${id};\n")
    _anonshm_number_row(numbers ${id} "#line 1 \"anonshm_type/${id}\"\n\
ANONSHM_NUMBER(sizeof(anonshm_type_${id}))\n")
  endif()
  _anonshm_append_questions()
endfunction()

function(_anonshm_question_MEMBER id state)
  if(NOT state STREQUAL "absent")
    string(APPEND questions "#line 1 \"anonshm_member/${id}\"\n"
      "typedef ${_anonshm_name_${id}} anonshm_type_${id};\n"
      "#line 1 \"anonshm_member/${id}\"\n"
      "ANONSHM_HAS_MEMBER(${id}, ${_anonshm_third_${id}})\n")
  endif()
  _anonshm_append_questions()
endfunction()

# The body of a function, or a file that may have a main(). It has to be linked.
function(_anonshm_question_COMPILES id state)
  set(file "${_anonshm_file_${id}}")
  if(state MATCHES "^(absent|unlinkable)$")
    # is not asked
  elseif(file STREQUAL "")
    string(APPEND questions "ANONSHM_EXTERN_C int anonshm_compiles_${id}(void);\n"
      "#line 1 \"anonshm_compiles/${id}\"\n"
      "int anonshm_compiles_${id}(void) {\n${_anonshm_third_${id}}\n}\n")
  else()
    string(APPEND questions "#undef main\n#define main anonshm_compiles_${id}\n"
      "#line 1 \"anonshm_compiles/${id}\"\n#include \"${file}\"\n#undef main\n")
  endif()
  _anonshm_append_questions()
endfunction()

# The file has the interface of answer.h, and the headers of C that it needs, and not our
# feature-test macros. The function may be in the namespace anonshm_probe.
function(_anonshm_question_RUNS id state)
  _anonshm_paste(interface toolchain/namespace.h support/standard_headers.h support/answer.h
    support/require.h)
  if(NOT state STREQUAL "unusable")
    string(APPEND questions "${interface}")
  endif()
  if(state STREQUAL "")
    string(APPEND questions
      "#if defined __cplusplus\nusing namespace anonshm_probe;\n#endif\n"
      "#line 1 \"anonshm_compiles/${id}\"\n#include \"${_anonshm_file_${id}}\"\n"
      "ANONSHM_PROBE_BEGIN\n"
      "ANONSHM_EXTERN_C answer anonshm_runs_${id}(void);\n"
      "answer anonshm_runs_${id}(void) { return ${_anonshm_name_${id}}(); }\n"
      "ANONSHM_PROBE_END\n")
  endif()
  _anonshm_append_questions()
endfunction()

# -- Beside the units ----------------------------------------------------------------------

# Whether the linker finds functions whose address has no one type. No header is included that
# would declare them otherwise.
function(_anonshm_overloaded_text variable ids states)
  set(declarations "")
  set(rows "")
  foreach(id IN LISTS ids)
    if("${id}=overloaded" IN_LIST states)
      set(name "${_anonshm_name_${id}}")
      string(APPEND declarations "extern \"C\" void ${name}(void);\n")
      string(APPEND rows "    {\"${id}\", (anonshm_function)${name}},\n")
    endif()
  endforeach()
  string(CONCAT text "${_anonshm_question_macros}${declarations}"
    "static const struct anonshm_address anonshm_addresses[] = {\n${rows}    {0, 0},\n};\n"
    "ANONSHM_EXTERN_C const struct anonshm_unit anonshm_unit_overloaded;\n"
    "const struct anonshm_unit anonshm_unit_overloaded = {\"\", \"\", anonshm_addresses};\n")
  if(rows STREQUAL "")
    set(text "")
  endif()
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

# The program: prints what the units have found out, and runs those facts that have to be tried.
function(_anonshm_main_text variable units ids states)
  set(declarations "")
  set(rows "")
  foreach(unit IN LISTS units)
    string(APPEND declarations
      "ANONSHM_EXTERN_C const struct anonshm_unit anonshm_unit_${unit};\n")
    string(APPEND rows "    &anonshm_unit_${unit},\n")
  endforeach()
  _anonshm_own_runs(runs "${ids}" "${states}")
  _anonshm_paste(before toolchain/feature_macros.h toolchain/namespace.h toolchain/headers.h)
  _anonshm_paste(questions toolchain/target.h toolchain/question.h)
  _anonshm_tried(tried "${runs}")
  _anonshm_paste(main runner/main.c)
  if(runs STREQUAL "")
    string(PREPEND before "#define ANONSHM_PROBE_QUIET 1\n")
  endif()
  string(CONCAT text "/* Generated by anonshm_probe(). */\n${before}${questions}${tried}"
    "static const char anonshm_lines[] = \"\\n\"\n")
  _anonshm_target_lines(target)
  string(APPEND text "${target};\n${declarations}"
    "static const struct anonshm_address anonshm_addresses[] = {\n"
    "    {\"fclose\", (anonshm_function)fclose}, {0, 0},\n};\n"
    "static const char anonshm_numbers[] = {\nANONSHM_NUMBERS_BEGIN\n"
    "ANONSHM_NUMBER(-1) ANONSHM_NUMBER(8 * sizeof(void *))\nANONSHM_NUMBERS_END\n};\n"
    "static const struct anonshm_unit anonshm_unit =\n"
    "    {anonshm_lines, anonshm_numbers, anonshm_addresses};\n"
    "static const struct anonshm_unit *const anonshm_units[] = {\n    &anonshm_unit,\n"
    "${rows}    0,\n};\n${main}")
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

# Of RUNS those that could be built.
function(_anonshm_own_runs variable ids states)
  set(runs "")
  foreach(id IN LISTS ids)
    if(_anonshm_kind_${id} STREQUAL "RUNS")
      _anonshm_state(state "${states}" ${id})
      if(state STREQUAL "")
        list(APPEND runs ${id})
      endif()
    endif()
  endforeach()
  set(${variable} "${runs}" PARENT_SCOPE)
endfunction()
