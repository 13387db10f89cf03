// The page around a picture: it brings the picture more of the graph, keeps its state in the address, sends decisions.
"use strict";
(() => {
  const frame = document.querySelector("iframe.graph");
  if (!frame) return;
  const said = document.getElementById("said"), sender = document.getElementById("sender");
  let turn = Promise.resolve(), log = "";
  const tell = (kg, more) => frame.contentWindow.postMessage({ kg, ...more }, "*");
  const say = text => { said.textContent = text; };
  // what the address says after # is for the frame, once that is ready; until then the frame's own state is not written there
  let restored = location.hash.length < 2;

  // The picture as an address has it: what it begins with, and what was added to it.
  async function show(here) {
    const asked = new URL(frame.dataset.more, location.origin);
    for (const iri of here.searchParams.getAll("add")) asked.searchParams.append("add", iri);
    say("…");
    const answer = await fetch(asked, { headers: { Accept: "application/json" } });
    const found = await answer.json();
    if (!answer.ok) throw new Error(found.detail || found.title);
    tell("data", { data: found });
    say("");
  }
  const next = f => { turn = turn.then(f).catch(error => say(error.message || "The server does not answer.")); };
  function expand(iri) {
    const here = new URL(location.href);
    if (here.searchParams.getAll("add").includes(iri)) return;
    here.searchParams.append("add", iri);
    next(async () => { await show(here); history.pushState(null, "", here); links(); });
  }
  // Files of the picture are of what it has now.
  function links() {
    const add = new URL(location.href).searchParams.getAll("add");
    for (const a of document.querySelectorAll("a[href^='/api/network?'], a[href^='/view?']")) {
      const to = new URL(a.href);
      to.searchParams.delete("add");
      for (const iri of add) to.searchParams.append("add", iri);
      a.href = to.pathname + to.search;
    }
  }
  function state(text) {
    const here = location.pathname + location.search + (text ? "#" + text : "");
    if (here !== location.pathname + location.search + location.hash) history.replaceState(null, "", here);
  }
  window.addEventListener("message", event => {
    if (event.source !== frame.contentWindow || !event.data) return;
    const { kg, iri, state: text, log: lines } = event.data;
    if (kg === "ready" && !restored) { restored = true; tell("restore", { state: location.hash.slice(1) }); }
    else if (kg === "expand" && typeof iri === "string") expand(iri);
    else if (kg === "state" && typeof text === "string" && restored) state(text);
    else if (kg === "decisions" && typeof lines === "string" && sender) {
      log = lines;
      document.getElementById("decisions").textContent = "Decisions to write: " + (lines.trim().split("\n").length - 1);
      sender.hidden = false;
      sender.elements.token.focus();
    }
  });
  window.addEventListener("popstate", () => next(async () => {
    await show(new URL(location.href));
    links();
    tell("restore", { state: location.hash.slice(1) });
  }));
  tell("hello");
  for (const button of document.querySelectorAll("[data-save]")) button.addEventListener("click", () => tell("save", { kind: button.dataset.save }));
  if (sender) sender.addEventListener("submit", event => {
    event.preventDefault();
    next(async () => {
      const headers = { Authorization: "Bearer " + sender.elements.token.value, "Content-Type": "text/csv", Accept: "application/json" };
      const answer = await fetch("/api/decisions", { method: "POST", headers, body: log });
      const found = await answer.json();
      if (!answer.ok) throw new Error(found.detail || found.title);
      sender.hidden = true;
      tell("sent");
      await show(new URL(location.href));
      say(`${found.taken} written to the decision log.`);
    });
  });
})();
