# SPDX-License-Identifier: MIT
# Included by a function, which then has what catalogue.cmake lists.

include("${CMAKE_CURRENT_LIST_DIR}/catalogue.cmake")

set(_anonshm_is_project FALSE)
set(_anonshm_kinds FUNCTION MACRO NUMBER LIBRARY BEHAVIOUR MACHINE)
foreach(_anonshm_kind IN LISTS _anonshm_kinds)
  set(_anonshm_facts_${_anonshm_kind} "")
endforeach()
set(_anonshm_facts "")
# Of the second, and of glibc's list of the functions that only fail, <gnu/stubs.h>.
set(_anonshm_headers stdio.h limits.h)
set(_anonshm_methods "")
# No header declares the first. Every C library has the second, but there may be none.
set(_anonshm_controls anonshm_no_such_function fclose)
set(_anonshm_expect_anonshm_no_such_function 0)
set(_anonshm_expect_fclose "!defined ANONSHM_WITHOUT_STDIO_H || __STDC_HOSTED__")
include("${CMAKE_CURRENT_LIST_DIR}/../../probes/catalogue.cmake")
list(REMOVE_ITEM _anonshm_facts "") # each was appended behind a semicolon, which is quicker
foreach(_anonshm_kind IN LISTS _anonshm_kinds)
  list(REMOVE_ITEM _anonshm_facts_${_anonshm_kind} "")
endforeach()
list(REMOVE_ITEM _anonshm_headers "")
list(REMOVE_DUPLICATES _anonshm_headers)
