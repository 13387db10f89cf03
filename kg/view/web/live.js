// In a frame of `kg serve`: the page around this one brings what the graph has beyond the picture, and keeps its state.
const tell = (kind, more) => parent.postMessage({ kg: kind, ...more }, "*");
const FEW = 40;
loads.push(() => N.forEach((n, i) => n.more = D.more ? D.more[i] : 0));
function expand(n) { n.more = 0; tell("expand", { iri: n.id }); }
// a click on a thing brings its neighbours; many of them only come when they are asked for in the panel
clicked = n => { if (n.more && n.more <= FEW) expand(n); };
function grown(data) {
  const kept = state(), before = new Set(N.map(n => n.id));
  load(data);
  setState(kept);
  if (S.only) for (const n of N) if (!before.has(n.id)) S.only.add(n);
  filter();
  const { k, x, y, W, H } = engine.camera(), out = n => n.x * k + x < 0 || n.x * k + x > W || n.y * k + y < 0 || n.y * k + y > H;
  if (N.some(n => n.on && !before.has(n.id) && out(n))) engine.fit(V.nodes);
}
on(window, "message", ev => {
  if (ev.source !== parent || !ev.data) return;
  const { kg, data, state, kind } = ev.data;
  if (kg === "data") grown(data);
  else if (kg === "restore") setState(state);
  else if (kg === "save" && Object.hasOwn(FILES, kind)) FILES[kind]();
  else if (kg === "hello") tell("ready");
  else if (kg === "sent") { decided.clear(); changed("select"); }
});
setTimeout(() => tell("ready"));
watchers.push(() => tell("state", { state: state() }));
loads.push(() => send = D.write ? log => tell("decisions", { log }) : null);
