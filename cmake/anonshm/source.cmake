# Writes the one program that asks everything: a self-contained C++ file, which can be sent to
# another machine and compiled there by hand. The files under probes/ are pasted, since a quoted
# include cannot name every folder a build tree may be in.

include_guard(GLOBAL)

# Each file without its includes of its neighbours, which have been pasted before it.
function(_anonshm_paste variable)
  _anonshm_probes_directory(probes)
  set(text "")
  foreach(name IN LISTS ARGN)
    file(READ "${probes}/${name}" content)
    string(APPEND text "#line 1 \"probes/${name}\"\n${content}")
  endforeach()
  string(REPLACE "\n#include \"" "\n//#include \"" text "${text}")
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

# ANONSHM_FUNCTION(…) for each function; _MISSING for those known to have no library.
function(_anonshm_function_questions variable missing)
  set(text "namespace anonshm_probe {\n")
  foreach(id IN LISTS facts_FUNCTION control_absent control_present)
    set(question "ANONSHM_FUNCTION")
    if(id IN_LIST missing)
      set(question "ANONSHM_FUNCTION_MISSING")
    endif()
    # A macro of this name would hide the function; C allows removing it (C17 7.1.4).
    string(APPEND text
      "#undef ${id}\n"
      "#if defined __stub_${id} || defined __stub___${id}\n"
      "ANONSHM_FUNCTION_MISSING(${id}, ${asked_${id}})\n"
      "#else\n"
      "${question}(${id}, ${asked_${id}})\n"
      "#endif\n")
  endforeach()
  set(${variable} "${text}}\n" PARENT_SCOPE)
endfunction()

# A call of each function that there is, for the linker to resolve; never made. In one function,
# as each further one costs the compiler more than the call. The empty pack makes the name one
# that is looked up only where there is such a function.
function(_anonshm_function_calls variable)
  set(calls "")
  foreach(id IN LISTS facts_FUNCTION control_absent control_present)
    string(REGEX REPLACE " *([^,]+),?" "static_cast<\\1>(0), " values "${asked_${id}}")
    string(APPEND calls "    if constexpr (has_${id})\n        ${id}(${values}none...);\n")
  endforeach()
  string(CONCAT text "namespace anonshm_probe {\n"
    "template <class... None>\nvoid call_each(None... none) {\n${calls}}\n"
    "void call_all() {\n    call_each();\n}\n}\n")
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

# One line of text per toolchain fact.
function(_anonshm_line_table variable)
  set(lines "")
  foreach(id IN LISTS facts_FUNCTION control_absent control_present)
    string(APPEND lines
      "#if defined __stub_${id} || defined __stub___${id}\n"
      "    ANONSHM_LINE(\"${id}\", \"stub\"),\n"
      "#else\n"
      "    declared_${id}(first(), arguments<${asked_${id}}>())\n"
      "        ? ANONSHM_LINE(\"${id}\", \"declared\") : ANONSHM_LINE(\"${id}\", \"absent\"),\n"
      "#endif\n")
  endforeach()
  foreach(id IN LISTS facts_MACRO facts_NUMBER)
    set(present "with_number(ANONSHM_LINE(\"${id}\", \"\"), ${asked_${id}})")
    if(id IN_LIST facts_MACRO)
      set(present "ANONSHM_LINE(\"${id}\", \"true\")")
    endif()
    string(APPEND lines
      "#if defined ${asked_${id}}\n    ${present},\n"
      "#else\n    ANONSHM_LINE(\"${id}\", \"absent\"),\n#endif\n")
  endforeach()
  foreach(name IN ITEMS OS ARCH LIBC ENDIAN)
    string(TOLOWER "${name}" lower)
    string(APPEND lines "    ANONSHM_LINE(\"target.${lower}\", ANONSHM_TARGET_${name}),\n")
  endforeach()
  string(APPEND lines
    "    with_number(ANONSHM_LINE(\"target.pointer_bits\", \"\"), 8 * sizeof(void *)),\n")
  string(CONCAT table "namespace anonshm_probe {\n"
    "extern constexpr line lines[] = {\n${lines}};\n"
    "extern const size_t line_count = sizeof lines / sizeof lines[0];\n}\n")
  set(${variable} "${table}" PARENT_SCOPE)
endfunction()

function(_anonshm_question_table variable)
  set(rows "")
  foreach(fact IN LISTS facts_BEHAVIOUR facts_MACHINE)
    set(id "${fact}")
    set(call "${fact}, nullptr, nullptr")
    if(fact MATCHES "^([^:]+):(.*)$")
      set(id "${CMAKE_MATCH_1}")
      set(call "nullptr, ${id}, \"${CMAKE_MATCH_2}\"")
    endif()
    string(COMPARE EQUAL "${asked_${id}}" "yes/no" yes_or_no)
    string(APPEND rows "    {\"${fact}\", ${call}, ${yes_or_no}},\n")
  endforeach()
  string(CONCAT table "namespace anonshm_probe {\n"
    "extern const question questions[] = {\n${rows}};\n"
    "extern const size_t question_count = sizeof questions / sizeof questions[0];\n}\n")
  set(${variable} "${table}" PARENT_SCOPE)
endfunction()

function(_anonshm_write_source file missing)
  set(tried ${facts_BEHAVIOUR})
  list(TRANSFORM tried PREPEND "behaviour/")
  list(TRANSFORM files_MACHINE PREPEND "machine/")
  list(APPEND tried ${files_MACHINE})
  list(TRANSFORM tried APPEND ".cpp")
  list(REMOVE_DUPLICATES tried)

  _anonshm_paste(questions
    toolchain/feature_macros.h toolchain/headers.h toolchain/target.h toolchain/question.h)
  _anonshm_paste(common support/answer.h runner/run.h)
  _anonshm_paste(tried
    support/cleanup.h support/object.h support/shared_page.h support/directory.h ${tried})
  _anonshm_paste(run runner/run.cpp runner/main.cpp)
  _anonshm_function_questions(functions "${missing}")
  _anonshm_function_calls(calls)
  _anonshm_line_table(lines)
  _anonshm_question_table(table)
  file(WRITE "${file}"
    "// Generated by anonshm_probe() from probes/. Compile it alone, as C++17, and run it.\n"
    "${questions}#line 1 \"functions\"\n${functions}${common}"
    "#if ANONSHM_PROBE_RUNS\n${tried}#line 1 \"questions\"\n${table}#endif\n"
    "#if !defined ANONSHM_PROBE_NO_MAIN\n#line 1 \"lines\"\n${lines}${calls}#endif\n${run}")
endfunction()
