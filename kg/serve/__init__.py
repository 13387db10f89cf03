"""A graph over HTTP: the SPARQL Protocol, graphs, a JSON API, pages of things, and an explorer.

child      the process that reads the store, without a network and with limits; `answers` is what it can do
pool       some of them, replaced when they die, behind a bounded queue
app        which address is answered by what; `walls` is what stands before all of it
protocol   /sparql and /graph, as W3C has them; `write` changes articles through them
api        things, facts, named questions: JSON or a page at the same address; `pages` are the pages
"""
