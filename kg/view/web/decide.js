// Facts that the reader finds right or wrong become lines of the decision log, decisions.csv, which `kg review --apply`
// takes in.
const decided = new Map(), COLUMNS_OF_LOG = ["decision", "a", "b", "who", "when", "why"];
let who = "", send = null;
const partsOf = e => e.parts || [e];
const factKey = e => [e.s.id, D.relations[e.r][0], e.t.id].join("\n");
// Only what the log can hold: full addresses, and a relation by its plain name.
const ADDRESS = /^(https?:\/\/|urn:)[^\s<>"{}|\\^\x60]+$/;
const canDecide = e => partsOf(e).every(x => ADDRESS.test(x.s.id) && ADDRESS.test(x.t.id) && /^[A-Za-z]\w*$/.test(D.relations[x.r][0]));
const decisionOf = e => decided.get(factKey(partsOf(e)[0]));
function decide(e, right) {
  const same = decisionOf(e)?.right === right;
  for (const x of partsOf(e)) if (same) decided.delete(factKey(x)); else decided.set(factKey(x), { right, why: "" });
  changed("select");
}
function decisionLog() {
  const now = new Date(), today = new Date(now - now.getTimezoneOffset() * 6e4).toISOString().slice(0, 10), rows = [COLUMNS_OF_LOG];
  for (const [fact, { right, why }] of decided) {
    const [s, relation, o] = fact.split("\n");
    rows.push([right ? "accept" : "reject", s, relation + " " + o, who, today, why || "kg view"]);
  }
  return rows.map(r => r.map(v => cell(v.replace(/\s+/g, " ").trim())).join(",")).join("\n") + "\n";
}
function saveDecisions(box) {
  who = box.value.trim();
  if (!who) { box.focus(); return; }
  if (send) send(decisionLog()); else save(stem() + ".decisions.csv", [decisionLog()], "text/csv");
}
function decisionRow(e) {
  if (!canDecide(e)) return null;
  const now = decisionOf(e);
  const button = (text, right, key) => h("button", { "aria-pressed": String(now?.right === right), "data-key": key, title: "Key " + key, onclick: () => decide(e, right) }, text);
  const name = h("input", { value: who, placeholder: "your name", "aria-label": "Your name", maxlength: 100, onchange: () => who = name.value });
  const why = h("input", { value: now?.why, placeholder: "why it is wrong", "aria-label": "Why it is wrong", maxlength: 300, onchange: () => { for (const x of partsOf(e)) decided.get(factKey(x)).why = why.value; } });
  return h("div", { class: "decide" }, h("div", { class: "row" }, button("Right", true, "y"), button("Wrong", false, "x"), now && !now.right ? why : null),
    decided.size ? h("div", { class: "row" }, name, h("button", { onclick: () => saveDecisions(name) }, `${send ? "Send" : "Save"} ${many(decided.size, "decision")}`)) : null);
}
// The fact after this one: in the text in the order of its sentences, elsewhere in that of the table.
function nextFact(step) {
  const order = S.tab === "text" ? [...new Set(spans.flatMap(([i]) => factsOf.get(i)))].filter(e => e.on) : V.edges, at = order.indexOf(S.e);
  if (order.length) select(null, order.at(at < 0 ? step < 0 ? -1 : 0 : (at + step) % order.length));
}
