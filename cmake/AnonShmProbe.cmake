# SPDX-License-Identifier: MIT
#[=======================================================================[.rst:
AnonShmProbe
------------

Probes what a target offers for anonymous shared memory, and whatever else a project wants to
know of it.

.. command:: anonshm_probe

  ::

    anonshm_probe(
      [HEADER <file>]
      [PREFIX <prefix>]
      [REPORT <file.json>]
      [CATALOGUE <file.cmake>...]
      [STYLE define|cmakedefine]
      [FACTS <id>...]
      [LANGUAGE C|CXX]
      [CHAIN_VARIABLE <variable>]
      [LIBRARIES_VARIABLE <variable>])

  Answers every fact of ``probes/catalogue.cmake``: with one nested build in the usual case, and
  one run of what it built where the target can run.

  ``HEADER <file>``
    Config header to write; a relative name is below ``CMAKE_CURRENT_BINARY_DIR``. A function or
    a yes/no macro becomes ``<PREFIX>HAVE_<ID>`` 0 or 1. A number becomes ``<PREFIX><ID>``, and
    is not defined where the target lacks it. A behaviour becomes ``<PREFIX><ID>``: 0 or 1, a
    number, or a string, and then ``<PREFIX><ID>_<WORD>`` is 0 or 1 for each word that it may
    be, and defined as 1 for the name of an errno value that it is. What is unknown is not
    defined; ``<PREFIX><ID>_KNOWN`` is 0 or 1. Where the compilers of C and C++ differ, both
    answers are there, under ``#ifdef __cplusplus``. ``<PREFIX>CHAIN(METHOD)`` expands
    ``METHOD(name)`` for each method that this target can compile, best first.

  ``PREFIX <prefix>``
    Of the macros and of the variables below; default ``ANONSHM_``. It may be empty; then a
    number is ``VALUE_<ID>`` beside ``HAVE_<ID>``, so that no macro has the name that was asked
    about.

  ``REPORT <file.json>``
    Report to write, in the format ``anonshm-report/2`` (``anonshm-report.schema.json``). It
    speaks of the target, and of no machine.

  ``CATALOGUE <file.cmake>...``
    Catalogues of the project's own facts; see :command:`anonshm_fact`. They stand under the
    project's prefix, and change neither anonshm's facts nor the chain. Anonshm's own are asked
    only where ``FACTS`` or ``CHAIN_VARIABLE`` wants them.

  ``STYLE define|cmakedefine``
    Of the project's facts in the header: what the target lacks is 0, or it is not defined at
    all, as ``#cmakedefine`` does. Default ``define``.

  ``FACTS <id>...``
    Only these go into header, report and variables; default the project's own if there is a
    ``CATALOGUE``, else anonshm's.

  ``LANGUAGE C|CXX``
    Whose compiler and flags are asked; default every enabled language. Variables, chain,
    libraries and report are those of C++ then, and C's in a project of C.

  ``CHAIN_VARIABLE <variable>``, ``LIBRARIES_VARIABLE <variable>``
    Set in the caller's scope: the chain, and the libraries that its methods have to be linked
    with (by name: ``rt``, ``android``, or none); with a ``CATALOGUE`` also those without which
    a function of the project was not found.

  Sets ``<PREFIX><ID>`` (``TRUE``, ``FALSE``, the value, or empty for unknown) and
  ``<PREFIX><ID>_EVIDENCE`` in the caller's scope. The evidence is one of

  ``declared``
    The headers declare it, or do not.
  ``linked``
    The linker finds it, or does not.
  ``ran``
    A program ran on the target.
  ``emulated``
    It ran under ``CMAKE_CROSSCOMPILING_EMULATOR`` or a foreign loader.
  ``predicted``
    What is known of the platform, in every version from that on which it is built for. A run
    confirms it, or is reported beside it.
  ``preset``
    The user set it.
  ``unknown``
    There is no answer; the report has the reason.

  The answers are kept in the build tree. They are asked for again when anything has changed
  that could change them: the compiler, its flags and its standard, what compiler and linker say
  that they have read (gcc and clang do), the toolchain file, the environment, the catalogue. A
  call costs some milliseconds then, and a build tool configures again when a file of the module
  is edited. An answer that could not be had for a cause that may pass (an emulator that is
  missing, a time limit) is asked for every time.

  Facts are asked with the feature-test macros of ``probes/toolchain/feature_macros.h``
  (``_GNU_SOURCE`` among them; the header lists them), with the flags of the configuration that
  is built (``CMAKE_BUILD_TYPE``), and each language by its own compiler. A function is found by
  its name alone, whatever its arguments.

  Needs the language ``CXX`` or ``C``. Reads no ``CMAKE_REQUIRED_*`` and leaves no cache entry.
  At ``--log-level=VERBOSE``, and in the log of the configure, there is a line for each fact,
  with the reason of each *unknown*.

