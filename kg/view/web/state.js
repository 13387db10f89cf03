// What is selected, filtered and shown, and its name in the address.
const S = { n: null, e: null, q: null, tab: "graph", fold: false, span: null, only: null, hide: new Set(),
  off: { class: new Set(), relation: new Set(), source: new Set(), status: new Set() } };
let G, V = { nodes: [], edges: [] }, engine, words;
const watchers = [];
let clicked = () => { };
const key = e => `${e.s.key} ${e.via ? "~" : ""}${D.relations[e.r][0]} ${e.t.key}`;

function link() {
  for (const n of N) { n.out = []; n.deg = 0; }
  for (const e of G.edges) {
    e.s.out.push(e); e.s.deg++;
    if (e.t !== e.s) { e.t.out.push(e); e.t.deg++; }
  }
  bend(G.edges);
  for (const n of G.nodes) n.r = 5 + 1.9 * Math.sqrt(Math.min(n.deg, 60));
}
loads.push(() => {
  // the words that stand for the items of a filter in the address: numbers would change with the next article
  words = { class: D.classes.map(c => c[0]), relation: D.relations.map(r => r[0]), source: SOURCES, status: STATUS };
  G = { nodes: N, edges: E };
  link();
  for (const n of N) n.all = n.out;
});

function refold() { G = S.fold ? FOLDED ||= folded() : { nodes: N, edges: E }; link(); }

const passes = n => !S.off.class.has(n.c) && !S.hide.has(n) && (!S.only || S.only.has(n));
function refilter() {
  const { relation, source, status } = S.off, narrow = source.size || status.size || S.span;
  const touched = new Uint8Array(N.length), waiting = [];
  const keep = e => { touched[e.s.i] = touched[e.t.i] = 1; return e.on = true; };
  for (const e of G.edges) e.on = false;
  for (const n of N) n.on = false;
  let edges = G.edges.filter(e => {
    if (relation.has(e.r) || !passes(e.s) || !passes(e.t)) return false;
    if (narrow && !e.ev.length) { waiting.push(e); return false; }
    return !status.has(e.status) && (!source.size || e.src.some(s => !source.has(s)))
      && (!S.span || (e.d && e.d[1] >= S.span[0] && e.d[0] <= S.span[1])) && keep(e);
  });
  // what has no sentence of its own (what a position is of) stays where its subject does
  edges = edges.concat(waiting.filter(e => touched[e.s.i] && keep(e)));
  const restricted = narrow || relation.size;
  V = { nodes: G.nodes.filter(n => passes(n) && (touched[n.i] || !restricted)), edges };
  for (const n of V.nodes) n.on = true;
  V.byDegree = V.nodes.slice().sort((a, b) => b.deg - a.deg || a.i - b.i).slice(0, 2000);
  $("#count").textContent = `${many(V.nodes.length, "thing")} of ${N.length.toLocaleString("en")}, ${many(edges.length, "fact")}`;
}
function changed(kind) {
  for (const f of watchers) f(kind);
  const made = state();
  if (made === location.hash.slice(1)) return;
  try { history.replaceState(null, "", made ? "#" + made : location.pathname + location.search); } catch { /* in a frame */ }
}
function filter() { refilter(); changed("filter"); }
// Choose a thing, a fact, or a sentence by its number; nothing of these clears the choice.
function select(n, e, q) { S.n = n || null; S.e = e || null; S.q = q ?? null; changed("select"); }

function state() {
  const q = new URLSearchParams();
  if (S.n) q.set("n", S.n.key);
  if (S.e) q.set("e", key(S.e));
  if (S.q != null) q.set("q", D.sentences[S.q].slice(1, 3).map((x, i) => i ? x : (D.articles[x] || [])[1]).join(" "));
  if (S.tab !== "graph") q.set("tab", S.tab);
  if (S.fold) q.set("fold", 1);
  if (S.span) q.set("time", S.span.map(iso).join(" "));
  for (const f in S.off) for (const i of S.off[f]) q.append(f, words[f][i] ?? D.relations[i][0]);
  for (const n of S.hide) q.append("hide", n.key);
  if (S.only) for (const n of S.only) q.append("only", n.key);
  return q.toString();
}
function setState(text) {
  const q = new URLSearchParams(text), nodes = k => q.getAll(k).map(x => byKey.get(x)).filter(Boolean);
  S.tab = $("#tab-" + CSS.escape(q.get("tab") || "")) ? q.get("tab") : "graph";
  S.fold = q.has("fold");
  refold();
  const span = (q.get("time") || "").split(" ").map(range);
  S.span = span.length === 2 && span[0] && span[1] ? [span[0][0], span[1][1]] : null;
  for (const f in S.off) S.off[f] = new Set(q.getAll(f).map(w => words[f].indexOf(w)).filter(i => i >= 0));
  S.hide = new Set(nodes("hide"));
  S.only = q.has("only") ? new Set(nodes("only")) : null;
  S.n = byKey.get(q.get("n")) || null;
  S.e = q.has("e") ? G.edges.find(e => key(e) === q.get("e")) || null : null;
  const at = D.sentences.findIndex(s => s[1] >= 0 && `${D.articles[s[1]][1]} ${s[2]}` === q.get("q"));
  S.q = at < 0 ? null : at;
  refilter();
  changed("all");
}
