// The same facts as a table, for reading aloud, sorting and copying.
const COLUMNS = [["Subject", e => e.s.label], ["Relation", e => name(e)], ["Object", e => e.t.label], ["Date", e => e.d ? e.d[0] : 1e9], ["Status", e => STATUS[e.status]], ["Confidence", e => -(e.conf ?? -1)], ["Sentence", e => e.ev.length ? D.sentences[e.ev[0][0]][0] : ""]];
let sortBy = -1, sortWay = 1, rowsShown = 200;
function table() {
  const rows = V.edges.slice();
  if (sortBy >= 0) {
    const get = COLUMNS[sortBy][1];
    rows.sort((a, b) => { const [x, y] = [get(a), get(b)]; return sortWay * (typeof x === "number" ? x - y : x.localeCompare(y, "en")) || a.i - b.i; });
  }
  const head = COLUMNS.map(([title], i) => h("th", { scope: "col", "aria-sort": sortBy === i ? sortWay > 0 ? "ascending" : "descending" : null },
    h("button", { onclick: () => { sortWay = sortBy === i ? -sortWay : 1; sortBy = i; table(); } }, title)));
  const body = rows.slice(0, rowsShown).map(e => h("tr", { class: e === S.e ? "chosen" : null }, h("td", {}, icon(e.s.c), ent(e.s)), h("td", {}, rel(e), e.dis ? h("small", { class: "warn" }, " disputed") : null), h("td", {}, icon(e.t.c), ent(e.t)),
    h("td", { class: "date" }, dateOf(e)), h("td", {}, STATUS[e.status]), h("td", {}, percent(e.conf)), h("td", { class: "quote" }, e.ev.length ? clip(D.sentences[e.ev[0][0]][0], 140) : "", e.ev.length > 1 ? h("small", { class: "mute" }, ` and ${many(e.ev.length - 1, "more", "more")}`) : null)));
  $("#table").replaceChildren(h("table", {}, h("caption", {}, many(rows.length, "fact")), h("thead", {}, h("tr", {}, head)), h("tbody", {}, body)),
    rows.length > rowsShown ? h("button", { onclick: () => { rowsShown += 500; table(); } }, `${(rows.length - rowsShown).toLocaleString("en")} more`) : "");
}
