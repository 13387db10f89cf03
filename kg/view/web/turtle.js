// Facts as Turtle: each triple, and the assertion that names the sentence it was read in.
const hex = (c, n) => c.charCodeAt().toString(16).toUpperCase().padStart(n, "0");
const iriOf = s => "<" + s.replace(/[\x00-\x20<>"{}|^\x60\\]/g, c => "%" + hex(c, 2)) + ">";
const literal = s => '"' + s.replace(/\0/g, "\ufffd").replace(/[\\"]/g, "\\$&").replace(/[\x01-\x1f\x7f]/g, c => "\\u" + hex(c, 4)) + '"';
const term = local => /^[A-Za-z_]\w*$/.test(local) ? "kg:" + local : iriOf(D.ontology + local);
const PREFIXES = () => `@prefix kg: ${iriOf(D.ontology)} .\n` + [["rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"], ["rdfs", "http://www.w3.org/2000/01/rdf-schema#"],
  ["skos", "http://www.w3.org/2004/02/skos/core#"], ["xsd", "http://www.w3.org/2001/XMLSchema#"]].map(p => `@prefix ${p[0]}: <${p[1]}> .\n`).join("");
const DATATYPE = { 4: "gYear", 7: "gYearMonth", 10: "date" };
function value(k, v) {
  if (DATED.includes(k) && range(v)) return `${literal(v)}^^xsd:${DATATYPE[v.length]}`;
  return k === "status" ? term(v) : literal(v);
}
function thingTurtle(n) {
  const lines = [`a ${term(D.classes[n.c][0] || "Thing")}`, `rdfs:label ${literal(n.label)}`];
  if (n.names.length) lines.push("skos:altLabel " + n.names.map(literal).join(", "));
  for (const [k, v] of n.values) if (k !== "lat" && k !== "lon") lines.push(`${term(k)} ${value(k, v)}`);
  return `${iriOf(n.id)} ${lines.join(" ;\n  ")} .\n`;
}
function factTurtle(e) {
  if (e.parts) return e.parts.map(factTurtle).join("");
  const s = iriOf(e.s.id), p = term(D.relations[e.r][0]), o = iriOf(e.t.id);
  return `${s} ${p} ${o} .\n` + e.ev.map(ev => {
    const [text, a, start, end] = D.sentences[ev[0]], who = ev.length > 2 ? N.find(n => n.label === D.speakers[ev[2]]) : null;
    return `[] a kg:Assertion ; rdf:subject ${s} ; rdf:predicate ${p} ; rdf:object ${o} ;\n`
      + (ev[1] == null ? "" : `  kg:confidence ${ev[1].toFixed(2)} ;\n`) + (who ? `  kg:accordingTo ${iriOf(who.id)} ;\n` : "")
      + `  kg:sentence [ a kg:Sentence ; kg:exact ${literal(text)}`
      + (start == null ? "" : ` ; kg:start ${start | 0} ; kg:end ${end | 0}`) + (a < 0 ? "" : ` ; kg:article ${iriOf(D.articles[a][0])}`) + " ] .\n";
  }).join("");
}
function graphTurtle(nodes, edges) {
  const all = new Set(nodes);
  for (const e of edges) for (const part of e.parts || [e]) all.add(part.s).add(part.t);
  return PREFIXES() + "\n" + [...all].map(thingTurtle).join("") + "\n" + [...new Set(edges.flatMap(e => e.parts || [e]))].map(factTurtle).join("");
}
