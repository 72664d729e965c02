# SPDX-License-Identifier: MIT
# Writes the translation units of a project's facts. Each has the headers and definitions of its
# facts and no others, as what one header declares is no answer for another: facts share a unit
# only where these are equal.
#
# A question is a block of its own, and an object, anonshm_fact_<id>, is the answer. The block
# has every state that the question can be in (ANONSHM_IS_<id>, see question.h), the first of
# which is what is expected. Each has file names of its own, so that an error says which
# expectation was wrong; compile_units.sh or build.cmake then choose another:
#
#   anonshm_present/<id> anonshm_absent/<id> anonshm_undeclared/<id> anonshm_weak/<id>
#   anonshm_value/<id> anonshm_overloaded/<id> anonshm_number/<id> anonshm_type/<id>
#   anonshm_typename/<id> anonshm_member/<id> anonshm_compiles/<id> anonshm_runs/<id>
#   anonshm_header/<unit>/<header>
#
# <states> is as in ../probe/source.cmake. These are further states:
#
#   value        a symbol that has no address: an enumerator, a constant
#   overloaded   a function of several types (C++)
#   mangled      one that is in no library under its own name
#   <unit>=crashed
#                the compiler has not said whether it can be compiled
#
# alone/<id> among the states gives a question a unit of its own.

include_guard(GLOBAL)

# Sets in the caller <units>, their names, and for each _anonshm_ids_<unit>. A name lasts while
# the states of its facts change.
function(_anonshm_divide_into_units units ids states)
  set(names "")
  foreach(id IN LISTS ids)
    list(APPEND names "${_anonshm_unit_${id}}")
  endforeach()
  if("${states}" MATCHES "alone/")
    set(names "")
    foreach(id IN LISTS ids)
      _anonshm_unit_name(name ${id} "${states}")
      list(APPEND names ${name})
    endforeach()
  endif()
  set(once "${names}")
  list(REMOVE_DUPLICATES once)
  foreach(name IN LISTS once)
    set(ids_${name} "")
  endforeach()
  foreach(id name IN ZIP_LISTS ids names)
    list(APPEND ids_${name} ${id})
  endforeach()
  foreach(name IN LISTS once)
    set(_anonshm_ids_${name} "${ids_${name}}" PARENT_SCOPE)
  endforeach()
  set(${units} "${once}" PARENT_SCOPE)
endfunction()

function(_anonshm_unit_name variable id states)
  set(name "${_anonshm_unit_${id}}")
  if("alone/${id}" IN_LIST states)
    string(APPEND name "_${id}")
  endif()
  set(${variable} "${name}" PARENT_SCOPE)
endfunction()

# Needs what _anonshm_define_questions() sets.
function(_anonshm_unit_text variable unit states)
  list(GET _anonshm_ids_${unit} 0 first)
  _anonshm_unit_beginning(beginning ${unit} ${first} "${states}")
  set(questions "")
  set(state "")
  foreach(id IN LISTS _anonshm_ids_${unit})
    set(kind "${_anonshm_kind_${id}}")
    set(name "${_anonshm_name_${id}}")
    if(NOT states STREQUAL "")
      _anonshm_state(state "${states}" ${id})
      _anonshm_define_state(questions ${id} "${state}")
    endif()
    if(kind MATCHES "^(NUMBER|TYPE|MEMBER|COMPILES|RUNS)$")
      cmake_language(CALL _anonshm_prepare_${kind} ${id})
    endif()
    string(CONFIGURE "${_anonshm_question_${kind}}" question @ONLY)
    string(APPEND questions "${question}")
  endforeach()
  list(TRANSFORM _anonshm_ids_${unit} REPLACE "(.+)" "    &anonshm_fact_\\1,\n"
    OUTPUT_VARIABLE facts)
  list(JOIN facts "" facts)
  string(CONCAT text
    "${beginning}${_anonshm_question_macros}"
    "#if !defined ANONSHM_MISSING\n${questions}#line 1 \"anonshm_answers\"\n#endif\n"
    "static const struct anonshm_fact *const anonshm_facts[] = {\n"
    "#if !defined ANONSHM_MISSING\n# define ANONSHM_MISSING \"none\"\n${facts}#endif\n"
    "    0,\n};\n"
    "ANONSHM_EXTERN_C const struct anonshm_unit anonshm_unit_${unit};\n"
    "const struct anonshm_unit anonshm_unit_${unit} =\n"
    "    {\"\\nANONSHM unit.${unit}=\" ANONSHM_MISSING \"\\n\", 0, 0, anonshm_facts};\n")
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

