// What is shown of each class, relation, source and status: the lists are legend, count and filter in one.
const FILTERS = [["class", "Things"], ["relation", "Relations"], ["status", "Status"], ["source", "Sources"]];
const boxes = [];
function counts(f) {
  const made = new Map(), add = (k, n = 1) => made.set(k, (made.get(k) || 0) + n);
  if (f === "class") for (const n of G.nodes) add(n.c);
  else for (const e of G.edges) if (f === "relation") add(e.r); else if (f === "status") add(e.status); else for (const s of new Set(e.src)) add(s);
  return made;
}
function itemName(f, i) {
  return f === "class" ? D.classes[i][1] : f === "relation" ? D.relations[i][1] : f === "status" ? STATUS[i] || "not said" : SOURCES[i];
}
function legend() {
  boxes.length = 0;
  $("#filters").replaceChildren(...FILTERS.map(([f, title]) => {
    const found = [...counts(f)].sort((a, b) => f === "class" ? a[0] - b[0] : b[1] - a[1] || a[0] - b[0]), off = S.off[f];
    // a choice of one is none
    if (found.length < 2 && f !== "class") return null;
    const all = value => () => { for (const [i] of found) value ? off.delete(i) : off.add(i); filter(); };
    return h("fieldset", { "data-filter": f }, h("legend", {}, title, h("button", { class: "mini", onclick: all(true) }, "all"), h("button", { class: "mini", onclick: all(false) }, "none")),
      found.map(([i, count]) => {
        const box = h("input", { type: "checkbox", onchange: () => { box.checked ? off.delete(i) : off.add(i); filter(); } });
        boxes.push(() => box.checked = !off.has(i));
        return h("label", {}, box, f === "class" ? icon(i) : null, h("span", {}, itemName(f, i)), h("span", { class: "count" }, count.toLocaleString("en")));
      }));
  }).filter(Boolean));
  for (const f of boxes) f();
}
const foldBox = $("#fold");
loads.push(() => foldBox.parentElement.hidden = !E.some(e => D.relations[e.r][0] === "participant"));
on(foldBox, "change", () => {
  S.fold = foldBox.checked;
  S.e = null;
  if (S.n && S.fold && S.n.event) S.n = null;
  refold(); refilter(); legend(); changed("fold");
});
watchers.push(kind => {
  if (kind === "all") legend();
  for (const f of boxes) f();
  foldBox.checked = S.fold;
  $("#reset").hidden = !(S.only || S.hide.size || S.span || Object.values(S.off).some(x => x.size));
});
on($("#reset"), "click", () => { S.only = null; S.hide.clear(); S.span = null; for (const f in S.off) S.off[f].clear(); filter(); engine.fit(V.nodes); });
