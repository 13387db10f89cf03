// The outline of each class, around (x, y); the size r is that of a circle of the same weight.
function polygon(g, x, y, r, n, turn, inner) {
  for (let j = 0; j < n; j++) {
    const a = turn + j * 2 * Math.PI / n, q = inner && j % 2 ? r * inner : r;
    g[j ? "lineTo" : "moveTo"](x + q * Math.cos(a), y + q * Math.sin(a));
  }
  g.closePath();
}
const UP = -Math.PI / 2;
const SHAPES = {
  circle: (g, x, y, r) => { g.moveTo(x + r, y); g.arc(x, y, r, 0, 2 * Math.PI); },
  square: (g, x, y, r) => g.rect(x - r * .88, y - r * .88, r * 1.76, r * 1.76),
  bar: (g, x, y, r) => g.rect(x - r, y - r * .55, r * 2, r * 1.1),
  diamond: (g, x, y, r) => polygon(g, x, y, r * 1.25, 4, 0),
  triangle: (g, x, y, r) => polygon(g, x, y + r * .15, r * 1.25, 3, UP),
  "triangle-down": (g, x, y, r) => polygon(g, x, y - r * .15, r * 1.25, 3, -UP),
  pentagon: (g, x, y, r) => polygon(g, x, y, r * 1.1, 5, UP),
  hexagon: (g, x, y, r) => polygon(g, x, y, r * 1.08, 6, 0),
  star: (g, x, y, r) => polygon(g, x, y, r * 1.35, 10, UP, .48),
  plus: (g, x, y, r) => {
    const a = r * 1.1, b = r * .42;
    [[-b, -a], [b, -a], [b, -b], [a, -b], [a, b], [b, b], [b, a], [-b, a], [-b, b], [-a, b], [-a, -b], [-b, -b]]
      .forEach(([p, q], j) => g[j ? "lineTo" : "moveTo"](x + p, y + q));
    g.closePath();
  },
};
// A ring is a circle with a hole: the hole is drawn the other way round, so that filling leaves it out.
SHAPES.ring = (g, x, y, r) => { SHAPES.circle(g, x, y, r); g.moveTo(x + r * .55, y); g.arc(x, y, r * .55, 2 * Math.PI, 0, true); };
let shapeOf;
loads.push(() => shapeOf = D.classes.map(c => SHAPES[c[4]]));

// Colours: those of the classes come with the data, the others from the style sheet.
const dark = () => (document.documentElement.dataset.theme || (matchMedia("(prefers-color-scheme:dark)").matches ? "dark" : "light")) === "dark";
let theme;
function readTheme() {
  const probe = h("i"), colour = v => { probe.style.color = `var(--${v})`; return getComputedStyle(probe).color; };
  document.body.append(probe);
  theme = { bg: colour("canvas"), ink: colour("ink"), mute: colour("mute"), edge: colour("edge"), hi: colour("hi"), warn: colour("warn"),
    of: D.classes.map(c => c[dark() ? 3 : 2]) };
  probe.remove();
}
function icon(c) {
  const pen = new Pen(16, 16);
  shapeOf[c](pen, 8, 8, 5.6);
  const svg = hs("svg", { viewBox: "0 0 16 16", class: "icon", "aria-hidden": "true" }, hs("path", { d: pen.path }));
  svg.style.color = `light-dark(${D.classes[c][2]},${D.classes[c][3]})`;
  return svg;
}
