'use strict';
// Canvases that cover the map's view and some margin, and their copies for paper.
function Sheets(map) {
  var all = [], printing = false, held = true;  // nothing is painted before the page has its final shape
  var Sheet = L.Layer.extend({
    initialize: function (pane, paint, isUsed) { this.pane = pane; this.paint = paint; this.isUsed = isUsed; },
    onAdd: function () {
      this.canvas = L.DomUtil.create('canvas', 'leaflet-zoom-hide', map.getPane(this.pane));
      map.on('moveend', this.redraw, this);  // comes last after every change of view or size
      this.redraw();
    },
    redraw: function () {
      if (held) return;
      var margin = printing ? 0 : 0.2, ratio = printing ? 3 : Math.max(1, window.devicePixelRatio || 1);
      var size = map.getSize(), mx = Math.round(size.x * margin), my = Math.round(size.y * margin);
      var c = this.canvas, w = size.x + 2 * mx, h = size.y + 2 * my, used = !this.isUsed || this.isUsed();
      c.width = used ? Math.round(w * ratio) : 1; c.height = used ? Math.round(h * ratio) : 1;
      c.style.width = w + 'px'; c.style.height = h + 'px';
      L.DomUtil.setPosition(c, map.containerPointToLayerPoint([-mx, -my]));
      if (!used) return;
      var g = c.getContext('2d'), scale = Math.pow(2, map.getZoom());
      var corner = map.project(map.containerPointToLatLng([-mx, -my]), 0);
      g.setTransform(ratio, 0, 0, ratio, 0, 0);
      this.paint(g, {
        scale: scale, x: corner.x, y: corner.y, w: w, h: h, mx: mx, my: my,
        x1: corner.x + w / scale, y1: corner.y + h / scale,
      });
    },
  });
  function trace(g, view, set, i) {
    var k = set.start[i], end = set.start[i + 1];
    g.moveTo((set.x[k] - view.x) * view.scale, (set.y[k] - view.y) * view.scale);
    for (k++; k < end; k++) g.lineTo((set.x[k] - view.x) * view.scale, (set.y[k] - view.y) * view.scale);
  }
  function seen(view, set, i) {
    var b = set.box;
    return b[4 * i] <= view.x1 && b[4 * i + 2] >= view.x && b[4 * i + 1] <= view.y1 && b[4 * i + 3] >= view.y;
  }

  // Canvases painted while Chromium prepares to print come out as drawing commands, spoilt, and
  // copies of them in another size than the marks above; so paper gets pictures.
  var copies = [];
  function startPrint() {
    printing = true;
    all.forEach(function (sheet) {
      sheet.redraw();
      var copy = document.createElement('img');
      copy.src = sheet.canvas.toDataURL();
      copy.style.cssText = sheet.canvas.style.cssText + 'left:0;position:absolute;top:0';
      sheet.canvas.parentNode.insertBefore(copy, sheet.canvas);
      sheet.canvas.style.display = 'none';
      copies.push(copy);
    });
  }
  function endPrint() {
    printing = false;
    copies.forEach(function (copy) { copy.remove(); });
    copies = [];
    all.forEach(function (sheet) { sheet.canvas.style.display = ''; });
  }
  return {
    // A sheet that is not used takes no memory.
    add: function (pane, paint, isUsed) {
      var sheet = new Sheet(pane, paint, isUsed).addTo(map);
      all.push(sheet);
      return sheet;
    },
    release: function () {
      held = false;
      all.forEach(function (sheet) { sheet.redraw(); });
    },
    trace: trace, seen: seen, startPrint: startPrint, endPrint: endPrint,
  };
}
