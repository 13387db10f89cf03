// The selection as files.
const stem = () => fold(D.title).replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 50) || "graph";
// A cell that starts like a formula gets an apostrophe: a spreadsheet would run it.
const cell = v => { const s = String(v ?? ""), safe = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(s) ? "'" + s : s; return /[",\n\r]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe; };
function csv() {
  const rows = ["subject subject_class relation object object_class date status disputed confidence sentence speaker article source".split(" ")];
  for (const e of V.edges) for (const ev of e.ev.length ? e.ev : [null]) {
    const a = ev ? article(ev) : [];
    rows.push([e.s.label, D.classes[e.s.c][0], D.relations[e.r][0], e.t.label, D.classes[e.t.c][0], dateOf(e), STATUS[e.status], e.dis ? "yes" : "",
      ev ? ev[1] : e.conf, ev ? D.sentences[ev[0]][0] : "", ev && ev.length > 2 ? D.speakers[ev[2]] : "", a[1], a[4]]);
  }
  return rows.map(r => r.map(cell).join(",")).join("\r\n") + "\r\n";
}
function svg() {
  const cam = engine.camera(), pen = new Pen(Math.round(cam.W), Math.round(cam.H));
  paint(pen, cam, true);
  return pen.svg();
}
const FILES = {
  PNG: () => engine.png(blob => save(stem() + ".png", blob)),
  SVG: () => save(stem() + ".svg", [svg()], "image/svg+xml"),
  CSV: () => save(stem() + ".csv", ["\ufeff", csv()], "text/csv"),
  Turtle: () => save(stem() + ".ttl", [graphTurtle(V.nodes, V.edges)], "text/turtle"),
};
for (const kind in FILES) $("#files").append(h("button", { onclick: () => { FILES[kind](); $("#save").open = false; } }, kind));
