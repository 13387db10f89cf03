// One picture: lines, nodes, then as many names as fit. `g` is a canvas or a Pen; `cam` has k (scale), x, y, W, H and z.
let hotN = null, hotE = null, hover = null;
function heat() {
  hotN = hotE = null;
  if (S.n) {
    hotN = new Set([S.n]); hotE = new Set(S.n.out);
    for (const e of S.n.out) hotN.add(e.s).add(e.t);
  } else if (S.q != null) {
    hotE = new Set(G.edges.filter(e => e.ev.some(ev => ev[0] === S.q)));
    hotN = new Set([...hotE].flatMap(e => [e.s, e.t]));
  } else if (S.e) { hotE = new Set([S.e]); hotN = new Set([S.e.s, S.e.t]); }
}
const BIG = 4000;
function geometry(e, cam) {
  const x1 = e.s.x * cam.k + cam.x, y1 = e.s.y * cam.k + cam.y, x2 = e.t.x * cam.k + cam.x, y2 = e.t.y * cam.k + cam.y;
  if (!e.k) return { x1, y1, x2, y2 };
  const dx = x2 - x1, dy = y2 - y1, len = Math.hypot(dx, dy) || 1, o = e.k * Math.min(70, len * .36);
  return { x1, y1, x2, y2, cx: (x1 + x2) / 2 - dy / len * o, cy: (y1 + y2) / 2 + dx / len * o };
}
const along = (l, t) => l.cx === undefined ? [l.x1 + (l.x2 - l.x1) * t, l.y1 + (l.y2 - l.y1) * t]
  : [(1 - t) ** 2 * l.x1 + 2 * t * (1 - t) * l.cx + t * t * l.x2, (1 - t) ** 2 * l.y1 + 2 * t * (1 - t) * l.cy + t * t * l.y2];
