// Dates as precise as they were given; a day is its number since 1970.
const day = (y, m, d) => Date.UTC(y, m, d) / 864e5, ranges = new Map();
// The first and the last day that `YYYY`, `YYYY-MM` or `YYYY-MM-DD` can mean, or null.
function range(text) {
  let r = ranges.get(text);
  if (r === undefined) {
    const m = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(text);
    r = !m ? null : m[3] ? [day(m[1], m[2] - 1, m[3]), day(m[1], m[2] - 1, m[3])]
      : m[2] ? [day(m[1], m[2] - 1, 1), day(m[1], m[2], 0)] : [day(m[1], 0, 1), day(m[1], 12, 0)];
    ranges.set(text, r);
  }
  return r;
}
const written = (d, options) => new Date(d * 864e5).toLocaleDateString("en-GB", { timeZone: "UTC", ...options });
function nice(text) {
  const r = range(text || "");
  return !r ? text || "" : written(r[0], text.length < 5 ? { year: "numeric" } : text.length < 8 ? { month: "short", year: "numeric" }
    : { day: "numeric", month: "short", year: "numeric" });
}
const iso = d => new Date(d * 864e5).toISOString().slice(0, 10);
// When an event is, in words and in days.
function saidWhen(n) {
  const v = k => n.values.get(k), a = v("earliest"), b = v("latest");
  return v("date") ? nice(v("date")) : a && b ? `${nice(a)} to ${nice(b)}` : a ? "from " + nice(a) : b ? "by " + nice(b) : "";
}
function daysOf(n) {
  const v = k => range(n.values.get(k) || ""), d = v("date"), a = v("earliest"), b = v("latest");
  return d || (a && b ? [a[0], b[1]] : a || b);
}
loads.push(() => {
  const published = D.articles.map(a => range(a[3]));
  for (const n of N) if (n.values !== NONE) n.d = daysOf(n);
  // a fact is as old as its event; without one, as the articles that say it
  for (const e of E) {
    e.d = e.s.d || e.t.d || null;
    if (!e.d) for (const ev of e.ev) {
      const p = published[D.sentences[ev[0]][1]];
      if (p) e.d = e.d ? [Math.min(e.d[0], p[0]), Math.max(e.d[1], p[1])] : p;
    }
  }
});
function dateOf(e) {
  const event = e.via || (e.s.d ? e.s : e.t.d ? e.t : null);
  return event ? saidWhen(event) : e.d ? nice(iso(e.d[0])) : "";
}
