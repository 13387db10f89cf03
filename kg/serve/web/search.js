// Search as you type: under the search box it leads to pages, under a question's field it fills in a name.
"use strict";
(() => {
  const make = (name, attributes, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };

  function attach(input, choose) {
    const id = "hits-" + input.name;
    const list = make("ul", { class: "hits", role: "listbox", id, "aria-label": "Found" });
    let hits = [], at = -1, turn = 0, timer;
    list.hidden = true;
    input.after(list);
    for (const [key, value] of [["role", "combobox"], ["aria-controls", id], ["aria-expanded", "false"], ["aria-autocomplete", "list"]]) input.setAttribute(key, value);

    function close() { list.hidden = true; at = -1; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); }
    function mark(number) {
      at = (number + hits.length) % hits.length;
      [...list.children].forEach((item, i) => item.setAttribute("aria-selected", i === at));
      input.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    }
    function show(found) {
      hits = found;
      list.replaceChildren(...hits.map((hit, i) => {
        const also = hit.name !== hit.label ? " (" + hit.name + ")" : "";
        const item = make("li", { role: "option", id: id + "-" + i, "aria-selected": "false" }, make("bdi", {}, hit.label + also), make("small", {}, " " + hit.type));
        item.addEventListener("mousedown", event => { event.preventDefault(); close(); choose(hit); });
        return item;
      }));
      list.hidden = !hits.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
      at = -1;
    }
    async function ask() {
      const text = input.value.trim(), mine = ++turn;
      if (!text) { close(); return; }
      try {
        const answer = await fetch("/api/search?limit=10&q=" + encodeURIComponent(text), { headers: { Accept: "application/json" } });
        if (answer.ok && mine === turn && document.activeElement === input) show((await answer.json()).hits);
      } catch { /* the form still works */ }
    }
    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 120); });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", event => {
      if (list.hidden) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); mark(at + (event.key === "ArrowDown" ? 1 : at < 0 ? 0 : -1)); }
      else if (event.key === "Enter" && at >= 0) { event.preventDefault(); const hit = hits[at]; close(); choose(hit); }
      else if (event.key === "Escape") close();
    });
  }

  document.querySelectorAll(".finder input").forEach(input => attach(input, hit => { if (hit.page) location.assign(hit.page); }));
  document.querySelectorAll("input[data-names]").forEach(input => attach(input, hit => { input.value = hit.iri; }));
  document.addEventListener("keydown", event => {
    if (event.key !== "/" || event.target.closest("input, textarea, select")) return;
    event.preventDefault();
    document.querySelector(".finder input").focus();
  });
})();