function trace(g, e, cam) {
  const l = geometry(e, cam);
  if (e.s === e.t) { g.moveTo(l.x1 + 9, l.y1 - 14); g.arc(l.x1, l.y1 - 14, 9, 0, 2 * Math.PI); return l; }
  g.moveTo(l.x1, l.y1);
  if (l.cx === undefined) g.lineTo(l.x2, l.y2); else g.quadraticCurveTo(l.cx, l.cy, l.x2, l.y2);
  return l;
}
function arrow(g, e, l, cam) {
  const [px, py] = l.cx === undefined ? [l.x1, l.y1] : [l.cx, l.cy], len = Math.hypot(l.x2 - px, l.y2 - py);
  if (len < 16 || e.s === e.t || e.mutual) return;
  const ux = (l.x2 - px) / len, uy = (l.y2 - py) / len, r = e.t.r * cam.z + 3, x = l.x2 - ux * r, y = l.y2 - uy * r;
  g.moveTo(x, y); g.lineTo(x - ux * 8 - uy * 3.4, y - uy * 8 + ux * 3.4); g.lineTo(x - ux * 8 + uy * 3.4, y - uy * 8 - ux * 3.4); g.closePath();
}
// Lines are whole for what holds, dotted for what does not (yet, or any more), dashed for what is disputed.
const DASH = [[], [2, 4], [7, 4]];
const HOLDS = /^(|held|current)$/;
const kindOf = e => e.dis ? 2 : HOLDS.test(STATUS[e.status]) ? 0 : 1;
const lineLabel = e => name(e) + (e.dis ? ", disputed" : /^(denied|cancelled|former|planned|designate)$/.test(STATUS[e.status]) ? `, ${STATUS[e.status]}` : "");
function twoLines(label) {
  if (label.length < 24) return [label];
  let best = -1;
  for (let i = label.indexOf(" "); i >= 0; i = label.indexOf(" ", i + 1)) if (Math.abs(i - label.length / 2) < Math.abs(best - label.length / 2)) best = i;
  return best > 0 ? [clip(label.slice(0, best), 26), clip(label.slice(best + 1), 26)] : [clip(label, 28)];
}
function paint(g, cam, full) {
  const { W, H, k, z } = cam, inside = (x, y) => x > -40 && y > -40 && x < W + 40 && y < H + 40;
  const big = V.edges.length > BIG, seen = [], step = Math.max(1, Math.ceil(V.edges.length / (full ? 40000 : 6000)));
  g.globalAlpha = 1; g.fillStyle = theme.bg; g.fillRect(0, 0, W, H);
  const dim = hotE ? .3 : 1;
  for (let kind = 0; kind < (big ? 1 : 3); kind++) {
    g.beginPath(); g.setLineDash(DASH[kind]);
    for (let j = 0; j < V.edges.length; j += step) {
      const e = V.edges[j];
      if (!big && kindOf(e) !== kind) continue;
      const x1 = e.s.x * k + cam.x, y1 = e.s.y * k + cam.y, x2 = e.t.x * k + cam.x, y2 = e.t.y * k + cam.y;
      if ((x1 < 0 && x2 < 0) || (y1 < 0 && y2 < 0) || (x1 > W && x2 > W) || (y1 > H && y2 > H)) continue;
      if (seen.length < 1200) seen.push(e);
      if (big) { g.moveTo(x1, y1); g.lineTo(x2, y2); } else trace(g, e, cam);
    }
    g.globalAlpha = (big ? .35 : .9) * dim; g.strokeStyle = kind === 2 ? theme.warn : theme.edge; g.lineWidth = big ? .7 : kind ? 1.6 : 1.2; g.stroke();
  }
  g.setLineDash([]);
  const bright = hotE ? [...hotE].filter(e => e.on) : hover ? hover.es || (hover.e ? [hover.e] : hover.n.out.slice(0, 400)) : [];
  if (bright.length) {
    g.globalAlpha = 1; g.strokeStyle = theme.hi; g.lineWidth = 2;
    for (let kind = 0; kind < 3; kind++) { g.setLineDash(DASH[kind]); g.beginPath(); for (const e of bright) if (kindOf(e) === kind) trace(g, e, cam); g.stroke(); }
    g.setLineDash([]);
  }
  const heads = hotE ? bright : seen;
  if (heads.length < 900) {
    g.globalAlpha = 1; g.fillStyle = hotE ? theme.hi : theme.edge; g.beginPath();
    for (const e of heads) arrow(g, e, geometry(e, cam), cam);
    g.fill();
  }
  let drawn = 0;
  for (const pass of hotN ? [0, 1] : [1]) {
    g.globalAlpha = pass ? 1 : .25;
    for (let c = 0; c < D.classes.length; c++) {
      g.fillStyle = theme.of[c]; g.beginPath();
      for (const n of V.nodes) {
        if (n.c !== c || (hotN && hotN.has(n) !== !!pass)) continue;
        const x = n.x * k + cam.x, y = n.y * k + cam.y, r = n.r * z;
        if (!inside(x, y)) continue;
        drawn++;
        if (r < 1.6) g.rect(x - r, y - r, 2 * r, 2 * r); else shapeOf[c](g, x, y, r);
      }
      g.fill();
    }
  }
  g.globalAlpha = 1;
  for (const [n, colour] of [[S.n, theme.ink], [hover && hover.n, theme.hi]]) if (n && n.on) {
    g.strokeStyle = colour; g.lineWidth = 2; g.beginPath(); SHAPES.circle(g, n.x * k + cam.x, n.y * k + cam.y, n.r * z + 5); g.stroke();
  }
  names(g, cam, drawn > 400 ? 60 : full ? 150 : 40, seen, bright);
}
// Names: the most connected first, each below, right, left or above its node, wherever it covers nothing.
function names(g, cam, limit, seen, bright) {
  const taken = [], free = (x, y, w, h) => taken.every(b => x > b[2] || x + w < b[0] || y > b[3] || y + h < b[1]);
  const take = (x, y, w, h) => taken.push([x, y, x + w, y + h]);
  const at = n => [n.x * cam.k + cam.x, n.y * cam.k + cam.y], inside = ([x, y]) => x > 0 && y > 0 && x < cam.W && y < cam.H;
    const order = hotN ? [...hotN].filter(n => n.on).sort((a, b) => b.deg - a.deg).concat(V.nodes.length < 200 ? V.byDegree.filter(n => !hotN.has(n)) : []) : V.byDegree;
  if (V.nodes.length < 400) for (const n of V.nodes) { const [x, y] = at(n), r = n.r * cam.z; if (inside([x, y])) take(x - r, y - r, 2 * r, 2 * r); }
  g.textBaseline = "middle"; g.textAlign = "center"; g.lineJoin = "round"; g.strokeStyle = theme.bg; g.lineWidth = 3.5;
  const write = (texts, x, y) => texts.forEach((t, j) => { const q = y + (j - (texts.length - 1) / 2) * 14; g.strokeText(t, x, q); g.fillText(t, x, q); });
  g.font = "12px system-ui,sans-serif";
  let count = 0;
  for (const n of S.n && S.n.on ? [S.n, ...order] : order) {
    if (count >= limit) break;
    const [x, y] = at(n);
    if (!inside([x, y]) || (S.n === n && count)) continue;
    n.lines ||= twoLines(n.label);
    n.w ||= Math.max(...n.lines.map(t => g.measureText(t).width));
    const r = n.r * cam.z + 3, w = n.w + 4, h = n.lines.length * 14;
    const spot = [[x, y + r + h / 2], [x + r + w / 2, y], [x - r - w / 2, y], [x, y - r - h / 2]].find(([a, b]) => a > w / 2 && a < cam.W - w / 2 && free(a - w / 2, b - h / 2, w, h));
    if (!spot && n !== S.n) continue;
    const [a, b] = spot || [x, y + r + h / 2];
    take(a - w / 2, b - h / 2, w, h);
    g.fillStyle = theme.ink; g.globalAlpha = hotN && !hotN.has(n) ? .45 : 1;
    write(n.lines, a, b);
    count++;
  }
  g.globalAlpha = 1;
  const lines = hotE ? bright : seen;
  if (lines.length > 80 && !hover) return;
  g.font = "italic 11px system-ui,sans-serif";
  for (const e of lines.length > 80 ? bright : lines) {
    const text = lineLabel(e), l = geometry(e, cam), w = g.measureText(text).width + 4;
    if (Math.hypot(l.x2 - l.x1, l.y2 - l.y1) < w * .7) continue;
    const spot = [.5, .42, .58, .34, .66].map(t => along(l, t)).find(([a, b]) => free(a - w / 2, b - 7, w, 14));
    if (!spot) continue;
    take(spot[0] - w / 2, spot[1] - 7, w, 14);
    g.fillStyle = e.dis ? theme.warn : theme.mute;
    write([text], ...spot);
  }
}
// Is the point on a node or a line? Nodes first.
function pick(px, py, cam) {
  let best = null, near = 1e9;
  for (const n of V.nodes) {
    const dx = n.x * cam.k + cam.x - px, dy = n.y * cam.k + cam.y - py, d = dx * dx + dy * dy, r = n.r * cam.z + 5;
    if (d < r * r && d < near) { near = d; best = { n }; }
  }
  if (best || V.edges.length > 30000) return best;
  near = 49;
  for (const e of V.edges) {
    const l = geometry(e, cam), parts = l.cx === undefined ? 1 : 10;
    let [x, y] = [l.x1, l.y1];
    for (let j = 1; j <= parts; j++) {
      const [a, b] = along(l, j / parts), vx = a - x, vy = b - y, u = Math.max(0, Math.min(1, ((px - x) * vx + (py - y) * vy) / (vx * vx + vy * vy || 1)));
      const d = (x + u * vx - px) ** 2 + (y + u * vy - py) ** 2;
      if (d < near) { near = d; best = { e }; }
      x = a; y = b;
    }
  }
  return best;
}
