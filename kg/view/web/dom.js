// Making elements. Texts go in as text nodes only: nothing on this page is ever parsed as HTML.
const $ = s => document.querySelector(s);
function fill(e, props, kids) {
  for (const k in props) {
    const v = props[k];
    if (v == null || v === false) continue;
    if (k.startsWith("on")) e.addEventListener(k.slice(2), v);
    else e.setAttribute(k, v === true ? "" : v);
  }
  e.append(...kids.flat(3).filter(kid => kid != null));
  return e;
}
const h = (tag, props, ...kids) => fill(document.createElement(tag), props, kids);
const hs = (tag, props, ...kids) => fill(document.createElementNS("http://www.w3.org/2000/svg", tag), props, kids);
const on = (target, kinds, f, options) => kinds.split(" ").forEach(kind => target.addEventListener(kind, f, options));
// Text without accents and capitals, for searching.
const fold = s => s.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
// Half a character, as a hostile text may have, cannot be in an address.
const encoded = s => encodeURIComponent(s.toWellFormed());
const many = (n, one, more = one + "s") => `${n.toLocaleString("en")} ${n === 1 ? one : more}`;
const clip = (s, n) => s.length > n ? s.slice(0, n - 1).trimEnd() + "…" : s;
function save(name, parts, type) {
  const blob = parts instanceof Blob ? parts : new Blob(parts, { type: type + ";charset=utf-8" });
  const a = h("a", { href: URL.createObjectURL(blob), download: name });
  a.click();
  setTimeout(() => URL.revokeObjectURL(a.href), 1e4);
}
function copyButton(text) {
  const b = h("button", { onclick: async () => {
    // file: pages have no clipboard in some browsers: there the text is selected instead
    try { await navigator.clipboard.writeText(text()); b.textContent = "Copied"; }
    catch { getSelection().selectAllChildren(b.parentElement.querySelector("pre")); b.textContent = "Press Ctrl+C"; }
    setTimeout(() => b.textContent = "Copy", 2000);
  } }, "Copy");
  return b;
}
