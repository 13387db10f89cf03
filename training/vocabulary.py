"""Choose the word pieces that the network keeps, to save a third of its embeddings.

python training/vocabulary.py ENCODER WORK TARGET   reads ENCODER/tokenizer.json and writes TARGET/tokenizer.json and WORK/pieces.json
(the kept pieces' rows in the encoder's own embeddings). Kept are the marks, Latin letters, digits and signs, every piece that the
training texts and the ontology's tables use, and then the commonest (the vocabulary is in order of frequency) up to `SIZE`.
A word whose own piece is dropped is read in smaller pieces.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tokenizers import Tokenizer

SIZE = 16_400
MARKS = {"<s>": "[CLS]", "<pad>": "[PAD]", "</s>": "[SEP]", "[UNK]": "[UNK]"}


def used(encoder: Path, work: Path) -> set[str]:
    """Return the pieces that the labelled and written texts and the ontology's tables need."""
    tokenizer = Tokenizer.from_file(str(encoder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    texts = [
        json.loads(line)["text"]
        for name in ("labelled", "written")
        for line in (work / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    ontology = Path(__file__).parents[1] / "ontology"
    texts += [p.read_text(encoding="utf-8") for p in (ontology / "countries.csv", *sorted(ontology.glob("lexicon/*")))]
    return {token for text in texts for token in tokenizer.encode(text, add_special_tokens=False).tokens}


def main() -> None:
    """Write the smaller tokenizer."""
    encoder, work, target = map(Path, sys.argv[1:4])
    data = json.loads((encoder / "tokenizer.json").read_text(encoding="utf-8"))
    vocabulary: dict[str, int] = data["model"]["vocab"]
    order = sorted(vocabulary, key=lambda token: vocabulary[token])
    wanted = used(encoder, work)
    plain = [t for t in order if t not in MARKS and not (t.startswith(("[", "<")) and t.endswith(("]", ">")))]
    latin = {t for t in plain if len(t.removeprefix("##")) == 1 and ord(t[-1]) < 0x250}
    first = [t for t in plain if t in latin or t in wanted]
    rest = [t for t in plain if t not in latin and t not in wanted and all(ord(c) < 0x250 for c in t)]
    kept = [*MARKS, *sorted([*first, *rest][: SIZE - len(MARKS)], key=lambda token: vocabulary[token])]
    data["model"]["vocab"] = {MARKS.get(token, token): i for i, token in enumerate(kept)}
    data["model"]["unk_token"] = "[UNK]"
    data["truncation"] = data["padding"] = data["post_processor"] = None
    data["added_tokens"] = [
        {"id": i, "special": True, "content": mark}
        | dict.fromkeys(("single_word", "lstrip", "rstrip", "normalized"), False)
        for i, mark in enumerate(MARKS.values())
    ]
    (target / "tokenizer.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    (work / "pieces.json").write_text(json.dumps([vocabulary[token] for token in kept]))
    print(f"{len(kept)} of {len(order)} pieces; {len(first)} are used or letters, the last kept is {kept[-1]!r}")


if __name__ == "__main__":
    main()
