# SPDX-License-Identifier: MIT
#[=======================================================================[.rst:
AnonShmProbe
------------

Probes what a target offers for anonymous shared memory.

.. command:: anonshm_probe

  ::

    anonshm_probe(
      [HEADER <file>]
      [PREFIX <prefix>]
      [REPORT <file.json>]
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

  ``FACTS <id>...``
    Only these go into header, report and variables; default all.

  ``LANGUAGE C|CXX``
    Whose compiler and flags are asked; default every enabled language. Variables, chain,
    libraries and report are those of C++ then, and C's in a project of C.

  ``CHAIN_VARIABLE <variable>``, ``LIBRARIES_VARIABLE <variable>``
    Set in the caller's scope: the chain, and the libraries that its methods have to be linked
    with (by name: ``rt``, ``android``, or none).

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

.. variable:: ANONSHM_PRESET_<FACT>

  ``-DANONSHM_PRESET_<FACT>=<value>`` sets a fact instead of probing it: ``ON``/``OFF``, a
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
  _anonshm_keys(_anonshm_answers_key _anonshm_outcome_key "${ARGV}")
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
  _anonshm_note_presets("${_anonshm_presets_unknown}" "${_anonshm_presets_possible}")
endfunction()

cmake_policy(POP)
