// The article itself beside its graph: sentences that back facts, names that lead to things, and decisions on facts.
let readable, factsOf, reading, spans = [];
loads.push(() => {
  readable = D.articles.map((a, i) => i).filter(i => D.articles[i][5]);
  reading = readable[0];
  factsOf = new Map();
  for (const e of E) for (const ev of e.ev) { const there = factsOf.get(ev[0]); if (there) there.push(e); else factsOf.set(ev[0], [e]); }
  $("#tab-text").hidden = !readable.length;
});
// Names in a piece of text, as links to the things that have them.
function linked(text, byName, pattern) {
  if (!pattern) return [text];
  const made = [];
  let end = 0;
  for (const m of text.matchAll(pattern)) {
    const n = byName.get(m[0].toLowerCase());
    if (!n) continue;
    const a = h("a", { class: "name", href: "#n=" + encoded(n.key), onclick: ev => { ev.preventDefault(); ev.stopPropagation(); select(n); engine.show(n); } }, m[0]);
    a.style.textDecorationColor = `light-dark(${D.classes[n.c][2]},${D.classes[n.c][3]})`;
    made.push(text.slice(end, m.index), a);
    end = m.index + m[0].length;
  }
  return [...made, text.slice(end)];
}
function showArticle() {
  const a = D.articles[reading], points = Array.from(a[5]), cut = (x, y) => points.slice(x, y).join("");
  // offsets count characters as Python does, not as JavaScript does
  const sentences = D.sentences.map((s, i) => [i, ...s]).filter(s => s[2] === reading && s[3] != null && cut(s[3], s[4]) === s[1] && factsOf.has(s[0])).sort((x, y) => x[3] - y[3]);
  const things = new Set(sentences.flatMap(s => factsOf.get(s[0]).flatMap(e => [e.s, e.t]))), byName = new Map();
  for (const n of things) if (!n.event) for (const x of namesOf([n])) if (!byName.has(x.toLowerCase())) byName.set(x.toLowerCase(), n);
  const pattern = namePattern([...byName.keys()]), body = h("div", { class: "body" });
  let end = 0;
  spans = [];
  for (const [i, , , from, to] of sentences) {
    if (from < end) continue;
    const facts = factsOf.get(i), span = h("span", { class: "sentence", tabindex: 0, role: "group", "aria-label": `${many(facts.length, "fact")}: ${D.sentences[i][0]}`, onclick: () => select(null, null, i), onkeydown: ev => { if (ev.key === "Enter" && ev.target === span) select(null, null, i); },
      onpointerenter: () => point({ es: facts }), onpointerleave: () => point(null) }, linked(cut(from, to), byName, pattern));
    spans.push([i, span]);
    body.append(...linked(cut(end, from), byName, pattern), span);
    end = to;
  }
  body.append(...linked(cut(end), byName, pattern));
  const choice = readable.length > 1 ? h("select", { "aria-label": "Article", onchange: ev => { reading = +ev.target.value; showArticle(); } }, readable.map(i => h("option", { value: i, selected: i === reading }, clip(D.articles[i][2] || D.articles[i][1], 80)))) : null;
  $("#text").replaceChildren(...[choice, h("h2", {}, a[2] || a[1]), h("p", { class: "mute" }, [a[4], nice(a[3])].filter(Boolean).join(" · ")), body].filter(Boolean));
  light();
}
// Light the sentences of these facts, or of what is chosen.
function light(facts) {
  const lit = new Set((facts || (S.e ? [S.e] : S.n ? S.n.out : [])).flatMap(e => e.ev.map(ev => ev[0])));
  if (S.q != null && !facts) lit.add(S.q);
  let first = true;
  for (const [i, span] of spans) {
    span.classList.toggle("lit", lit.has(i));
    if (lit.has(i) && first && !facts) { first = false; span.scrollIntoView({ block: "nearest" }); }
  }
}
function readText() {
  // go to an article that has what is chosen
  const wanted = S.q != null ? [S.q] : S.e ? S.e.ev.map(ev => ev[0]) : [], found = wanted.map(i => D.sentences[i][1]).find(i => readable.includes(i));
  if (found !== undefined && !wanted.some(i => D.sentences[i][1] === reading)) reading = found;
  showArticle();
  engine.resize();
}
