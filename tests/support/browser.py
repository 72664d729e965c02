# SPDX-License-Identifier: MIT
"""One session of Debian's Chromium, in which the tests look at pages that are files.

The fixture `browser` (tests/conftest.py) starts it once; open() forgets what was before. It is
driven over WebDriver, and by Chromium's own protocol where WebDriver has no word for it
(https://chromedevtools.github.io/devtools-protocol/, Emulation). Rules of accessibility are
axe-core's.
"""

from __future__ import annotations

import base64
import contextlib
import functools
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from support.pypi import from_pypi

# The last one for Python 3.9.
SELENIUM = "selenium==4.36.0"
# For its axe.min.js, which has no package of its own there: the same number is axe-core's.
AXE = "pytest-playwright-axe==4.14.0"
AXE_ALONE = ("--no-deps", "--ignore-requires-python")
# What WCAG 2.2 asks for up to AA, and what axe-core calls best practice.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

SCRIPT_SECONDS = 240

OVERFLOW = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
CHECK = """
    const done = arguments[arguments.length - 1];
    axe.run({runOnly: arguments[0]}).then(found => done(found.violations.flatMap(
        rule => rule.nodes.map(node => `${rule.id}: ${node.target}: ${node.failureSummary}`)
    )), error => done([String(error)]));
"""


class Browser:
    def __init__(self, driver: Any) -> None:
        self.driver = driver

    def open(
        self,
        page: Path,
        fragment: str = "",
        *,
        width: int = 1280,
        height: int = 800,
        dark: bool = False,
        scripts: bool = True,
    ) -> None:
        """The page as one sees it who comes for the first time, with what stands behind #."""
        self.driver.get("about:blank")  # or another fragment alone would load nothing
        self.driver.get_log("browser")
        self.command("Emulation.setScriptExecutionDisabled", value=not scripts)
        self.command(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.command("Emulation.setEmulatedMedia", features=[scheme])
        address = page.resolve(strict=True).as_uri()
        self.driver.get(f"{address}#{quote(fragment)}" if fragment else address)

    def command(self, name: str, **parameters: Any) -> Any:
        """One of Chromium's own."""
        return self.driver.execute_cdp_cmd(name, parameters)

    def run(self, script: str, *arguments: Any) -> Any:
        """What the body of a function of JavaScript returns. Elements come as Selenium's."""
        return self.driver.execute_script(script, *arguments)

    def find(self, selector: str) -> Any:
        """The one element that a selector of CSS stands for."""
        (element,) = self.driver.find_elements("css selector", selector)
        return element

    def shown(self, selector: str) -> list[str]:
        """The texts of the elements that can be seen."""
        found = self.driver.find_elements("css selector", selector)
        return [element.text for element in found if element.is_displayed()]

    def press(self, *keys: str) -> None:
        """Where the focus is; names are those of selenium.webdriver.Keys."""
        from selenium.webdriver import ActionChains, Keys

        for key in keys:
            ActionChains(self.driver).send_keys(getattr(Keys, key, key)).perform()

    def messages(self) -> list[str]:
        """Of the console since open(), or the last call: errors, warnings, what the policy of
        the page has refused."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        return self.run(OVERFLOW)

    def violations(self) -> list[str]:
        """Of axe-core's rules: the rule, the element, and what is wrong with it."""
        self.run(_axe())
        return self.driver.execute_async_script(CHECK, RULES)

    def screenshot(self, file: Path, *, whole: bool = False) -> None:
        """What is in the window, or the page as a whole."""
        shot = self.command("Page.captureScreenshot", captureBeyondViewport=whole)
        file.write_bytes(base64.b64decode(shot["data"]))

    def printed(self) -> bytes:
        """The page on paper, as PDF."""
        return base64.b64decode(self.command("Page.printToPDF")["data"])


@functools.cache
def _axe() -> str:
    files = from_pypi(AXE, *AXE_ALONE) / "pytest_playwright_axe" / "resources"
    return (files / "axe.min.js").read_text(encoding="utf-8")


def _program(command: str) -> str:
    path = shutil.which(command)
    if path is None:
        pytest.skip(f"no {command} here: scripts/test --install installs it on Debian")
    return path


@contextlib.contextmanager
def started(directory: Path) -> Iterator[Browser]:
    """All that it writes is removed, and nothing is in /dev/shm."""
    chromium, chromedriver = _program("chromium"), _program("chromedriver")
    sys.path.append(str(from_pypi(SELENIUM)))
    from selenium import webdriver
    from selenium.common import WebDriverException

    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    for option in ("headless=new", "disable-dev-shm-usage", f"user-data-dir={directory}/user"):
        options.add_argument(f"--{option}")
    if os.geteuid() == 0:  # Chromium's own sandbox refuses root
        options.add_argument("--no-sandbox")
    # Its socket is there, whose whole name has 107 bytes at most (unix(7)).
    with tempfile.TemporaryDirectory(prefix="anonshm-") as short:
        places = {"HOME": str(directory), "TMPDIR": short}
        service = webdriver.ChromeService(chromedriver, env={**os.environ, **places})
        try:
            driver = webdriver.Chrome(options, service)
        except WebDriverException as error:
            pytest.skip(f"Chromium does not start here: {error.msg}")
        # axe-core takes its time on a long page where the machine is busy. Selenium itself
        # waits for an answer no longer than 120 s.
        driver.command_executor.client_config.timeout = SCRIPT_SECONDS + 20
        driver.set_script_timeout(SCRIPT_SECONDS)
        try:
            yield Browser(driver)
        finally:
            driver.quit()