# What earlier builds have shown.
function(_anonshm_define_state variable id state)
  if(NOT state STREQUAL "")
    string(TOUPPER "${state}" state)
    set(${variable} "${${variable}}#define ANONSHM_IS_${id} ANONSHM_${state}\n" PARENT_SCOPE)
  endif()
endfunction()

# Definitions and headers. One that is not there, or cannot be included, is all that the unit
# has to say. A compiler that cannot be asked for a header includes it.
function(_anonshm_unit_beginning variable unit id states)
  set(text "")
  set(kept "${_anonshm_unit_${id}}")
  if("${unit}=crashed" IN_LIST states)
    string(APPEND text "#define ANONSHM_MISSING \"crashed 0\"\n")
  endif()
  foreach(definition IN LISTS _anonshm_definitions_${kept})
    string(REGEX MATCH "^([^=]*)(=(.*))?$" match "${definition}")
    set(value "${CMAKE_MATCH_3}")
    if(CMAKE_MATCH_2 STREQUAL "")
      set(value 1) # as -D does
    endif()
    string(APPEND text "#undef ${CMAKE_MATCH_1}\n#define ${CMAKE_MATCH_1} ${value}\n")
  endforeach()
  set(at 0)
  foreach(header IN LISTS _anonshm_include_${kept})
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

