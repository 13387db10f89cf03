// The engine of ours: a canvas. Of a large graph, the last picture is moved while the reader moves, then painted anew.
function makeEngine(host) {
  const canvas = h("canvas", { tabindex: 0, role: "img", "aria-label": "Graph of the facts; the tab Table has the same as text" }), back = document.createElement("canvas");
  const front = canvas.getContext("2d", { alpha: false }), g = back.getContext("2d", { alpha: false });
  const cam = { k: 1, x: 0, y: 0, z: 1, W: 0, H: 0 };
  let ratio = 1, whole = 1, own = false, size = 1, frameAsked = 0, timer = 0, kept = { k: 1, x: 0, y: 0 }, stale = true;
  host.append(canvas);
  const scaleNodes = () => cam.z = Math.max(.2, Math.min(2, size * Math.sqrt(cam.k / whole)));
  function draw(full = true) {
    if (full) stale = true;
    clearTimeout(timer);
    frameAsked ||= requestAnimationFrame(() => {
      frameAsked = 0;
      if (!cam.W) return;
      front.setTransform(1, 0, 0, 1, 0, 0);
      if (stale || V.edges.length < 3000) {
        scaleNodes();
        g.setTransform(ratio, 0, 0, ratio, 0, 0);
        paint(g, cam, true);
        kept = { ...cam }; stale = false;
        host.dataset.camera = [cam.k, cam.x, cam.y].join(" ");
        front.drawImage(back, 0, 0);
      } else {
        const q = cam.k / kept.k;
        front.fillStyle = theme.bg; front.fillRect(0, 0, canvas.width, canvas.height);
        front.drawImage(back, (cam.x - kept.x * q) * ratio, (cam.y - kept.y * q) * ratio, back.width * q, back.height * q);
        timer = setTimeout(draw, 140);
      }
    });
  }
  function resize() {
    const { width, height } = host.getBoundingClientRect();
    if (!width || (width === cam.W && height === cam.H)) return false;
    cam.x += (width - cam.W) / 2; cam.y += (height - cam.H) / 2;
    cam.W = width; cam.H = height; ratio = Math.min(devicePixelRatio || 1, 2);
    for (const c of [canvas, back]) { c.width = width * ratio; c.height = height * ratio; }
    canvas.style.width = width + "px"; canvas.style.height = height + "px";
    // until the reader moves it, the whole picture is in view
    if (own) draw(); else fit(V.nodes);
    return true;
  }
  function fit(nodes) {
    if (!nodes.length || !cam.W) return draw();
    let [a, b, c, d] = [1e9, 1e9, -1e9, -1e9];
    for (const n of nodes) { a = Math.min(a, n.x); b = Math.min(b, n.y); c = Math.max(c, n.x); d = Math.max(d, n.y); }
    const edge = cam.W < 500 ? 50 : 80;
    cam.k = Math.min((cam.W - 2 * edge) / Math.max(c - a, 80), (cam.H - 90) / Math.max(d - b, 80), 2.2);
    whole = cam.k; own = nodes !== V.nodes; size = Math.max(.24, Math.min(1.15, 16 / Math.sqrt(nodes.length), Math.max(.6, cam.k * 1.3)));
    cam.x = cam.W / 2 - (a + c) / 2 * cam.k; cam.y = cam.H / 2 - (b + d) / 2 * cam.k - 6;
    draw();
  }
  function zoom(q, x = cam.W / 2, y = cam.H / 2) {
    const k = Math.max(whole * .25, Math.min(whole * 80, cam.k * q));
    own = true; q = k / cam.k; cam.x = x - (x - cam.x) * q; cam.y = y - (y - cam.y) * q; cam.k = k;
    draw(false);
  }
  function move(x, y) { own = true; cam.x += x; cam.y += y; draw(false); }
  // Bring a node into the picture, if it is not there, or is too small to be told from the others.
  function show(n) {
    const x = n.x * cam.k + cam.x, y = n.y * cam.k + cam.y;
    if (V.nodes.length > 300 && cam.k < whole * 4) cam.k = whole * Math.min(12, Math.sqrt(V.nodes.length) / 8);
    else if (x > 60 && y > 40 && x < cam.W - 60 && y < cam.H - 40) return draw();
    own = true; cam.x = cam.W / 2 - n.x * cam.k; cam.y = cam.H / 2 - n.y * cam.k;
    draw();
  }
  const fingers = new Map();
  let moved = 0;
  on(canvas, "pointerdown", ev => { canvas.setPointerCapture(ev.pointerId); fingers.set(ev.pointerId, [ev.offsetX, ev.offsetY]); moved = 0; });
  on(canvas, "pointermove", ev => {
    const x = ev.offsetX, y = ev.offsetY, last = fingers.get(ev.pointerId);
    if (!last) {
      if (V.edges.length > 8000) return;
      point(pick(x, y, cam), x, y); canvas.style.cursor = hover ? "pointer" : "grab";
      return;
    }
    moved += Math.abs(x - last[0]) + Math.abs(y - last[1]);
    if (fingers.size === 2) {
      const other = [...fingers].find(f => f[0] !== ev.pointerId)[1];
      zoom(Math.hypot(x - other[0], y - other[1]) / (Math.hypot(last[0] - other[0], last[1] - other[1]) || 1), ...other);
    } else move(x - last[0], y - last[1]);
    fingers.set(ev.pointerId, [x, y]);
  });
  on(canvas, "pointerup", ev => {
    fingers.delete(ev.pointerId);
    if (moved < 6) { const hit = pick(ev.offsetX, ev.offsetY, cam) || {}; select(hit.n, hit.e); if (hit.n) clicked(hit.n); }
  });
  on(canvas, "pointercancel", ev => fingers.delete(ev.pointerId));
  on(canvas, "pointerleave", () => point(null));
  on(canvas, "wheel", ev => { ev.preventDefault(); zoom(Math.exp(-ev.deltaY * .0016), ev.offsetX, ev.offsetY); }, { passive: false });
  return { draw, resize, fit, zoom, move, show, filtered: draw, camera: () => cam, png: done => { stale = true; scaleNodes(); paint(g, cam, true); back.toBlob(done); } };
}
