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
      [CHAIN_VARIABLE <variable>]
      [LIBRARIES_VARIABLE <variable>])

  Answers every fact of ``probes/catalogue.cmake``: with one nested build in the usual case, and
  one run of what it built where the target can run.

  ``HEADER <file>``
    Config header to write; a relative name is below ``CMAKE_CURRENT_BINARY_DIR``. A function or
    a yes/no macro becomes ``<PREFIX>HAVE_<ID>`` 0 or 1. A number becomes ``<PREFIX><ID>``, and
    is not defined where the target lacks it. A behaviour becomes ``<PREFIX><ID>``: 0 or 1, a
    number, or a string, and then also ``<PREFIX><ID>_<VALUE>`` 1 for ``#if``. What is unknown
    is not defined. ``<PREFIX>CHAIN(METHOD)`` expands ``METHOD(name)`` for each method that this
    target can compile, best first.

  ``PREFIX <prefix>``
    Of the macros and of the variables below; default ``ANONSHM_``.

  ``REPORT <file.json>``
    Report to write, in the format ``anonshm-report/2`` (``anonshm-report.schema.json``). It
    speaks of the target, and of no machine.

  ``FACTS <id>...``
    Only these go into header, report and variables; default all.

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
    The target could not run; this is what is known of the platform.
  ``preset``
    The user set it.
  ``unknown``
    There is no answer; the report has the reason.

  The answers are kept in the build tree under a cache key of all that could change them
  (compiler, target, flags, sysroot, headers, linker, emulator, environment, CMake, the
  catalogue), so that a second call or configure costs nothing, and a changed key probes again.

  A function is found by its name alone, whatever its arguments; facts are probed with the
  feature-test macros of ``probes/toolchain/feature_macros.h`` (``_GNU_SOURCE`` among them).

  Needs the language ``CXX`` or ``C``; the C compiler has to understand C++ too, as gcc and
  clang do. Reads no ``CMAKE_REQUIRED_*`` and leaves no cache entry.

.. variable:: ANONSHM_PRESET_<FACT>

  ``-DANONSHM_PRESET_<FACT>=<value>`` sets a fact instead of probing it: ``ON``/``OFF``, a
  number (decimal or 0x…), one of the fact's words, or ``unknown``. An unknown fact or an
  impossible value stops the configure with a list of what is possible.
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
  _anonshm_is_current(_anonshm_current "${_anonshm_outcome}")
  if(NOT _anonshm_current)
    include("${CMAKE_CURRENT_FUNCTION_LIST_DIR}/anonshm/resolve.cmake")
    _anonshm_resolve("${_anonshm_directory}/answers-${_anonshm_answers_key}.cmake"
      "${_anonshm_outcome}" "${ARGV}")
  endif()
  include("${_anonshm_outcome}") # sets the caller's variables
endfunction()

cmake_policy(POP)
