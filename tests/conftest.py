"""Options and settings of the whole suite."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

settings.register_profile("kg", deadline=None, derandomize=True, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "kg"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--no-skips", action="store_true", help="fail when a test was skipped (for CI, where all must run)"
    )


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if session.config.getoption("--no-skips") and reporter is not None and reporter.stats.get("skipped"):
        reporter.write_line("tests were skipped, and --no-skips was given", red=True)
        session.exitstatus = exitstatus or pytest.ExitCode.TESTS_FAILED
