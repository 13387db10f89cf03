// The time slider, over a histogram of the facts.
const slider = $("#time");
let ticks = [];
function bins() {
  const days = E.filter(e => e.d).map(e => e.d[0]);
  if (!days.length) return [];
  const lo = days.reduce((a, b) => Math.min(a, b)), hi = E.reduce((m, e) => e.d ? Math.max(m, e.d[1]) : m, lo), span = hi - lo;
  const made = [], d = new Date(lo * 864e5);
  const [unit, options] = span < 75 ? ["d", { day: "numeric", month: "short", year: "numeric" }] : span < 2200 ? ["m", { month: "short", year: "numeric" }] : ["y", { year: "numeric" }];
  let [y, m, t] = [d.getUTCFullYear(), unit === "y" ? 0 : d.getUTCMonth(), unit === "d" ? d.getUTCDate() : 1];
  for (let a = day(y, m, t); a <= hi && made.length < 400;) {
    if (unit === "d") t++; else if (unit === "m") m++; else y++;
    const b = day(y, m, t);
    made.push({ a, b: b - 1, n: 0, label: written(a, options) });
    a = b;
  }
  for (const day of days) {
    let [i, j] = [0, made.length - 1];
    while (i < j) { const mid = (i + j + 1) >> 1; if (made[mid].a <= day) i = mid; else j = mid - 1; }
    made[i].n++;
  }
  return made;
}
let showSpan = () => { };
function startSlider() {
  ticks = bins();
  slider.replaceChildren();
  slider.hidden = ticks.length < 2;
  showSpan = () => { };
  if (slider.hidden) return;
  const top = Math.max(...ticks.map(b => b.n)), last = ticks.length - 1;
  const bars = hs("svg", { viewBox: `0 0 ${ticks.length} 20`, preserveAspectRatio: "none", "aria-hidden": "true" },
    ticks.map((b, i) => hs("rect", { x: i + .08, width: .84, y: b.n ? 20 - Math.max(1.5, 20 * b.n / top) : 20, height: 20 }, hs("title", {}, `${b.label}: ${many(b.n, "fact")}`))));
  // the handles stand between the bars: from the left of the first to the right of the last
  const handle = (value, label) => h("input", { type: "range", min: 0, max: ticks.length, value, "aria-label": label });
  const a = handle(0, "From"), b = handle(ticks.length, "To"), chosen = () => [+a.value, b.value - 1];
  const said = h("output", {});
  const show = () => {
    const [i, j] = chosen();
    said.textContent = i === j ? ticks[i].label : `${ticks[i].label} – ${ticks[j].label}`;
    a.setAttribute("aria-valuetext", ticks[i].label); b.setAttribute("aria-valuetext", ticks[j].label);
    [...bars.children].forEach((bar, x) => bar.classList.toggle("out", x < i || x > j));
  };
  on(a, "input", () => { a.value = Math.min(a.value, b.value - 1); show(); });
  on(b, "input", () => { b.value = Math.max(b.value, +a.value + 1); show(); });
  for (const x of [a, b]) on(x, "input", () => { const [i, j] = chosen(); S.span = i === 0 && j === last ? null : [ticks[i].a, ticks[j].b]; filter(); });
  slider.append(said, h("div", { class: "range" }, bars, a, b));
  showSpan = () => {
    if (document.activeElement === a || document.activeElement === b) return;
    a.value = S.span ? Math.max(0, ticks.findLastIndex(x => x.a <= S.span[0])) : 0;
    const j = S.span ? ticks.findIndex(x => x.b >= S.span[1]) : -1;
    b.value = (j < 0 ? last : j) + 1;
    show();
  };
}
loads.push(startSlider);
watchers.push(() => showSpan());
