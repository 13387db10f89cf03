// "Why is this here?": the sentences behind a line or a thing, with the names in them marked.
const panel = $("#panel");
const chip = c => h("span", { class: "chip" }, icon(c), D.classes[c][1]);
const ent = n => h("a", { href: "#n=" + encoded(n.key), onclick: ev => { ev.preventDefault(); select(n); engine.show(n); } }, n.label);
const rel = e => h("a", { href: "#e=" + encoded(key(e)), class: "rel", onclick: ev => { ev.preventDefault(); select(null, e); } }, name(e));
const triple = (e, verb = rel(e)) => [ent(e.s), " ", verb, " ", ent(e.t)];
const pairs = rows => h("dl", {}, rows.filter(r => r[1] != null && r[1] !== "").map(([k, v]) => [h("dt", {}, k), h("dd", {}, v)]));
const percent = c => c == null ? "" : Math.round(c * 100) + " %";

// All names of the things, and of those who take part in an event; of a person also the surname.
function namesOf(nodes) {
  const made = new Set();
  for (const n of nodes.flatMap(n => n.event ? [n, ...n.all.filter(e => e.s === n).slice(0, 20).map(e => e.t)] : [n])) {
    for (const x of [n.label, ...n.names]) if (x.length > 1) made.add(x.slice(0, 200));
    const surname = /^(Person|Official)$/.test(D.classes[n.c][0]) && n.label.split(" ").pop();
    if (surname && surname.length > 3) made.add(surname);
  }
  return [...made].sort((a, b) => b.length - a.length).slice(0, 80);
}
function namePattern(list) {
  const any = list.sort((a, b) => b.length - a.length).map(x => x.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")).join("|");
  return any ? new RegExp(`(?<![\\p{L}\\p{N}])(?:${any})(?![\\p{L}\\p{N}])`, "giu") : null;
}
function marked(text, nodes) {
  const pattern = namePattern(namesOf(nodes)), made = [];
  if (!pattern) return [text];
  let end = 0;
  for (const m of text.matchAll(pattern)) {
    made.push(text.slice(end, m.index), h("mark", {}, m[0]));
    end = m.index + m[0].length;
  }
  return [...made, text.slice(end)];
}
function quote(ev, nodes) {
  const a = article(ev), link = /^https?:\/\//.test(a[4]) ? a[4] : "";
  const source = link ? h("a", { href: link, rel: "noopener noreferrer", target: "_blank" }, clip(link, 60)) : a[4];
  return h("figure", {}, h("blockquote", {}, marked(D.sentences[ev[0]][0], nodes)), h("figcaption", {},
    ev.length > 2 ? h("p", { class: "speaker" }, "according to ", h("b", {}, D.speakers[ev[2]])) : null,
    h("p", {}, a[2] || a[1], a[2] && a[1] && a[1] !== a[2] ? h("code", {}, a[1]) : null),
    h("p", { class: "mute" }, [source, nice(a[3]), ev[1] == null ? "" : "confidence " + percent(ev[1])].filter(Boolean).flatMap((x, i) => i ? [" · ", x] : [x]))));
}
function turtle(text) {
  return h("details", { ontoggle: ev => { const pre = ev.target.querySelector("pre"); if (ev.target.open) pre.textContent = text(); } }, h("summary", {}, "Turtle"), copyButton(() => text()), h("pre", { tabindex: 0 }));
}
const statusWord = e => STATUS[e.status];
function rivals(e) {
  return !e.dis || e.s.event ? [] : G.edges.filter(x => x !== e && x.dis && ((x.s === e.s && (x.r === e.r || x.t === e.t)) || (x.r === e.r && x.t === e.t))).slice(0, 20);
}
function factPanel(e) {
  const against = rivals(e), list = e.ev.map(ev => quote(ev, [e.s, e.t, ...(e.via ? [e.via] : [])]));
  return [h("h2", {}, "Why is this here?"), h("p", { class: "triple" }, triple(e, h("b", {}, name(e)))),
    e.dis ? h("p", { class: "disputed" }, h("b", {}, "Disputed. "), against.length ? "Other sentences say:" : "The sources do not agree on this.") : null,
    against.length ? h("ul", { class: "facts" }, against.map(x => h("li", {}, triple(x)))) : null,
    pairs([["Through", e.via ? ent(e.via) : ""], ["Date", dateOf(e)], ["Status", statusWord(e)], ["Confidence", percent(e.conf)]]),
    decisionRow(e),
    list.length ? list : h("p", { class: "mute" }, "No sentence of its own: it goes with the facts of the two things it joins."),
    turtle(() => PREFIXES() + "\n" + factTurtle(e))];
}
function sentencePanel(q) {
  const facts = G.edges.filter(e => e.ev.some(ev => ev[0] === q)), ev = facts.length ? facts[0].ev.find(x => x[0] === q) : [q, null];
  return [h("h2", {}, many(facts.length, "fact"), " in this sentence"), quote(ev, facts.flatMap(e => [e.s, e.t])), h("ul", { class: "facts" }, facts.map(e => h("li", {}, triple(e))))];
}
const LABELS = { date: "Date", earliest: "Not before", latest: "Not after", status: "Status", about: "About", code: "Code" };
function thingPanel(n) {
  // an event that is folded into a line has its facts all the same
  const facts = n.on ? n.out.filter(e => e.on) : n.all, few = facts.length < 4;
  const near = () => { const s = new Set([n]); for (const e of n.out) s.add(e.s).add(e.t); return s; };
  const hidden = n.on ? n.out.length - facts.length : 0;
  const act = (text, f, key) => h("button", { "data-key": key, onclick: f }, text);
  const list = h("ul", { class: "facts" });
  const add = from => {
    list.append(...facts.slice(from, from + 60).map(e => h("li", {}, triple(e), h("details", { open: few, ontoggle: open },
      h("summary", {}, [many(e.ev.length, "sentence"), dateOf(e), HOLDS.test(statusWord(e)) ? "" : statusWord(e), e.dis ? "disputed" : ""].filter(Boolean).join(" · "))))));
    [...list.children].slice(from).forEach((li, j) => li.lastChild.fact = facts[from + j]);
    if (facts.length > from + 60) { const more = h("li", {}, act(`${facts.length - from - 60} more`, () => { more.remove(); add(from + 60); })); list.append(more); }
  };
  function open(ev) {
    const d = ev.target, e = d.fact;
    if (d.open && e && !d.querySelector("figure")) d.append(...(e.ev.length ? e.ev.map(x => quote(x, [e.s, e.t])) : [h("p", { class: "mute" }, "no sentence of its own")]));
  }
  add(0);
  return [h("h2", {}, n.label), h("p", {}, chip(n.c), " ", h("span", { class: "mute" }, many(facts.length, "fact") + " here" + (hidden ? `, ${hidden} hidden` : ""))),
    n.names.length ? h("p", { class: "mute" }, "also: " + n.names.join(", ")) : null,
    pairs([...n.values].filter(([k]) => LABELS[k]).map(([k, v]) => [LABELS[k], DATED.includes(k) ? nice(v) : k === "status" ? v.toLowerCase() : v])),
    h("div", { class: "row" },
      n.more ? act(`Add ${many(n.more, "more fact")}`, () => expand(n), "a") : null,
      act("Only this and its neighbours", () => { S.only = near(); filter(); engine.fit(V.nodes); }),
      S.only || hidden ? act("Add its neighbours", () => { for (const x of near()) { S.hide.delete(x); if (S.only) S.only.add(x); } filter(); engine.fit(V.nodes); }, "e") : null,
      act("Hide", () => { S.hide.add(n); S.n = null; filter(); changed("select"); }, "h")),
    list, turtle(() => graphTurtle([n], facts)), h("p", { class: "mute iri" }, n.id)];
}
function homePanel() {
  const titles = D.articles.slice(0, 12);
  return [h("h2", {}, D.title), h("p", { class: "mute" }, "Each line was read in a sentence. Choose a line or a thing to see which."),
    h("h3", {}, "Most connected"), h("ul", { class: "plain" }, V.byDegree.filter(n => n.deg).slice(0, 8).map(n => h("li", {}, icon(n.c), ent(n), h("span", { class: "count" }, n.deg)))),
    titles.length ? [h("h3", {}, many(D.articles.length, "article")), h("ul", { class: "plain" }, titles.map(a => h("li", {}, h("span", {}, a[2] || a[1], h("small", { class: "mute" }, " ", [a[4] && clip(a[4], 50), nice(a[3])].filter(Boolean).join(" · ")))))), D.articles.length > 12 ? h("p", { class: "mute" }, `and ${D.articles.length - 12} more`) : null] : null,
    h("h3", {}, "Keys"), pairs([["/", "search"], ["1 to 5", "the views above"], ["arrows + − 0", "move, zoom, fit"], ["m", "meetings as lines"], ["e h", "expand, hide the chosen thing"], ["j k", "next, last fact"], ["y x", "the chosen fact is right, wrong"], ["Esc", "back to here"]])];
}
function showPanel() {
  panel.replaceChildren(...(S.e ? factPanel(S.e) : S.n ? thingPanel(S.n) : S.q != null ? sentencePanel(S.q) : homePanel()).flat(3).filter(x => x != null));
  panel.scrollTop = 0;
  if (S.n || S.e || S.q != null) panel.prepend(h("button", { class: "back", "aria-label": "Close", onclick: () => select() }, "×"));
}
watchers.push(showPanel);
