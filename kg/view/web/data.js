// The graph, from the rows that kg/view/payload.py wrote: N nodes, E facts. `loads` is what follows from them, in order.
const NONE = new Map(), loads = [];
let D, N, E, byKey;
function load(data) {
  D = data;
  N = D.nodes.map((r, i) => ({
    i, key: r[0], id: D.base + r[0], label: r[1], c: r[2], x: r[3], y: r[4], names: r[5] || [],
    values: r[6] ? new Map(r[6]) : NONE, out: [], deg: 0,
  }));
  E = D.edges.map((r, i) => ({ i, s: N[r[0]], t: N[r[1]], r: r[2], st: r[3], conf: r[4], dis: r[5], ev: r[6] }));
  byKey = new Map(N.map(n => [n.key, n]));
  for (const f of loads) f();
}
const article = ev => D.articles[D.sentences[ev[0]][1]] || ["", "", "", "", ""];
const name = e => D.relations[e.r][1];
// The status of a fact is its own, or that of the event or position at its end.
const STATUS = [], statusNumber = new Map();
function numberOf(status) {
  const word = status.toLowerCase();
  if (!statusNumber.has(word)) { statusNumber.set(word, STATUS.length); STATUS.push(word); }
  return statusNumber.get(word);
}
const SOURCES = [], sourceNumber = new Map(), DATED = ["date", "earliest", "latest"];
loads.push(() => {
  const sourceOf = D.articles.map(a => {
    const source = /^https?:\/\/([^/]+)/.exec(a[4])?.[1] || a[4] || a[1];
    if (!sourceNumber.has(source)) { sourceNumber.set(source, SOURCES.length); SOURCES.push(source); }
    return sourceNumber.get(source);
  });
  FOLDED = null;
  for (const e of E) {
    e.status = numberOf(e.st || e.s.values.get("status") || e.t.values.get("status") || "");
    e.src = e.ev.map(ev => sourceOf[D.sentences[ev[0]][1]]).filter(s => s !== undefined);
    // an event is what has participants or a time of its own
    if (/^(participant|party|signedBy)$/.test(D.relations[e.r][0])) e.s.event = true;
  }
  for (const n of N) if (DATED.some(k => n.values.has(k))) n.event = true;
});
// Tell lines between the same two nodes apart: e.k is how far each bends.
function bend(edges) {
  const pairs = new Map();
  for (const e of edges) {
    const key = Math.min(e.s.i, e.t.i) * N.length + Math.max(e.s.i, e.t.i), same = pairs.get(key);
    e.k = 0;
    if (same) same.push(e); else pairs.set(key, [e]);
  }
  for (const same of pairs.values()) {
    if (same.length > 1) same.forEach((e, j) => e.k = (j - (same.length - 1) / 2) * (e.s.i < e.t.i ? 1 : -1));
  }
}
// Meetings and visits as lines: between those who met, and from a visitor to the place.
let FOLDED = null;
function folded() {
  const gone = new Set(), made = [];
  const relation = (id, label) => {
    let r = D.relations.findIndex(x => x[0] === id);
    if (r < 0) r = D.relations.push([id, label]) - 1;
    return r;
  };
  for (const n of N) {
    const ends = n.event ? n.all.filter(e => e.s === n) : [];
    const who = ends.filter(e => D.relations[e.r][0] === "participant"), where = ends.filter(e => D.relations[e.r][0] === "place");
    const visit = D.classes[n.c][0] === "Visit";
    const pairs = visit ? who.flatMap(a => where.map(p => [a, p])) : who.flatMap((a, i) => who.slice(i + 1).map(b => [a, b]));
    if (!pairs.length || pairs.length > 66) continue;
    gone.add(n);
    for (const [a, b] of pairs) {
      const conf = a.conf == null ? b.conf : b.conf == null ? a.conf : Math.min(a.conf, b.conf);
      const seen = new Set(), ev = [...a.ev, ...b.ev].filter(x => !seen.has(x[0]) && seen.add(x[0]));
      made.push({ i: -1, s: a.t, t: b.t, r: visit ? relation("visited", "visited") : relation("met", "met"), st: a.st, status: a.status,
        conf, dis: a.dis || b.dis, ev, src: [...new Set([...a.src, ...b.src])], via: n, parts: [a, b], d: a.d, mutual: !visit });
    }
  }
  return { nodes: N.filter(n => !gone.has(n)), edges: E.filter(e => !gone.has(e.s) && !gone.has(e.t)).concat(made) };
}