.. command:: anonshm_fact

  ::

    anonshm_fact(FUNCTION <name> HEADERS <header>... [LIBRARY <library>])
    anonshm_fact(HEADER <name>)
    anonshm_fact(MACRO <name> HEADERS <header>...)
    anonshm_fact(NUMBER <name> HEADERS <header>...)
    anonshm_fact(SYMBOL <name> HEADERS <header>...)
    anonshm_fact(TYPE <type> [HEADERS <header>...])
    anonshm_fact(MEMBER <type> <member> HEADERS <header>...)
    anonshm_fact(COMPILES <name> <code>|FILE <file> [HEADERS <header>...])
    anonshm_fact(RUNS <name> FILE <file> [HEADERS <header>...] [VALUES <value>...])

  A line of a catalogue: one fact of a project. The catalogue is a file of CMake commands that
  every configure reads; it may have conditions and loops. Each kind takes these words too:

  ``AFTER <header>...``
    Included before ``HEADERS``, or before the header that is asked about.
  ``DEFINITIONS|INCLUDES|OPTIONS|LINK_LIBRARIES <value>...``
    Definitions (``<macro>[=<value>]``), directories, options and libraries, as
    ``CMAKE_REQUIRED_DEFINITIONS``, ``…_INCLUDES``, ``…_FLAGS`` and ``…_LIBRARIES`` are to the
    modules of CMake; imported targets are libraries too, those that this project builds are not
    there yet. Directories are relative to the
    catalogue.
  ``DEFINE <macro>``
    The macro, where it is not to be the usual one.
  ``TEXT <description>``
    For people.

  The kinds, what is asked, and the macro:

  ``FUNCTION``
    Is a macro of this name defined, or do ``HEADERS`` declare it and has a library it: libc, or
    else ``LIBRARY``? ``HAVE_<NAME>``
  ``HEADER``
    Can it be included? ``HAVE_<NAME>``, with ``_`` for ``/``, ``.`` and ``-``
  ``MACRO``
    Is it defined? ``HAVE_<NAME>``
  ``NUMBER``
    Is it a macro, an enumerator or a constant? Its value: ``VALUE_<NAME>``, and ``HAVE_<NAME>``
    beside it
  ``SYMBOL``
    Is it a function, a macro, a variable or a constant, and can be linked? ``HAVE_<NAME>``
  ``TYPE``
    Is it a complete type? ``HAVE_<TYPE>``, and ``SIZEOF_<TYPE>`` beside it
  ``MEMBER``
    Has the type it? A bit-field, too. ``HAVE_<TYPE>_<MEMBER>``
  ``COMPILES``
    Can the body of a function, or the file, be compiled and linked? ``HAVE_<NAME>``
  ``RUNS``
    Does the function of this name in the file say so? ``HAVE_<NAME>``

  The id of a fact, in ``FACTS``, report and variables, is its macro without the prefix of the
  call.

  A yes holds with the fact's own headers and definitions alone: facts share a translation unit
  only if these are equal, and a program only if ``INCLUDES``, ``OPTIONS`` and
  ``LINK_LIBRARIES`` are; a ``FILE`` is a program of its own. A project of C and C++ is asked in
  both. A C++ function that is overloaded, and not a function of C, is *unknown*.
  All headers have to be there, as for ``check_symbol_exists()``. The
  project's flags hold, and its own ``DEFINITIONS``; not anonshm's feature-test macros. A
  question that is broken takes no other along.

  A file of ``RUNS`` has the interface of ``probes/support/answer.h`` and ``require.h`` without
  including them, and is compiled as C if its name ends in ``.c``::

    #include <time.h>

    answer clock_monotonic(void) {     /* C++: anonshm_probe::answer clock_monotonic() */
        struct timespec now;
        return yes_or_no(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    }

  ``yes_or_no(bool)``, ``number(long long)``, ``result(word)``,
  ``result_with(word, format, …)``, ``no(why)``, ``failed(call)`` (no, by ``errno``),
  ``refused(errno)``, ``unknown(why)`` make an answer, which is one of ``VALUES`` (``yes/no``,
  ``number``, ``errno``, or words; default ``yes/no``); ``require(condition, call)`` ends with
  *unknown* where a call fails that only
  prepares the question. It runs in a process of its own, within 4 seconds, with at most 64 MiB
  in a file. Where the target cannot be run it is *unknown*, and so is an errno that speaks of
  the machine (``ENOSPC``, ``EPERM`` …).

.. variable:: ANONSHM_PRESET_<FACT>

  ``-DANONSHM_PRESET_<FACT>=<value>``, and for a fact of a project
  ``-D<PREFIX>PRESET_<ID>=<value>`` (``ANONSHM_PRESET_<ID>`` where the prefix is empty), sets it
  instead of probing it: ``ON``/``OFF``, a
  number (decimal or 0x…), one of the fact's words, or ``unknown``. An impossible value
  stops the configure with a list of what is possible; a name that is no fact of any call is one
  warning at its end.
#]=======================================================================]

include_guard(GLOBAL)

# Policies of 3.20 for this module, whatever the including project has set.
cmake_policy(PUSH)
cmake_policy(VERSION 3.20)

include("${CMAKE_CURRENT_LIST_DIR}/anonshm/key.cmake")

# Its variables have the prefix since the outcome sets those that the caller names.
function(anonshm_probe)
  set(_anonshm_project_facts "")
  set(_anonshm_project_text "")
  if("CATALOGUE" IN_LIST ARGV)
    include("${CMAKE_CURRENT_FUNCTION_LIST_DIR}/anonshm/project/catalogue.cmake")
    _anonshm_read_call("${ARGV}")
    _anonshm_read_project(${call_CATALOGUE})
  endif()
  _anonshm_keys(_anonshm_answers_key _anonshm_outcome_key "${ARGV};${_anonshm_project_text}")
  set(_anonshm_directory "${CMAKE_BINARY_DIR}/CMakeFiles/anonshm")
  set(_anonshm_outcome "${_anonshm_directory}/outcome-${_anonshm_outcome_key}.cmake")
  _anonshm_is_whole(_anonshm_current "${_anonshm_outcome}")
  if(_anonshm_current)
    include("${_anonshm_outcome}") # sets the caller's variables
    _anonshm_is_current(_anonshm_current)
  endif()
  if(NOT _anonshm_current)
    include("${CMAKE_CURRENT_FUNCTION_LIST_DIR}/anonshm/resolve.cmake")
    _anonshm_resolve("${_anonshm_directory}/answers-${_anonshm_answers_key}"
      "${_anonshm_outcome}" "${ARGV}")
    include("${_anonshm_outcome}")
  endif()
  _anonshm_print_lines("${_anonshm_verbose}")
  _anonshm_note_presets("${_anonshm_presets_known}" "${_anonshm_presets_unknown}"
    "${_anonshm_presets_possible}")
endfunction()

cmake_policy(POP)