# Sets in the caller _anonshm_question_macros, and _anonshm_question_<KIND>. @id@ and @name@ are
# those of the fact, @state@ is for states that ask nothing and that compile_units.sh does not
# turn to; the others are set by _anonshm_prepare_<KIND>(). Each ends in a word, of which
# evaluate.cmake makes the answer.
function(_anonshm_define_questions)
  _anonshm_paste(macros toolchain/question.h)
  # They are in every unit, so without comments.
  string(REGEX REPLACE "/[*][^*]*[*]+([^/*][^*]*[*]+)*/|  +" " " macros "${macros}")
  set(_anonshm_question_macros "${macros}" PARENT_SCOPE)
  set(_anonshm_question_HEADER [[
ANONSHM_FACT(@id@, "there")
]] PARENT_SCOPE)
  set(_anonshm_question_MACRO [[
#if defined @name@
ANONSHM_FACT(@id@, "there")
#else
ANONSHM_FACT(@id@, "undefined")
#endif
]] PARENT_SCOPE)
  set(named [[
#line 1 "anonshm_present/@id@"
#if defined @name@
ANONSHM_FACT(@id@, "macro")
#elif defined __stub_@name@ || defined __stub___@name@
ANONSHM_FACT(@id@, "stub")
#elif ANONSHM_IS_@id@ == ANONSHM_EXPECTED
ANONSHM_FACT_LINKED(@id@, "linked", &@name@)
#line 1 "anonshm_weak/@id@"
ANONSHM_IS_STRONG(@id@, &@name@)
#elif ANONSHM_IS_@id@ == ANONSHM_WEAK
ANONSHM_FACT_LINKED(@id@, "weak", &@name@)
#elif ANONSHM_IS_@id@ == ANONSHM_ABSENT
#line 1 "anonshm_absent/@id@"
ANONSHM_IS_ABSENT(@name@)
ANONSHM_FACT(@id@, "absent")
#elif ANONSHM_IS_@id@ == ANONSHM_VALUE
#line 1 "anonshm_value/@id@"
ANONSHM_IS_VALUE(@id@, @name@)
ANONSHM_FACT_LINKED(@id@, "constant", anonshm_value_@id@)
#elif ANONSHM_IS_@id@ == ANONSHM_OVERLOADED
#line 1 "anonshm_overloaded/@id@"
ANONSHM_IS_OVERLOADED(@id@, @name@)
ANONSHM_FACT_OVERLOADED(@id@, @name@)
#else
ANONSHM_FACT(@id@, "@state@")
#endif
]])
  set(_anonshm_question_FUNCTION "${named}" PARENT_SCOPE)
  set(_anonshm_question_SYMBOL "${named}" PARENT_SCOPE)
  # A macro, or else whatever has the name.
  set(_anonshm_question_NUMBER [[
#line 1 "anonshm_number/@id@"
#if ANONSHM_IS_@id@ == ANONSHM_UNUSABLE && defined @name@
ANONSHM_FACT_NUMBER(@id@, "macro number", @at@, ANONSHM_NO_CONSTANT)
#elif ANONSHM_IS_@id@ == ANONSHM_UNUSABLE
ANONSHM_FACT_NUMBER(@id@, "number", @at@, ANONSHM_NO_CONSTANT)
#elif defined @name@
ANONSHM_IS_CONSTANT(@id@, @name@)
ANONSHM_FACT_NUMBER(@id@, "macro number", @at@, ANONSHM_NUMBER(@name@))
#elif ANONSHM_IS_@id@ == ANONSHM_PRESENT
ANONSHM_IS_CONSTANT(@id@, @name@)
ANONSHM_FACT_NUMBER(@id@, "number", @at@, ANONSHM_NUMBER(@name@))
#else
#line 1 "anonshm_undeclared/@id@"
ANONSHM_IS_ABSENT(@name@)
ANONSHM_FACT_NUMBER(@id@, "number", @at@, ANONSHM_NO_NUMBER)
#endif
]] PARENT_SCOPE)
  # An expression has no typedef, and a macro of nothing no size.
  set(_anonshm_question_TYPE [[
#line 1 "anonshm_@asked@/@id@"
#if ANONSHM_IS_@id@ == ANONSHM_EXPECTED
typedef @name@ anonshm_type_@id@;
ANONSHM_FACT_NUMBER(@id@, "type", @at@, ANONSHM_NUMBER(sizeof(@name@)))
#else
# if ANONSHM_IS_@id@ == ANONSHM_ABSENT
#line 1 "anonshm_absent/@id@"
@absence@
# endif
ANONSHM_FACT_NUMBER(@id@, "type", @at@, ANONSHM_NO_NUMBER)
#endif
]] PARENT_SCOPE)
  # A bit-field has no size, so it is not asked for one.
  set(_anonshm_question_MEMBER [[
#line 1 "anonshm_member/@id@"
#if ANONSHM_IS_@id@ == ANONSHM_EXPECTED
typedef char anonshm_member_@id@[sizeof((void)((@name@ *)0)->@member@, 0)];
ANONSHM_FACT(@id@, "there")
#else
ANONSHM_FACT(@id@, "no member")
#endif
]] PARENT_SCOPE)
  # Code has to be linked, and is in one section with the function whose address is taken.
  set(_anonshm_question_COMPILES [[
#if ANONSHM_IS_@id@ == ANONSHM_EXPECTED
@code@
#line 1 "anonshm_answers"
static void anonshm_kept(void) {}
ANONSHM_FACT_LINKED(@id@, "code", anonshm_kept)
#elif ANONSHM_IS_@id@ == ANONSHM_ABSENT
ANONSHM_FACT(@id@, "@refused@ code")
#else
ANONSHM_FACT(@id@, "@state@ code")
#endif
]] PARENT_SCOPE)
  # The file has the interface of answer.h, and the headers of C that it needs, and not our
  # feature-test macros. The function may be in the namespace anonshm_probe.
  set(_anonshm_question_RUNS [[
#if ANONSHM_IS_@id@ != ANONSHM_UNUSABLE
@interface@
#endif
#if ANONSHM_IS_@id@ == ANONSHM_EXPECTED
# if defined __cplusplus
using namespace anonshm_probe;
# endif
#line 1 "anonshm_runs/@id@"
#include "@file@"
ANONSHM_PROBE_BEGIN
ANONSHM_EXTERN_C answer anonshm_runs_@id@(void);
answer anonshm_runs_@id@(void) { return @name@(); }
ANONSHM_PROBE_END
ANONSHM_FACT_TRIED(@id@)
#elif ANONSHM_IS_@id@ == ANONSHM_ABSENT
ANONSHM_FACT(@id@, "@refused@ code")
#else
ANONSHM_FACT(@id@, "@state@ code")
#endif
]] PARENT_SCOPE)
endfunction()

