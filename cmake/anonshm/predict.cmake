# Where the target could not be run: what is known of its platform, from cmake/platforms/. The
# platform is what the compiler says the target is.

include_guard(GLOBAL)

macro(_anonshm_apply_predictions)
  _anonshm_platform(platform "${value_target.os}" "${value_target.libc}")
  if(platform)
    _anonshm_probes_directory(probes)
    include("${probes}/../cmake/platforms/${platform}.cmake")
  endif()
endmacro()

# Used by the platform files: a source, then facts and their values.
macro(anonshm_predict source)
  set(predictions ${ARGN})
  while(predictions)
    list(POP_FRONT predictions id value)
    if("${evidence_${id}}" STREQUAL "unknown")
      _anonshm_answer(${id} "${value}" predicted "${platform}: ${source}")
    endif()
  endwhile()
endmacro()

# The name of the platform file, empty if nothing is known.
function(_anonshm_platform variable os libc)
  set(platform "")
  string(REGEX MATCH "([0-9]+)\\.?([0-9]*)" version "${libc}")
  if(libc MATCHES "^glibc" AND version VERSION_LESS 2.21)
    set(platform "") # names of 254 and 255 bytes were accepted before 2.21; nobody asked more
  elseif(libc MATCHES "^glibc" AND version VERSION_LESS 2.34)
    set(platform glibc-2.33)
  elseif(libc MATCHES "^glibc" AND version VERSION_LESS 2.38)
    set(platform glibc-2.36)
  elseif(libc MATCHES "^glibc" AND os STREQUAL "linux")
    set(platform glibc)
  elseif(libc MATCHES "^(musl|uclibc-ng)")
    set(platform "${CMAKE_MATCH_1}")
  elseif(os MATCHES "^(freebsd|openbsd|netbsd|dragonfly|macos|illumos|haiku|cygwin)$")
    set(platform "${os}")
  endif()
  set(${variable} "${platform}" PARENT_SCOPE)
endfunction()
