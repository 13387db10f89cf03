"""The keys under which names meet: two names that can be of one thing share a key, and few others do."""

from __future__ import annotations

from functools import lru_cache

from kg.resolve import names
from kg.resolve.profile import Node
from kg.resolve.tables import nicknames


@lru_cache(maxsize=200_000)
def full(root: str, form: str) -> frozenset[str]:
    """Return the keys of a full name, under which it meets other full names."""
    if root == "Person":
        words = names.person_words(form)
        heads = frozenset().union(*(_initials(word) for word in (words[0], words[-1])))
        made = {f"p|{key}|{head}" for surname in names.surnames(form) for key in names.keys(surname) for head in heads}
        return frozenset({*made, f"p={''.join(words)}"})
    if root == "Organization":
        words = names.body_words(form)
        made = {
            f"o|{'-'.join(sorted(min(names.keys(w)) for w in words))}",
            f"o|{'-'.join(sorted(max(names.keys(w)) for w in words))}",
        }
        return frozenset({*made, f"o={form.replace('-', '')}"})
    return frozenset()


def context(node: Node) -> frozenset[str]:
    """Return the keys of a node, under which names meet that only a context makes one: surnames, acronyms, joint bodies."""
    if node.root == "Person":
        said = {key for name in names.surnames(node.form) if len(name) > 1 for key in names.keys(name)}
        posts = {word for post in node.offices for word in post.split()}
        if node.weak and node.countries:
            posts = set()
        return frozenset(
            f"s|{key}|{where}" for key in said for where in {*node.countries, *(f"@{word}" for word in posts)}
        )
    if node.root == "Organization":
        initials = names.acronym(node.form.replace("-", " "))
        short = {*node.aliases, *([initials] if len(initials) > 3 else [])}
        joint = {f"j|{'+'.join(node.joint)}"} if node.joint else set()
        return frozenset({f"a|{alias}" for alias in short} | joint)
    return frozenset()


@lru_cache(maxsize=50_000)
def _initials(word: str) -> frozenset[str]:
    whole = nicknames().get(word, word)
    return names.keys(word[0]) | names.keys(whole[0])
