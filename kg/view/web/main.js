// Tabs, keys, the hint at the pointer, and the start.
const TABS = { graph: () => engine.resize(), text: readText, timeline, map: drawMap, table };
const tip = $("#tip");
function point(hit, x, y, quiet) {
  const same = hit && hover && !hit.es && hit.n === hover.n && hit.e === hover.e;
  if (!hit && !hover) return;
  hover = hit;
  if (S.tab === "text" && !(hit && hit.es)) light(hit ? hit.e ? [hit.e] : hit.n.out : null);
  tip.hidden = !hit || !!hit.es;
  if (hit && !hit.es) {
    tip.replaceChildren(...(hit.n ? [h("b", {}, hit.n.label), " ", D.classes[hit.n.c][1]] : [h("b", {}, clip(hit.e.s.label, 60)), ` ${lineLabel(hit.e)} `, h("b", {}, clip(hit.e.t.label, 60))]));
    tip.style.left = Math.min(x + 14, $("#graph").clientWidth - 200) + "px"; tip.style.top = y + 14 + "px";
  }
  if (!same && !quiet && V.edges.length < 3000) engine.draw();
}
const tabs = [...document.querySelectorAll("[role=tab]")];
function tab(id) { S.tab = id; changed("tab"); }
function showTab() {
  for (const t of tabs) {
    const chosen = t.id === "tab-" + S.tab;
    t.setAttribute("aria-selected", chosen); t.tabIndex = chosen ? 0 : -1;
    $("#" + t.getAttribute("aria-controls")).hidden = !chosen;
  }
  // the text has the graph beside it
  $("#views").classList.toggle("split", S.tab === "text");
  if (S.tab === "text") $("#graph").hidden = false;
  TABS[S.tab]();
}
tabs.forEach(t => {
  on(t, "click", () => tab(t.id.slice(4)));
  on(t, "keydown", ev => { const step = { ArrowRight: 1, ArrowLeft: -1 }[ev.key]; if (step) { const there = tabs.filter(x => !x.hidden), to = there.at((there.indexOf(t) + step) % there.length); to.focus(); to.click(); ev.stopPropagation(); } });
});
watchers.push(kind => {
  heat();
  if (kind === "all" || kind === "tab") showTab();
  else if (S.tab === "text") { if (S.q == null && S.e) readText(); else light(); } else if (S.tab !== "graph") TABS[S.tab]();
  if (kind === "all" || kind === "fold" || kind === "filter") engine.filtered();
  engine.draw();
});
const KEYS = {
  "/": () => { ask.focus(); ask.select(); }, Escape: () => select(), 0: () => engine.fit(V.nodes), f: () => engine.fit(V.nodes), "+": () => engine.zoom(1.25), "=": () => engine.zoom(1.25), "-": () => engine.zoom(.8),
  ArrowLeft: () => engine.move(60, 0), ArrowRight: () => engine.move(-60, 0), ArrowUp: () => engine.move(0, 60), ArrowDown: () => engine.move(0, -60),
  m: () => foldBox.click(), h: () => press("h"), e: () => press("e"), y: () => press("y"), x: () => press("x"), a: () => press("a"), j: () => nextFact(1), k: () => nextFact(-1),
};
const press = key => { const b = panel.querySelector(`button[data-key=${key}]`); if (b) b.click(); };
for (let i = 1; i < 6; i++) KEYS[i] = () => { const t = tabs.filter(t => !t.hidden)[i - 1]; if (t) t.click(); };
on(window, "keydown", ev => {
  if (/^(INPUT|TEXTAREA|SELECT)$/.test(ev.target.tagName) || ev.ctrlKey || ev.metaKey || ev.altKey) return;
  if (ev.key.startsWith("Arrow") && ev.target.tagName !== "CANVAS" && ev.target !== document.body) return;
  const f = Object.hasOwn(KEYS, ev.key) && KEYS[ev.key];
  if (f) { ev.preventDefault(); f(); }
});
on($("#fit"), "click", () => engine.fit(V.nodes));
const recolour = () => { readTheme(); engine.filtered(); engine.draw(); };
on($("#dark"), "click", () => { document.documentElement.dataset.theme = dark() ? "light" : "dark"; recolour(); });
on(matchMedia("(prefers-color-scheme:dark)"), "change", recolour);
on(window, "hashchange", () => setState(location.hash.slice(1)));
if (innerWidth < 800) $("#side details").open = false;
// a picture that is wider than high is turned for a screen that is higher than wide, and stays so when it grows
let turned;
loads.push(() => {
  const room = $("#views").getBoundingClientRect(), size = k => N.reduce((m, n) => Math.max(m, n[k]), -1e9) - N.reduce((m, n) => Math.min(m, n[k]), 1e9);
  turned ??= room.height > room.width * 1.15 && size("x") > size("y");
  if (turned) for (const n of N) [n.x, n.y] = [n.y, n.x];
  readTheme();
});
load(JSON.parse($("#data").textContent));
engine = makeEngine($("#graph"));
new ResizeObserver(() => { if (S.tab === "graph" || S.tab === "text") engine.resize(); else if (S.tab === "map") { frame = null; drawMap(); } }).observe($("#views"));
setState(location.hash.slice(1));
engine.resize();
engine.fit(V.nodes);
document.documentElement.dataset.ready = "yes";
