// The SPARQL editor: line numbers, the place of an error, Ctrl+Enter, terms at a click and completed as one types.
"use strict";
(() => {
  const area = document.getElementById("query"), lines = document.getElementById("lines"), list = document.getElementById("words");
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
  function put(text, from = area.selectionStart) {
    area.setRangeText(text, from, area.selectionEnd, "end");
    area.focus();
    number();
  }

  // Completion: terms of the ontology and prefixes, as the help below has them, and the variables of the query.
  const terms = [...document.querySelectorAll("#terms button")].map(b => [b.textContent, b.title]);
  const prefixes = [...document.querySelectorAll("#prefixes code")].map(c => [c.textContent.trim(), c.title]);
  const keywords = "SELECT DISTINCT WHERE OPTIONAL FILTER GROUP BY ORDER BY LIMIT UNION VALUES BIND COUNT GRAPH CONSTRUCT DESCRIBE ASK EXISTS REGEX".split(" ").map(w => [w, ""]);
  let found = [], at = 0, start = 0;
  const close = () => { list.hidden = true; found = []; area.removeAttribute("aria-activedescendant"); area.removeAttribute("aria-controls"); };
  function complete(all) {
    const before = area.value.slice(0, area.selectionStart), word = /[?$\w:-]*$/.exec(before)[0], small = word.toLowerCase();
    close();
    if ((!all && word.length < 2) || /["'#][^"'\n]*$/.test(before.split("\n").pop().replace(/"[^"]*"|'[^']*'|<[^>]*>/g, ""))) return;
    const variables = [...new Set(area.value.match(/[?$]\w+/g))].map(v => [v, "variable"]);
    const known = /^[?$]/.test(word) ? variables : [...terms, ...prefixes, ...(word.includes(":") ? [] : keywords)];
    const begins = name => name.toLowerCase().startsWith(small) || (!word.includes(":") && name.toLowerCase().includes(":" + small));
    found = known.filter(([name]) => begins(name) && name !== word).slice(0, 12);
    if (!found.length) return;
    start = before.length - word.length;
    at = 0;
    list.replaceChildren(...found.map(([name, about], i) => {
      const item = document.createElement("li"), code = document.createElement("code"), small = document.createElement("small");
      code.textContent = name;
      small.textContent = about.length > 70 ? about.slice(0, 69) + "…" : about;
      item.append(code, " ", small);
      item.id = "word" + i;
      item.setAttribute("role", "option");
      item.addEventListener("mousedown", event => { event.preventDefault(); take(i); });
      return item;
    }));
    place(before);
    list.hidden = false;
    area.setAttribute("aria-controls", "words");
    mark(0);
  }
  function place(before) {
    const style = getComputedStyle(area), tall = parseFloat(style.lineHeight), rows = before.split("\n"), ruler = document.createElement("canvas").getContext("2d");
    ruler.font = style.font;
    const wide = ruler.measureText("0").width, left = lines.offsetWidth + 8 + wide * rows.at(-1).replace(/\t/g, "  ").length - area.scrollLeft;
    list.style.setProperty("left", Math.max(0, Math.min(left, area.offsetWidth + lines.offsetWidth - 300)) + "px");
    list.style.setProperty("top", 8 + tall * rows.length - area.scrollTop + "px");
  }
  function mark(number) {
    at = (number + found.length) % found.length;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", i === at));
    area.setAttribute("aria-activedescendant", "word" + at);
    list.children[at].scrollIntoView({ block: "nearest" });
  }
  function take(i) {
    const [name] = found[i];
    close();
    put(name.endsWith(":") || /^[?$]/.test(name) ? name : name + " ", start);
  }

  area.addEventListener("input", () => { number(); complete(false); });
  area.addEventListener("blur", close);
  area.addEventListener("scroll", () => { lines.scrollTop = area.scrollTop; close(); });
  new ResizeObserver(number).observe(area);
  area.addEventListener("keydown", event => {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") { event.preventDefault(); area.form.requestSubmit(); }
    else if (event.ctrlKey && event.key === " ") { event.preventDefault(); complete(true); }
    else if (list.hidden) return;
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); mark(at + (event.key === "ArrowDown" ? 1 : -1)); }
    else if (event.key === "Enter" || event.key === "Tab") { event.preventDefault(); take(at); }
    else if (event.key === "Escape") { event.preventDefault(); close(); }
    else if (/^(Arrow|Home|End|Page)/.test(event.key)) close();
  });
  document.getElementById("terms").addEventListener("click", event => {
    const term = event.target.closest("button");
    if (term) put(term.textContent);
  });
  if (line) {
    const from = asked.split("\n").slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
    area.focus();
    area.setSelectionRange(from, from);
  }
  number();
})();
