// The engine of pyvis: vis-network draws the rows that pyvis made, at the places that Python found; physics stays off.
function makeEngine(host) {
  const edgesOf = new Map(E.map(e => [e, e.i]));
  const shape = n => ({ ctx, x, y, state, style }) => ({
    drawNode() {
      ctx.globalAlpha = hotN && !hotN.has(n) ? .25 : 1;
      ctx.fillStyle = theme.of[n.c]; ctx.beginPath(); shapeOf[n.c](ctx, x, y, style.size); ctx.fill();
      if (state.selected || state.hover) { ctx.strokeStyle = theme.ink; ctx.lineWidth = 2; ctx.beginPath(); ctx.arc(x, y, style.size + 4, 0, 7); ctx.stroke(); }
      ctx.globalAlpha = 1;
    },
    drawExternalLabel() {
      ctx.font = "12px system-ui,sans-serif"; ctx.textAlign = "center"; ctx.textBaseline = "middle"; ctx.lineJoin = "round";
      ctx.globalAlpha = hotN && !hotN.has(n) ? .3 : 1;
      (n.lines ||= twoLines(n.label)).forEach((t, j) => {
        const q = y + style.size + 10 + j * 14;
        ctx.strokeStyle = theme.bg; ctx.lineWidth = 3; ctx.strokeText(t, x, q); ctx.fillStyle = theme.ink; ctx.fillText(t, x, q);
      });
      ctx.globalAlpha = 1;
    },
    nodeDimensions: { width: style.size * 2, height: style.size * 2 },
  });
  const nodes = new vis.DataSet(D.vis.nodes.map(r => ({ ...r, shape: "custom", ctxRenderer: shape(N[r.id]), hidden: false, size: r.size })));
  const look = (e, hot) => ({ label: hot || (!hotE && V.edges.length <= 25) ? lineLabel(e) : " ", color: { color: hot ? theme.hi : e.dis ? theme.warn : theme.edge, highlight: theme.hi, hover: theme.hi, opacity: hot || !hotE ? 1 : .25 }, width: hot ? 2 : 1.2, dashes: DASH[kindOf(e)].length ? DASH[kindOf(e)] : false,
    font: { color: e.dis ? theme.warn : theme.mute, size: 11, face: "system-ui,sans-serif", strokeWidth: 3, strokeColor: theme.bg, align: "middle" } });
  const curve = e => e.k ? { enabled: true, type: e.k > 0 ? "curvedCW" : "curvedCCW", roundness: Math.min(.6, Math.abs(e.k) * .22) } : { enabled: false };
  const row = (e, id) => ({ ...(D.vis.edges[id] || {}), id, from: e.s.i, to: e.t.i, arrows: { to: { enabled: !e.mutual, scaleFactor: .5 } }, smooth: curve(e), ...look(e, hotE && hotE.has(e)) });
  const edges = new vis.DataSet([]);
  const net = new vis.Network(host, { nodes, edges }, { physics: false, layout: { improvedLayout: false }, autoResize: false, interaction: { hover: true, dragNodes: false, tooltipDelay: 1e9, multiselect: false, keyboard: false },
    nodes: { chosen: false }, edges: { chosen: false, selectionWidth: 0, hoverWidth: 0 } });
  const canvas = host.querySelector("canvas");
  const fill = q => { q.save(); q.setTransform(1, 0, 0, 1, 0, 0); q.fillStyle = theme.bg; q.fillRect(0, 0, q.canvas.width, q.canvas.height); q.restore(); };
  net.on("beforeDrawing", fill);
  let shown = [];
  function filtered() {
    const there = new Set(V.nodes);
    nodes.update(N.map(n => ({ id: n.i, hidden: !there.has(n), size: n.r * 1.15 })));
    edges.clear();
    shown = V.edges;
    edges.add(shown.map(row2));
  }
  const row2 = (e, j) => row(e, edgesOf.has(e) ? edgesOf.get(e) : "folded" + j);
  const edgeAt = id => shown.find((e, j) => row2id(e, j) === id), row2id = (e, j) => edgesOf.has(e) ? edgesOf.get(e) : "folded" + j;
  function draw() { edges.update(shown.map((e, j) => ({ id: row2id(e, j), ...look(e, hotE && hotE.has(e)) }))); net.redraw(); }
  function fit(list) { if (list.length) net.fit({ nodes: list.map(n => n.i), animation: false, minZoomLevel: .05, maxZoomLevel: 1.6 }); }
  function resize() { const { width, height } = host.getBoundingClientRect(); if (width) { net.setSize(width + "px", height + "px"); net.redraw(); } }
  net.on("afterDrawing", () => { const c = camera(); host.dataset.camera = [c.k, c.x, c.y].join(" "); });
  net.on("click", p => { if (p.nodes.length) select(N[p.nodes[0]]); else if (p.edges.length) select(null, edgeAt(p.edges[0])); else select(); });
  net.on("hoverNode", p => point({ n: N[p.node] }, p.pointer ? p.pointer.DOM.x : 0, p.pointer ? p.pointer.DOM.y : 0, true));
  net.on("hoverEdge", p => point({ e: edgeAt(p.edge) }, p.pointer ? p.pointer.DOM.x : 0, p.pointer ? p.pointer.DOM.y : 0, true));
  net.on("blurNode", () => point(null)); net.on("blurEdge", () => point(null));
  const zoom = q => net.moveTo({ scale: net.getScale() * q });
  const move = (x, y) => { const p = net.getViewPosition(), k = net.getScale(); net.moveTo({ position: { x: p.x - x / k, y: p.y - y / k } }); };
  const camera = () => {
    const k = net.getScale(), p = net.getViewPosition(), { width, height } = host.getBoundingClientRect();
    return { k, z: k, x: width / 2 - p.x * k, y: height / 2 - p.y * k, W: width, H: height };
  };
  canvas.tabIndex = 0; canvas.setAttribute("role", "img"); canvas.setAttribute("aria-label", "Graph of the facts; the tab Table has the same as text");
  return { draw, resize, fit, zoom, move, filtered, camera, show: n => { const c = camera(), x = n.x * c.k + c.x, y = n.y * c.k + c.y; if (x < 40 || y < 40 || x > c.W - 40 || y > c.H - 40) net.moveTo({ position: { x: n.x, y: n.y } }); draw(); }, png: done => { net.redraw(); canvas.toBlob(done); } };
}