# The number stands behind that of its fact in the project's catalogue.
macro(_anonshm_prepare_NUMBER id)
  list(FIND _anonshm_project_facts ${id} at)
endmacro()

macro(_anonshm_prepare_TYPE id)
  list(FIND _anonshm_project_facts ${id} at)
  _anonshm_absence_of_type(absence ${id})
  set(asked type)
  if(absence STREQUAL "")
    set(asked typename)
  endif()
endmacro()

# A name can be declared as something else where it is no type, and a body be given to one that
# has none. Of other types, "unsigned foo", there is no proof that they are absent.
function(_anonshm_absence_of_type variable id)
  set(name "${_anonshm_name_${id}}")
  set(absence "")
  if(name MATCHES "^[A-Za-z_][A-Za-z_0-9]*$")
    set(absence "ANONSHM_IS_ABSENT(${name})")
  elseif(name MATCHES "^(struct|union) [A-Za-z_][A-Za-z_0-9]*$")
    set(absence "${name} { char anonshm_is_absent; };")
  endif()
  set(${variable} "${absence}" PARENT_SCOPE)
endfunction()

macro(_anonshm_prepare_MEMBER id)
  set(member "${_anonshm_third_${id}}")
endmacro()

# The body of a function, or a file that may have a main().
macro(_anonshm_prepare_COMPILES id)
  _anonshm_name_refusal(${id})
  if(_anonshm_file_${id} STREQUAL "")
    string(CONCAT code "ANONSHM_EXTERN_C int anonshm_compiles_${id}(void);\n"
      "#line 1 \"anonshm_compiles/${id}\"\n"
      "int anonshm_compiles_${id}(void) {\n${_anonshm_third_${id}}\n"
      "#line 1 \"anonshm_answers\"\nreturn 0;\n}")
  else()
    string(CONCAT code "#undef main\n#define main anonshm_compiles_${id}\n"
      "#line 1 \"anonshm_compiles/${id}\"\n#include \"${_anonshm_file_${id}}\"\n#undef main")
  endif()
endmacro()

macro(_anonshm_prepare_RUNS id)
  _anonshm_name_refusal(${id})
  _anonshm_paste(interface toolchain/namespace.h support/standard_headers.h support/answer.h
    support/require.h)
  set(file "${_anonshm_file_${id}}")
endmacro()

# A file of C++ that a project of C cannot compile is no answer.
macro(_anonshm_name_refusal id)
  set(refused absent)
  if(NOT _anonshm_file_${id} MATCHES "(^|[.]c)$" AND NOT CMAKE_CXX_COMPILER_LOADED)
    set(refused foreign)
  endif()
endmacro()

# -- Beside the units ----------------------------------------------------------------------

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
    "    {anonshm_lines, anonshm_numbers, anonshm_addresses, 0};\n"
    "static const struct anonshm_unit *const anonshm_units[] = {\n    &anonshm_unit,\n"
    "${rows}    0,\n};\n${main}")
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

# Of RUNS those that could be built.
function(_anonshm_own_runs variable ids states)
  set(runs "")
  foreach(id IN LISTS _anonshm_project_RUNS)
    _anonshm_state(state "${states}" ${id})
    if(id IN_LIST ids AND state STREQUAL "")
      list(APPEND runs ${id})
    endif()
  endforeach()
  set(${variable} "${runs}" PARENT_SCOPE)
endfunction()
