// Unpack the scripts and run them. The policy of the page names the digest of each: anything else would not run.
(async () => {
  const policy = window.trustedTypes ? trustedTypes.createPolicy("kg", { createScript: s => s }) : { createScript: s => s };
  for (const packed of document.querySelectorAll("script[type='text/deflate']")) {
    const bytes = Uint8Array.from(atob(packed.textContent), c => c.charCodeAt());
    const script = document.createElement("script");
    script.text = policy.createScript(await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).text());
    document.head.append(script);
  }
})().catch(error => { document.getElementById("panel").textContent = "This page needs a browser of 2024 or newer. " + error; });
