// The SPARQL editor: line numbers, the place of an error, Ctrl+Enter, terms at a click.
"use strict";
(() => {
  const area = document.getElementById("query"), lines = document.getElementById("lines");
  const [line, column] = (area.dataset.place || "").split(":").map(Number);
  const asked = area.value;

  function number() {
    const count = area.value.split("\n").length, wrong = area.value === asked ? line : 0;
    lines.replaceChildren(...Array.from({ length: count }, (_, i) => {
      const made = document.createElement(i + 1 === wrong ? "b" : "span");
      made.textContent = i + 1 + "\n";
      return made;
    }));
    lines.style.setProperty("height", area.offsetHeight + "px");
    lines.scrollTop = area.scrollTop;
  }
  function put(text) {
    area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
    area.focus();
    number();
  }
  area.addEventListener("input", number);
  area.addEventListener("scroll", () => { lines.scrollTop = area.scrollTop; });
  new ResizeObserver(number).observe(area);
  area.addEventListener("keydown", event => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); area.form.requestSubmit(); }
  });
  document.getElementById("terms").addEventListener("click", event => {
    const term = event.target.closest("button");
    if (term) put(term.textContent);
  });
  if (line) {
    const start = asked.split("\n").slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
    area.focus();
    area.setSelectionRange(start, start);
  }
  number();
})();
