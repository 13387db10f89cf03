"""The store: article files and a journal are the truth, an Oxigraph index is made from them; one writer at a time."""

from kg.store.check import Problem, check, rebuild
from kg.store.files import digest_of
from kg.store.journal import Entry
from kg.store.sparql import memory
from kg.store.store import Report, Store

__all__ = ["Entry", "Problem", "Report", "Store", "check", "digest_of", "memory", "rebuild"]
