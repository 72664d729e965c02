# SPDX-License-Identifier: MIT
# An overlay port that builds the checkout that it is in: vcpkg install anonshm
# --overlay-ports=<checkout>/cmake/vcpkg. A registry replaces the path by vcpkg_from_git().
get_filename_component(SOURCE_PATH "${CMAKE_CURRENT_LIST_DIR}/../.." ABSOLUTE)

vcpkg_cmake_configure(
  SOURCE_PATH "${SOURCE_PATH}"
  OPTIONS
    -DANONSHM_BUILD_TESTING=OFF
    -DANONSHM_BUILD_TOOL=OFF
    -DANONSHM_STATIC_AND_SHARED=OFF)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(CONFIG_PATH lib/cmake/anonshm)
vcpkg_fixup_pkgconfig()

file(REMOVE_RECURSE
  "${CURRENT_PACKAGES_DIR}/debug/include" "${CURRENT_PACKAGES_DIR}/debug/share")
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
file(INSTALL "${CMAKE_CURRENT_LIST_DIR}/usage"
  DESTINATION "${CURRENT_PACKAGES_DIR}/share/${PORT}")
