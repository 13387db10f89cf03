// A fact lights its sentence in the text, and the address's part after # leads to one.
"use strict";
(() => {
  const marks = new Map([...document.querySelectorAll("mark")].map(mark => [mark.id, mark]));
  const of = item => [...item.querySelectorAll("a[href^='#']")].map(a => marks.get(decodeURIComponent(a.hash.slice(1)))).filter(Boolean);
  for (const item of document.querySelectorAll(".said")) {
    for (const [event, on] of [["mouseenter", true], ["mouseleave", false], ["focusin", true], ["focusout", false]])
      item.addEventListener(event, () => of(item).forEach(mark => mark.classList.toggle("lit", on)));
  }
})();
