// Search as you type, through all names that a thing has, without accents.
const ask = $("#q"), hits = $("#hits");
let found = [], at = 0;
function search() {
  const q = fold(ask.value.trim()), made = [];
  if (q) for (const n of G.nodes) {
    n.f ??= fold([n.label, ...n.names].join("\n"));
    const p = n.f.indexOf(q);
    if (p >= 0) made.push([p && !/\W/.test(n.f[p - 1]) ? 2 : p ? 1 : 0, -n.deg, n]);
  }
  found = made.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2].i - b[2].i).slice(0, 12).map(x => x[2]);
  at = 0;
  hits.replaceChildren(...found.map((n, j) => h("li", { role: "option", id: "hit" + j, onmousedown: ev => { ev.preventDefault(); go(n); } },
    icon(n.c), h("span", {}, n.label), h("small", {}, D.classes[n.c][1]))), ...(q && !found.length ? [h("li", { class: "none" }, "nothing of that name")] : []));
  mark();
}
function mark() {
  hits.hidden = !hits.children.length;
  ask.setAttribute("aria-expanded", !hits.hidden);
  [...hits.children].forEach((li, j) => li.setAttribute("aria-selected", j === at));
  if (found.length) ask.setAttribute("aria-activedescendant", "hit" + at); else ask.removeAttribute("aria-activedescendant");
}
function close() { hits.replaceChildren(); found = []; mark(); }
function go(n) {
  close();
  ask.value = "";
  // what is searched for is shown, even when a filter had it away
  S.hide.delete(n); S.off.class.delete(n.c);
  if (S.only) S.only.add(n);
  filter();
  select(n);
  engine.show(n);
  panel.focus({ preventScroll: true });
}
on(ask, "input focus", search);
on(ask, "blur", () => setTimeout(close, 150));
on(ask, "keydown", ev => {
  if (ev.key === "ArrowDown" || ev.key === "ArrowUp") { ev.preventDefault(); at = (at + (ev.key === "ArrowDown" ? 1 : found.length - 1)) % (found.length || 1); mark(); }
  else if (ev.key === "Enter" && found[at]) go(found[at]);
  else if (ev.key === "Escape") { ask.value = ""; close(); ask.blur(); }
});
