"""A validation report as SARIF 2.1.0, which code hosts and editors show beside the files."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.validate import Finding, Report

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"violation": "error", "warning": "warning", "info": "note"}


def sarif(report: Report, version: str) -> str:
    """Return a report as SARIF: a result for each finding, placed in its graph, with the node that it is about.

    Args:
        report: What a validation found.
        version: The version of the ontology whose shapes were asked.
    """
    rules = {_rule(finding): finding for finding in report.findings}
    names = sorted(rules)
    driver = {
        "name": "kg validate",
        "semanticVersion": _semantic(version),
        "rules": [_described(n, rules[n]) for n in names],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(f, names) for f in report.findings],
    }
    run["properties"] = {"conforms": report.conforms, "graphs": report.graphs}
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _semantic(version: str) -> str:
    return version if re.fullmatch(r"\d+\.\d+\.\d+(\+[0-9A-Za-z.-]+)?", version) else "0.0.0"


def _rule(finding: Finding) -> str:
    """A rule's name: what kind of constraint, and on which property if on one."""
    kind = finding.rule.removesuffix("ConstraintComponent") or "Shape"
    path = re.split(r"[/#]", finding.path)[-1]
    return f"{kind}/{path}" if path else kind


def _described(name: str, finding: Finding) -> dict[str, Any]:
    text = f"{name.partition('/')[0]} of {finding.path or 'a node'}"
    return {"id": name, "shortDescription": {"text": text}, "defaultConfiguration": {"level": _level(finding)}}


def _level(finding: Finding) -> str:
    return _LEVELS.get(finding.severity, "error")


def _result(finding: Finding, names: list[str]) -> dict[str, Any]:
    rule = _rule(finding)
    value = f" (is {finding.value})" if finding.value else ""
    place: dict[str, Any] = {"logicalLocations": [{"fullyQualifiedName": finding.focus}]}
    if finding.graph:
        place["physicalLocation"] = {"artifactLocation": {"uri": finding.graph}}
    characters = re.search(r"#char=(\d+),(\d+)$", finding.focus)
    if characters and finding.graph:
        start, end = int(characters[1]), int(characters[2])
        place["physicalLocation"]["region"] = {"charOffset": start, "charLength": max(0, end - start)}
    return {
        "ruleId": rule,
        "ruleIndex": names.index(rule),
        "level": _level(finding),
        "message": {"text": f"{finding.focus}: {finding.message}{value}"},
        "locations": [place],
    }
