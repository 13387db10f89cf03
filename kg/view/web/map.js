// Countries and places by their coordinates, in half degrees, on a plain outline of the land.
const located = n => n.values.has("lat") && Number.isFinite(+n.values.get("lat")) && Number.isFinite(+n.values.get("lon"));
const spot = n => [+n.values.get("lon") * 2, -n.values.get("lat") * 2];
let frame = null;
loads.push(() => { frame = null; $("#tab-map").hidden = !N.some(located); });
function drawMap() {
  const here = V.nodes.filter(located), box = $("#map");
  if (!here.length) { box.replaceChildren(h("p", { class: "mute" }, "Nothing in this selection has coordinates.")); return; }
  const xs = here.map(n => spot(n)[0]), ys = here.map(n => spot(n)[1]);
  const { width, height } = box.getBoundingClientRect(), shape = Math.max(width, 1) / Math.max(height - 8, 1);
  if (!frame) {
    let [x, y, w, t] = [Math.min(...xs) - 30, Math.min(...ys) - 20, 0, 0];
    w = Math.max(Math.max(...xs) + 30 - x, 90); t = Math.max(Math.max(...ys) + 20 - y, 60);
    if (w / t < shape) { x -= (t * shape - w) / 2; w = t * shape; } else { y -= (w / shape - t) / 2; t = w / shape; }
    frame = [x, y, w, t];
  }
  const unit = frame[2] / Math.max(width, 1), ids = new Set(here);
  const grid = [];
  for (let a = -180; a <= 180; a += 30) grid.push(`M${a * 2}-180V180`);
  for (let a = -60; a <= 60; a += 30) grid.push(`M-360 ${a * 2}H360`);
  const reach = n => (3.5 + Math.sqrt(n.deg)) * unit, taken = here.map(n => [spot(n)[0] - reach(n), spot(n)[1], 2 * reach(n)]), lines = V.edges.filter(e => ids.has(e.s) && ids.has(e.t) && e.s !== e.t).slice(0, 2000).map(e => {
    const [x1, y1] = spot(e.s), [x2, y2] = spot(e.t), up = Math.hypot(x2 - x1, y2 - y1) * .12 + (e.k || 0) * 10 * unit;
    return hs("path", { d: `M${x1} ${y1}Q${(x1 + x2) / 2} ${(y1 + y2) / 2 - up} ${x2} ${y2}`, class: "line" + (e.dis ? " dis" : "") + (e === S.e ? " hi" : ""), onclick: () => select(null, e) }, hs("title", {}, `${e.s.label} ${lineLabel(e)} ${e.t.label}`));
  });
  const dots = here.sort((a, b) => b.deg - a.deg || a.i - b.i).slice(0, 600).map(n => {
    const [x, y] = spot(n), r = reach(n), w = n.label.length * 6.6 * unit, t = 13 * unit;
    const dot = hs("circle", { cx: x, cy: y, r, class: n === S.n ? "hi" : null });
    dot.style.color = `light-dark(${D.classes[n.c][2]},${D.classes[n.c][3]})`;
    const seat = [[x + r + 3 * unit, y], [x - r - 3 * unit - w, y], [x - w / 2, y - r - t * .7], [x - w / 2, y + r + t * .7]].find(([a, b]) => a > frame[0] && a + w < frame[0] + frame[2] && taken.every(q => a > q[0] + q[2] || a + w < q[0] || Math.abs(b - q[1]) > t));
    if (seat) taken.push([...seat, w]);
    return hs("g", { class: "place", role: "button", tabindex: 0, "aria-label": n.label, onclick: () => select(n), onkeydown: ev => { if (ev.key === "Enter") select(n); } }, dot, hs("title", {}, `${n.label}: ${many(n.deg, "fact")}`),
      seat ? hs("text", { x: seat[0], y: seat[1], "font-size": 12 * unit, "stroke-width": 3 * unit }, n.label) : null);
  });
  const svg = hs("svg", { viewBox: frame.join(" "), "aria-label": "Map" }, hs("path", { d: LAND.land, class: "land", "fill-rule": "evenodd" }), hs("path", { d: LAND.borders, class: "borders" }), hs("path", { d: grid.join(""), class: "grid" }), lines, dots);
  const move = f => { frame = f(frame); svg.setAttribute("viewBox", frame.join(" ")); };
  const zoom = (q, px = .5, py = .5) => { move(([x, y, w, t]) => [x + w * (1 - q) * px, y + t * (1 - q) * py, w * q, t * q]); drawMap(); };
  on(svg, "wheel", ev => { ev.preventDefault(); zoom(Math.exp(ev.deltaY * .0015), ev.offsetX / width, ev.offsetY / height); }, { passive: false });
  let down = null;
  on(svg, "pointerdown", ev => down = [ev.clientX, ev.clientY]);
  on(svg, "pointermove", ev => { if (!down || !ev.buttons) return; const [a, b] = down; down = [ev.clientX, ev.clientY]; const u = frame[2] / width; move(([x, y, w, t]) => [x - (ev.clientX - a) * u, y - (ev.clientY - b) * u, w, t]); });
  const without = V.nodes.filter(n => /^(Country|Place)$/.test(D.classes[n.c][0]) && !located(n));
  box.replaceChildren(svg, h("div", { class: "zoom" }, h("button", { "aria-label": "Closer", onclick: () => zoom(.7) }, "+"), h("button", { "aria-label": "Further", onclick: () => zoom(1.4) }, "−"), h("button", { onclick: () => { frame = null; drawMap(); } }, "Fit")),
    h("p", { class: "note" }, without.length ? `Without coordinates: ${clip(without.map(n => n.label).join(", "), 100)} · ` : "", "Outline: Natural Earth"));
}
