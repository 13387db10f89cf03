// Events by date: a dot for a day, a bar as long as what the date leaves open.
const SOME = 300;
function events() {
  const made = new Set(V.nodes.filter(n => n.event || n.d));
  for (const e of V.edges) if (e.via) made.add(e.via);
  return [...made].sort((a, b) => (a.d ? a.d[0] : 1e9) - (b.d ? b.d[0] : 1e9) || a.i - b.i);
}
function timeline() {
  const list = events(), dated = list.filter(n => n.d), lo = Math.min(...dated.map(n => n.d[0])), hi = Math.max(...dated.map(n => n.d[1]));
  const room = Math.max(hi - lo, 1), at = d => (d - lo) / room * 90 + 4;
  const row = n => {
    const open = n.values.has("date") ? "" : !n.values.has("earliest") ? " by" : n.values.has("latest") ? "" : " from";
    const bar = h("i", { class: "when" + (n.d && n.d[0] === n.d[1] ? open || " day" : "") }), who = n.all.filter(e => e.s === n).map(e => e.t);
    if (n.d) { bar.style.left = at(n.d[0]) + "%"; bar.style.width = `${(n.d[1] - n.d[0]) / room * 90}%`; bar.style.color = `light-dark(${D.classes[n.c][2]},${D.classes[n.c][3]})`; }
    return h("tr", { class: n === S.n ? "chosen" : null }, h("td", { class: "date" }, saidWhen(n) || "no date given"), h("td", { class: "track" }, n.d ? bar : null),
      h("td", {}, h("div", {}, icon(n.c), ent(n), n.values.get("status") ? h("small", {}, " " + n.values.get("status").toLowerCase()) : null), h("small", { class: "mute" }, clip(who.map(x => x.label).join(", "), 120))));
  };
  $("#timeline").replaceChildren(list.length ? h("table", { class: "time" }, h("caption", {}, many(list.length, "event"), dated.length ? `, ${written(lo, { month: "long", year: "numeric" })} to ${written(hi, { month: "long", year: "numeric" })}` : ""),
    h("thead", {}, h("tr", {}, h("th", { scope: "col", colspan: 2 }, "Date"), h("th", { scope: "col" }, "Event"))), h("tbody", {}, list.slice(0, SOME).map(row)))
    : h("p", { class: "mute" }, "No event in this selection."), list.length > SOME ? h("p", { class: "mute" }, `${list.length - SOME} more: narrow the selection to see them.`) : "");
}
