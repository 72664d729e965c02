# SPDX-License-Identifier: MIT
# Included by a function, which then has what catalogue.cmake lists.

include("${CMAKE_CURRENT_LIST_DIR}/catalogue.cmake")

set(_anonshm_kinds FUNCTION MACRO NUMBER LIBRARY BEHAVIOUR MACHINE)
foreach(_anonshm_kind IN LISTS _anonshm_kinds)
  set(_anonshm_facts_${_anonshm_kind} "")
endforeach()
set(_anonshm_facts "")
set(_anonshm_headers "")
set(_anonshm_methods "")
# No header declares the first, every C library has the second.
set(_anonshm_controls anonshm_no_such_function fclose)
set(_anonshm_expect_anonshm_no_such_function 0)
set(_anonshm_expect_fclose 1)
include("${CMAKE_CURRENT_LIST_DIR}/../../probes/catalogue.cmake")
list(REMOVE_ITEM _anonshm_headers "")
list(REMOVE_DUPLICATES _anonshm_headers)
