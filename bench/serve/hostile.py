"""Send hostile queries to a server and count what they did: file reads, connections, deaths, answers that came late.

    python bench/serve/hostile.py [--articles 200] [--limit 3]

The queries are those of tests/test_serve_hostile.py, each sent in three ways: as a form, as application/sparql-query,
and to the explorer's page.
"""

from __future__ import annotations

import argparse
import http.server
import sys
import tempfile
import threading
import time
from pathlib import Path

import httpx

sys.path[:0] = [str(Path(__file__).parents[2] / "tests"), str(Path(__file__).parents[1] / "store")]

from shape import readings  # noqa: E402 - bench/store
from test_serve_hostile import hostile  # noqa: E402 - tests

from kg.serve.run import serving  # noqa: E402
from kg.serve.settings import Settings  # noqa: E402
from kg.store import Store  # noqa: E402

HITS: list[str] = []


class Canary(http.server.BaseHTTPRequestHandler):
    """Counts who comes."""

    def handle(self) -> None:
        """Count a connection, whatever it says."""
        HITS.append(str(self.client_address))


def main() -> None:
    """Run all queries and print the counts."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--limit", type=float, default=3.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        secret = Path(folder) / "secret.nt"
        secret.write_text('<a:a> <a:b> "opensesame" .\n')
        with Store.create(Path(folder) / "store") as store:
            store.put(readings(230 * options.articles))
            base = store.base
        canary = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Canary)
        threading.Thread(target=canary.serve_forever, daemon=True).start()
        queries = hostile(f"http://127.0.0.1:{canary.server_address[1]}", str(secret))
        settings = Settings(Path(folder) / "store", base, port=0, seconds=options.limit, rows=10_000, memory=1 << 30)
        with serving(settings) as address:
            run(address, queries, options.limit)


def run(address: str, queries: dict[str, str], limit: float) -> None:
    """Send each query in each way; then ask something harmless."""
    late: list[str] = []
    read: list[str] = []
    dead: list[str] = []
    statuses: dict[int, int] = {}
    slowest, sent = 0.0, 0
    with httpx.Client(base_url=address, timeout=limit + 60, trust_env=False) as client:
        while client.get("/api/stats").status_code != 200:
            time.sleep(0.2)
        for name, query in queries.items():
            ways = [("POST", "/sparql", {"data": {"query": query}})]
            ways.append(("POST", "/sparql", {"content": query.encode("utf-8", "replace"),
                                             "headers": {"Content-Type": "application/sparql-query"}}))  # fmt: skip
            if len(query) < 20_000:
                ways.append(("GET", "/query", {"params": {"query": query}, "headers": {"Accept": "text/html"}}))
            for method, path, more in ways:
                begun = time.monotonic()
                answer = client.request(method, path, **more)
                took = time.monotonic() - begun
                sent += 1
                slowest = max(slowest, took)
                statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
                if took > limit + 1:
                    late.append(f"{name} {path} {took:.1f} s")
                if "opensesame" in answer.text:
                    read.append(name)
                if answer.status_code >= 500 or client.get("/api/openapi.json").status_code != 200:
                    dead.append(f"{name} {path} {answer.status_code}")
        end = time.monotonic() + 30
        while client.get("/api/stats").status_code != 200 and time.monotonic() < end:
            time.sleep(0.2)
        lives = client.get("/api/stats").status_code == 200
    print(f"queries {sent}, statuses {dict(sorted(statuses.items()))}, slowest {slowest:.2f} s, limit {limit:g} s")
    print(f"file reads {len(read)}, connections {len(HITS)}, server errors or deaths {len(dead)}, late {len(late)}")
    print(f"still answers: {lives}", *late, *dead, *read, *HITS, sep="\n")


if __name__ == "__main__":
    main()
