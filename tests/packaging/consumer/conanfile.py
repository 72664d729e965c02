# SPDX-License-Identifier: MIT
from pathlib import Path

from conan import ConanFile
from conan.tools.build import can_run
from conan.tools.cmake import CMake, CMakeToolchain, cmake_layout


class ConsumerConan(ConanFile):
    settings = "os", "compiler", "build_type", "arch"

    def requirements(self):
        self.requires(self.tested_reference_str)

    def layout(self):
        cmake_layout(self, build_folder="../../build-conan")  # which Git ignores

    def generate(self):
        toolchain = CMakeToolchain(self)
        toolchain.user_presets_path = False  # would be written into the source
        toolchain.cache_variables["CONSUMER_LANGUAGE"] = "C"
        toolchain.cache_variables["CONSUMER_WAY"] = "find_package"
        toolchain.generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def test(self):
        if can_run(self):
            program = Path(self.build_folder, self.cpp.build.bindir, "consumer")
            self.run(f'"{program}"', env="conanrun")
