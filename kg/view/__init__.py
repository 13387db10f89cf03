"""Views: a networkx graph of facts and their sentences, as positions and as one HTML file that needs nothing else."""

from kg.view.grow import grow
from kg.view.layout import layout
from kg.view.notebook import frame
from kg.view.page import page, picture
from kg.view.style import ClassStyle, Style, load_style

__all__ = ["ClassStyle", "Style", "frame", "grow", "layout", "load_style", "page", "picture"]
