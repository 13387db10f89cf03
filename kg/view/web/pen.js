// A stand-in for a canvas that writes SVG: the picture is painted once more, by the same code.
class Pen {
  constructor(w, h) { this.w = w; this.h = h; this.out = []; this.path = ""; this.dash = ""; this.globalAlpha = 1; this.textAlign = "start"; }
  n(v) { return Math.round(v * 10) / 10; }
  xml(s) { return String(s).replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd]/g, "\ufffd").replace(/[<>&"]/g, c => `&#${c.charCodeAt()};`); }
  beginPath() { this.path = ""; }
  moveTo(x, y) { this.path += `M${this.n(x)} ${this.n(y)}`; }
  lineTo(x, y) { this.path += `L${this.n(x)} ${this.n(y)}`; }
  closePath() { this.path += "Z"; }
  quadraticCurveTo(a, b, x, y) { this.path += `Q${this.n(a)} ${this.n(b)} ${this.n(x)} ${this.n(y)}`; }
  arc(x, y, r, from, to, back) {
    const q = this.n(r), way = back ? 0 : 1;
    this.path += `A${q} ${q} 0 0 ${way} ${this.n(x - r)} ${this.n(y)}A${q} ${q} 0 0 ${way} ${this.n(x + r)} ${this.n(y)}`;
  }
  rect(x, y, w, h) { this.path += `M${this.n(x)} ${this.n(y)}h${this.n(w)}v${this.n(h)}h${this.n(-w)}Z`; }
  setLineDash(d) { this.dash = d.join(" "); }
  setTransform() { }
  measureText(s) { return { width: s.length * 6.3 }; }
  put(tag, attributes, text) {
    let s = "<" + tag;
    for (const k in attributes) if (attributes[k] !== "") s += ` ${k}="${this.xml(attributes[k])}"`;
    this.out.push(text == null ? s + "/>" : `${s}>${this.xml(text)}</${tag}>`);
  }
  alpha() { return this.globalAlpha < 1 ? this.globalAlpha : ""; }
  fill() { if (this.path) this.put("path", { d: this.path, fill: this.fillStyle, opacity: this.alpha() }); }
  stroke() {
    if (this.path) this.put("path", { d: this.path, fill: "none", stroke: this.strokeStyle, "stroke-width": this.lineWidth, "stroke-dasharray": this.dash, opacity: this.alpha() });
  }
  fillRect(x, y, w, h) { this.put("rect", { x, y, width: w, height: h, fill: this.fillStyle }); }
  strokeText() { }
  fillText(s, x, y) {
    // the halo under a text is its own stroke, painted first
    this.put("text", { x: this.n(x), y: this.n(y), font: "", style: `font:${this.font};paint-order:stroke`, fill: this.fillStyle, stroke: this.strokeStyle, "stroke-width": 3,
      "stroke-linejoin": "round", "text-anchor": this.textAlign === "center" ? "middle" : "", "dominant-baseline": "central", opacity: this.alpha() }, s);
  }
  svg() { return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${this.w} ${this.h}" width="${this.w}" height="${this.h}"><title>${this.xml(D.title)}</title>${this.out.join("")}</svg>\n`; }
}
