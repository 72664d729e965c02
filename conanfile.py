# SPDX-License-Identifier: MIT
# ruff: noqa: RUF012 (Conan reads class attributes)
from pathlib import Path

from conan import ConanFile
from conan.tools.cmake import CMake, CMakeToolchain, cmake_layout
from conan.tools.files import copy


class AnonshmConan(ConanFile):
    name = "anonshm"
    description = "Shared memory without a name, on every platform"
    license = "MIT"
    homepage = url = "https://github.com/OWNER/anonshm"
    topics = "shared-memory", "memfd", "ipc"
    package_type = "library"
    settings = "os", "compiler", "build_type", "arch"
    options = {"shared": [True, False], "fPIC": [True, False]}
    default_options = {"shared": False, "fPIC": True}
    implements = ["auto_shared_fpic"]
    exports_sources = "CMakeLists.txt", "LICENSE", "cmake/*", "include/*", "probes/*", "src/*"
    test_package_folder = "tests/packaging/consumer"

    def set_version(self):
        self.version = Path(self.recipe_folder, "cmake/anonshm/version.txt").read_text().strip()

    def layout(self):
        cmake_layout(self)

    def generate(self):
        toolchain = CMakeToolchain(self)
        toolchain.user_presets_path = False  # would be written into the source
        toolchain.cache_variables["ANONSHM_BUILD_TESTING"] = False
        toolchain.cache_variables["ANONSHM_STATIC_AND_SHARED"] = False
        toolchain.generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        CMake(self).install()
        copy(self, "LICENSE", self.source_folder, Path(self.package_folder, "licenses"))

    def package_info(self):
        self.cpp_info.libs = ["anonshm"]
        if self.settings.os == "Linux":
            self.cpp_info.system_libs = ["rt"]  # glibc before 2.34; empty since
        if self.options.shared:
            self.cpp_info.defines = ["ANONSHM_SHARED"]
        # With CMakeToolchain alone, CMake finds the package's own config file; CMakeDeps writes
        # one that knows no command, so the module is added.
        self.cpp_info.builddirs = ["lib/cmake/anonshm"]
        self.cpp_info.set_property("cmake_file_name", "anonshm")
        self.cpp_info.set_property("cmake_target_name", "anonshm::anonshm")
        kind = "shared" if self.options.shared else "static"
        self.cpp_info.set_property("cmake_target_aliases", [f"anonshm::{kind}"])
        module = "share/anonshm/cmake/AnonShmProbe.cmake"
        self.cpp_info.set_property("cmake_build_modules", [module])
