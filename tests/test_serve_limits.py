"""What a server does where limits are met: it says so, goes on, and sees what is built meanwhile."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import httpx
import pytest
from test_store_readings import reading

from kg.serve.pool import Exceeded, Pool
from kg.serve.run import serving
from kg.serve.settings import Settings
from kg.store import Store

BASE = "https://kg.example/"
SLOW = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(6)) + " }"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("serve") / "store"
    with Store.create(made) as store:
        store.put([reading(n, people=(f"Person {n}", f"Person {n + 1}")) for n in range(30)])
    return made


def test_a_query_that_takes_too_long_is_told_so(path: Path) -> None:
    with serving(Settings(path, BASE, port=0, seconds=3, workers=1)) as address:
        for place in ("sparql", "query"):
            answer = httpx.get(address + place, params={"query": SLOW}, timeout=60)
            if answer.status_code != 503:  # the process is not there yet, on a machine with other work
                assert answer.status_code == 422
                assert "longer" in answer.text


def test_a_process_that_dies_is_replaced(path: Path) -> None:
    pool = Pool(path, workers=1, seconds=300, memory=1 << 30)
    try:
        assert pool.ask("stats").body
        (worker,) = pool._all
        os.kill(worker.process.pid, signal.SIGSEGV)
        worker.process.wait()
        assert pool.ask("stats").body
        (worker,) = pool._all
        threading.Timer(0.5, os.kill, (worker.process.pid, signal.SIGSEGV)).start()
        with pytest.raises(Exceeded, match="too much for the engine"):
            pool.ask("query", text=SLOW, rows=10, wants={"select": "json"})
        assert pool.ask("stats").body
    finally:
        pool.close()


def test_too_many_at_once_are_told_to_come_back(path: Path) -> None:
    with serving(Settings(path, BASE, port=0, seconds=1.5, workers=1)) as address:
        answers: list[httpx.Response] = []

        def ask() -> None:
            answers.append(httpx.get(f"{address}sparql", params={"query": SLOW}, timeout=20))

        begun = time.monotonic()
        threads = [threading.Thread(target=ask) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert time.monotonic() - begun < 1.5 + 20
        assert {answer.status_code for answer in answers} <= {422, 503}
        assert all("retry-after" in answer.headers for answer in answers if answer.status_code == 503)


def test_a_server_sees_what_is_built_meanwhile(tmp_path: Path) -> None:
    with Store.create(tmp_path / "store") as store:
        store.put([reading(0)])
    with (
        serving(Settings(tmp_path / "store", BASE, port=0, seconds=300)) as address,
        httpx.Client(base_url=address, timeout=300, trust_env=False) as client,
    ):
        stop, failures, seen = threading.Event(), [], []

        def read() -> None:
            while not stop.is_set():
                answer = httpx.get(f"{address}api/stats", timeout=300)
                if answer.status_code != 200:
                    failures.append(answer.text)
                seen.append(answer.json()["articles"])

        threads = [threading.Thread(target=read) for _ in range(8)]
        for thread in threads:
            thread.start()
        with Store.open(tmp_path / "store", write=True) as store:
            for number in range(1, 8):
                store.put([reading(number)])
        assert client.get("/api/stats").json()["articles"] == 8
        stop.set()
        for thread in threads:
            thread.join()
        assert failures == []
        assert set(seen) <= set(range(1, 9))
