'use strict';
// The map: packed places, roads and boundaries on one canvas, names on a second, sites as marks.
// It knows nothing of panels; `LeaderMap(map, data, unpacked)` returns what the page
// may ask of it.
function LeaderMap(map, data, unpacked) {
  var STYLE = data.style, FRAME = data.frame, STEP = data.step;
  var ROADS = {
    trunk: { color: '#4b4f55', width: 2.2 }, main: { color: '#7d828a', width: 1.3 },
    ferry: { color: '#3c6e9f', width: 1.3, dash: [6, 5] },
    local: { color: '#9aa0a8', width: 0.9 }, minor: { color: '#b4b9c0', width: 0.7 },
  };
  var state = { layer: 'after', selection: 0, language: 'zh', unit: -1, pin: null };

  var worldX = unpacked.worldX, worldY = unpacked.worldY;
  var places = unpacked.points(data.places.points);
  var people = unpacked.floats(data.places.people);
  var placeUnit = unpacked.shorts(data.places.unit);
  var borders = unpacked.lines(data.borders);
  var roads = data.roads.map(function (tier) {
    return { lines: unpacked.lines(tier), zoom: tier.zoom, look: ROADS[tier.tier] };
  });
  var unitBoxes = data.units.map(function () { return [Infinity, Infinity, -Infinity, -Infinity]; });
  data.borders.unit.forEach(function (unit, i) {
    var b = unitBoxes[unit], r = borders.box;
    b[0] = Math.min(b[0], r[4 * i]); b[1] = Math.min(b[1], r[4 * i + 1]);
    b[2] = Math.max(b[2], r[4 * i + 2]); b[3] = Math.max(b[3], r[4 * i + 3]);
  });

  // ---- classes
  var N_ACCESS = STYLE.access.length, N_CHANGE = STYLE.change.length;
  function reached(value) { return value <= STYLE.notReachedBase; }
  function accessClass(value) {
    if (!reached(value)) return N_ACCESS + value - STYLE.notReachedBase - 1;
    var k = 0;
    while (k < STYLE.accessBreaks.length && value * STEP > STYLE.accessBreaks[k]) k++;
    return k;
  }
  function changeClass(before, after) {
    var was = reached(before), is = reached(after), k = 0;
    if (!was && !is) return N_CHANGE + 1 + after - STYLE.notReachedBase;
    if (!was) return N_CHANGE;
    if (!is) return N_CHANGE + 1;
    while (k < STYLE.changeBreaks.length && (before - after) * STEP > STYLE.changeBreaks[k]) k++;
    return k;
  }
  function pair(i) {
    var layers = data.selections[state.selection].layers;
    return [unpacked.layer(layers[0])[i], unpacked.layer(layers[1])[i]];
  }

  // ---- marks of places; 'dark' marks say why a place is not reached
  var UNREACHED = '#2b2b2b';
  function darkMark(g, kind, x, y, r) {
    g.beginPath();
    if (kind === 0) {
      g.fillStyle = UNREACHED; g.arc(x, y, r, 0, 6.2832); g.fill();
      g.strokeStyle = '#fff'; g.lineWidth = Math.max(1, r / 4);
      g.beginPath(); g.moveTo(x - r, y + r); g.lineTo(x + r, y - r); g.stroke();
    } else if (kind === 1) {
      g.strokeStyle = UNREACHED; g.lineWidth = Math.max(1.5, r / 2.5);
      g.fillStyle = '#fff'; g.arc(x, y, r, 0, 6.2832); g.fill(); g.stroke();
    } else {
      g.strokeStyle = UNREACHED; g.lineWidth = Math.max(1.5, r / 3);
      g.moveTo(x - r, y - r); g.lineTo(x + r, y + r); g.moveTo(x - r, y + r); g.lineTo(x + r, y - r); g.stroke();
    }
  }
  function placeMark(g, kind, x, y, r) {
    var change = state.layer === 'change';
    var colours = change ? STYLE.change.concat([STYLE.newlyReached, STYLE.newlyLost]) : STYLE.access;
    if (kind >= colours.length) { darkMark(g, kind - colours.length, x, y, Math.max(r * 0.85, 2.5)); return; }
    g.beginPath(); g.arc(x, y, r, 0, 6.2832);
    g.fillStyle = colours[kind]; g.fill();
    if (r > 2.4) { g.strokeStyle = 'rgba(20,25,30,.55)'; g.lineWidth = 0.7; g.stroke(); }
    if (change && kind === N_CHANGE) { g.strokeStyle = '#fff'; g.lineWidth = 1.4; g.stroke(); }
  }

  // ---- order and index of places: large ones first, so that small ones stay visible
  var order = [], i;
  for (i = 0; i < places.count; i++) if (people[i] > 0) order.push(i);
  order.sort(function (a, b) { return people[b] - people[a] || a - b; });
  var reference = Math.max(1e-6, people[order[Math.floor(order.length * 0.1)]] || 1);
  var CELLS = 80, cells = new Map();
  var cellW = worldX(FRAME[0] + FRAME[2]) - worldX(FRAME[0]) || 1, cellX = worldX(FRAME[0]);
  function cellOf(x, y) { return Math.floor((x - cellX) / cellW * CELLS) + ':' + Math.floor(y / cellW * CELLS); }
  order.forEach(function (i) {
    var key = cellOf(places.x[i], places.y[i]);
    if (!cells.has(key)) cells.set(key, []);
    cells.get(key).push(i);
  });
  var homeZoom = 8;
  function baseRadius() {
    var size = map.getSize(), each = 0.2 * size.x * size.y / Math.max(1, order.length) / Math.PI;
    return Math.min(6, Math.max(2.2, Math.sqrt(each))) * Math.pow(1.28, map.getZoom() - homeZoom);
  }
  function radius(i, base) {
    return base * Math.min(2.6, Math.max(0.62, Math.sqrt(people[i] / reference)));
  }
  function placeAt(point) {
    var zoom = map.getZoom(), scale = Math.pow(2, zoom), at = map.project(map.containerPointToLatLng(point), 0);
    var base = baseRadius(), reach = Math.max(10, base * 2.6) / scale, step = cellW / CELLS, best = -1, bestD = Infinity;
    for (var x = at.x - reach; x <= at.x + reach + step; x += step) {
      for (var y = at.y - reach; y <= at.y + reach + step; y += step) {
        (cells.get(cellOf(x, y)) || []).forEach(function (i) {
          var d = Math.hypot(places.x[i] - at.x, places.y[i] - at.y) * scale;
          if (d < Math.max(6, radius(i, base) + 2) && d < bestD) { bestD = d; best = i; }
        });
      }
    }
    return best;
  }

  // ---- canvases that cover the view and some margin
  var Sheet = L.Layer.extend({
    initialize: function (pane, margin, paint) { this.pane = pane; this.margin = margin; this.paint = paint; },
    onAdd: function () {
      this.canvas = L.DomUtil.create('canvas', 'leaflet-zoom-hide', map.getPane(this.pane));
      map.on('moveend zoomend resize viewreset', this.redraw, this);
      this.redraw();
    },
    redraw: function () {
      var margin = printing ? 0 : this.margin, ratio = printing ? 2.5 : Math.max(1, window.devicePixelRatio || 1);
      var size = map.getSize(), mx = Math.round(size.x * margin), my = Math.round(size.y * margin);
      var c = this.canvas, w = size.x + 2 * mx, h = size.y + 2 * my;
      c.width = Math.round(w * ratio); c.height = Math.round(h * ratio);
      c.style.width = w + 'px'; c.style.height = h + 'px';
      L.DomUtil.setPosition(c, map.containerPointToLayerPoint([-mx, -my]));
      var g = c.getContext('2d'), scale = Math.pow(2, map.getZoom());
      var corner = map.project(map.containerPointToLatLng([-mx, -my]), 0);
      g.setTransform(ratio, 0, 0, ratio, 0, 0);
      this.paint(g, {
        scale: scale, x: corner.x, y: corner.y, w: w, h: h,
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
  function paintGround(g, view) {
    var i, past = map.getZoom() - homeZoom;
    g.beginPath();
    for (i = 0; i < borders.count; i++) trace(g, view, borders, i);
    g.fillStyle = '#fbfbf8'; g.fill('evenodd');
    if (state.unit >= 0) {
      g.beginPath();
      data.borders.unit.forEach(function (u, i) { if (u === state.unit) trace(g, view, borders, i); });
      g.fillStyle = '#fff3d0'; g.fill('evenodd');
    }
    roads.forEach(function (tier) {
      if (past < tier.zoom - 0.01) return;
      g.strokeStyle = tier.look.color; g.lineWidth = tier.look.width * (1 + Math.max(0, Math.min(4, past)) * 0.25);
      g.setLineDash(tier.look.dash || []); g.lineJoin = 'round';
      var n = 0;
      g.beginPath();
      for (i = 0; i < tier.lines.count; i++) {
        if (!seen(view, tier.lines, i)) continue;
        trace(g, view, tier.lines, i);
        if (++n % 256 === 0) { g.stroke(); g.beginPath(); }  // long paths stroke slowly
      }
      g.stroke();
    });
    g.setLineDash([]);
    g.beginPath();
    for (i = 0; i < borders.count; i++) trace(g, view, borders, i);
    g.strokeStyle = '#30363d'; g.lineWidth = 1.5; g.stroke();
    var base = baseRadius(), edge = 3 * base / view.scale;
    order.forEach(function (i) {
      var x = places.x[i], y = places.y[i];
      if (x < view.x - edge || x > view.x1 + edge || y < view.y - edge || y > view.y1 + edge) return;
      var t = pair(i);
      var kind = state.layer === 'change' ? changeClass(t[0], t[1]) : accessClass(t[state.layer === 'before' ? 0 : 1]);
      placeMark(g, kind, (x - view.x) * view.scale, (y - view.y) * view.scale, radius(i, base));
    });
  }

  // ---- names: changed sites first, then units, each only where it meets no other
  function paintNames(g, view) {
    var taken = [], font = getComputedStyle(document.body).fontFamily;
    function write(text, at, size, colour, offsets) {
      g.font = '700 ' + size + 'px ' + font;
      var shown = text.length > 24 ? text.slice(0, 23) + '…' : text;
      var w = g.measureText(shown).width, x = (worldX(at[0]) - view.x) * view.scale, y = (worldY(at[1]) - view.y) * view.scale;
      for (var k = 0; k < offsets.length; k++) {
        var cx = x + offsets[k][0] * (w / 2 + 22), cy = y + offsets[k][1] * (size / 2 + 22);
        var box = [cx - w / 2 - 3, cy - size * 0.7, cx + w / 2 + 3, cy + size * 0.7];
        if (taken.some(function (b) { return box[0] < b[2] && box[2] > b[0] && box[1] < b[3] && box[3] > b[1]; })) continue;
        taken.push(box);
        g.textAlign = 'center'; g.textBaseline = 'middle'; g.lineJoin = 'round';
        g.strokeStyle = '#fff'; g.lineWidth = 6; g.strokeText(shown, cx, cy);
        g.fillStyle = colour; g.fillText(shown, cx, cy);
        return;
      }
    }
    var changed = data.sites.filter(function (s) { return s.changed; });
    changed.forEach(function (s) {
      var x = (worldX(s.at[0]) - view.x) * view.scale, y = (worldY(s.at[1]) - view.y) * view.scale;
      taken.push([x - 15, y - 15, x + 15, y + 15]);
    });
    data.units.forEach(function (u) {
      write(u.name[state.language], u.at, 19, '#10161c', [[0, 0], [0, 1], [0, -1], [0, 2], [0, -2]]);
    });
    if (changed.length <= 40 && state.layer !== 'before') changed.forEach(function (s) {
      write(s.name[state.language], s.at, 16, '#8a0056', [[1, 0], [-1, 0], [0, 1], [0, -1]]);
    });
    if (state.pin !== null) {
      var px = (places.x[state.pin] - view.x) * view.scale, py = (places.y[state.pin] - view.y) * view.scale;
      g.strokeStyle = '#10161c'; g.lineWidth = 4; g.beginPath(); g.arc(px, py, 15, 0, 6.2832); g.stroke();
      g.strokeStyle = '#ffd24d'; g.lineWidth = 2; g.stroke();
    }
  }

  // ---- sites: one shape per kind, drawn as SVG built by script, never from text
  var SHAPES = ['M5 5H19V19H5Z', 'M12 2L22 12L12 22L2 12Z', 'M12 3L21 20H3Z',
    'M12 3L21 9.6L17.6 20H6.4L3 9.6Z', 'M9 4H15V9H20V15H15V20H9V15H4V9H9Z', 'M3 4H21L12 21Z', 'M2 7H22V17H2Z'];  // repeated with a hole
  function symbol(kind, handles, changed, size) {
    var NS = 'http://www.w3.org/2000/svg', svg = document.createElementNS(NS, 'svg');
    svg.setAttribute('viewBox', changed ? '-6 -6 36 36' : '0 0 24 24');
    svg.setAttribute('width', size); svg.setAttribute('height', size);
    function add(tag, attributes) {
      var e = document.createElementNS(NS, tag);
      Object.keys(attributes).forEach(function (k) { e.setAttribute(k, attributes[k]); });
      svg.appendChild(e);
    }
    if (changed) {
      add('circle', { cx: 12, cy: 12, r: 16, fill: '#fff', 'fill-opacity': 0.75, stroke: '#fff', 'stroke-width': 4 });
      add('circle', { cx: 12, cy: 12, r: 16, fill: 'none', stroke: '#b0006d', 'stroke-width': 3 });
    }
    add('path', { d: SHAPES[kind % SHAPES.length], fill: handles ? '#10243a' : '#ffffff', stroke: handles ? '#ffffff' : '#3c4650', 'stroke-width': handles ? 1.6 : 2.4 });
    if (kind >= SHAPES.length) add('circle', { cx: 12, cy: 12, r: 3.2, fill: '#ffffff' });
    return svg;
  }
  var sitesLayer = L.layerGroup().addTo(map), popupFor = null;
  var CHANGED_SIZE = data.sites.filter(function (s) { return s.changed; }).length > 15 ? 24 : 34;
  function drawSites() {
    sitesLayer.clearLayers();
    var before = state.layer === 'before', past = map.getZoom() - homeZoom;
    data.sites.forEach(function (site) {
      var counts = before ? site.before : site.after;
      if (!counts) return;
      var handles = counts[state.selection] > 0, changed = site.changed && !before;
      var size = (changed ? CHANGED_SIZE : handles ? 17 : 8) * Math.min(1.5, 1 + Math.max(0, past) * 0.12);
      var marker = L.marker([site.at[1], site.at[0]], {
        keyboard: changed, alt: site.name[state.language], title: site.name[state.language],
        zIndexOffset: changed ? 2000 : handles ? 1000 : 0,
        icon: L.divIcon({ className: '', html: symbol(site.kind, handles, changed, size), iconSize: [size, size] }),
      });
      marker.bindPopup(function () { return popupFor(site); }, { maxWidth: 340 });
      sitesLayer.addLayer(marker);
    });
  }

  // ---- views
  var everything = L.latLngBounds([FRAME[1], FRAME[0]], [FRAME[1] + FRAME[3], FRAME[0] + FRAME[2]]);
  function boundsOf(box) { return L.latLngBounds(map.unproject([box[0], box[1]], 0), map.unproject([box[2], box[3]], 0)); }
  // The whole view is all units, unless people are known in a smaller part of them only.
  function around(boxes) {
    return boxes.reduce(function (a, b) {
      return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];
    }, [Infinity, Infinity, -Infinity, -Infinity]);
  }
  var whole = everything;
  if (order.length > 1) {
    var lived = around(order.map(function (i) { return [places.x[i], places.y[i], places.x[i], places.y[i]]; }));
    var units = around(unitBoxes.concat([lived]));
    var part = Math.max((lived[2] - lived[0]) / (units[2] - units[0]), (lived[3] - lived[1]) / (units[3] - units[1]));
    whole = boundsOf(part > 0.6 ? units : lived);
  }
  function atHome() { return Math.abs(map.getZoom() - homeZoom) < 0.01; }
  function home() {
    homeZoom = map.getBoundsZoom(whole, false, L.point(16, 16));
    map.fitBounds(whole, { padding: [8, 8], animate: false });
  }
  map.setMinZoom(3); map.setMaxZoom(17);
  L.control.scale({ position: 'bottomleft', imperial: false, maxWidth: 160 }).addTo(map);
  L.control.zoom({ position: 'bottomright' }).addTo(map);
  map.createPane('names').style.zIndex = 640;
  map.getPane('names').style.pointerEvents = 'none';
  map.invalidateSize({ animate: false });
  home();
  var printing = null;
  var ground = new Sheet('overlayPane', 0.2, paintGround).addTo(map);
  var names = new Sheet('names', 0.2, paintNames).addTo(map);
  map.on('zoomend', drawSites);
  map.on('resize', function () { if (!printing && atHome()) home(); });

  // ---- paper: canvases painted while Chromium prepares to print come out as drawing commands,
  // spoilt, and copies of them in another size than the marks above; so it gets pictures.
  function startPrint() {
    if (printing) return;
    printing = { centre: map.getCenter(), zoom: map.getZoom(), whole: atHome(), copies: [] };
    printing.compact = document.body.classList.contains('compact');
    document.body.classList.remove('compact');
    document.body.classList.add('printing');  // the style sheet then gives the size of the paper
    map.invalidateSize({ animate: false, pan: false });
    if (printing.whole) home(); else map.setView(printing.centre, printing.zoom, { animate: false });
    [ground, names].forEach(function (sheet) {
      sheet.redraw();
      var copy = document.createElement('img');
      copy.src = sheet.canvas.toDataURL();
      copy.style.cssText = sheet.canvas.style.cssText + 'left:0;position:absolute;top:0';
      sheet.canvas.parentNode.insertBefore(copy, sheet.canvas);
      sheet.canvas.style.display = 'none';
      printing.copies.push(copy);
    });
  }
  function endPrint() {
    if (!printing) return;
    var was = printing;
    printing = null;
    was.copies.forEach(function (copy) { copy.remove(); });
    [ground, names].forEach(function (sheet) { sheet.canvas.style.display = ''; });
    document.body.classList.remove('printing');
    document.body.classList.toggle('compact', was.compact);
    map.invalidateSize({ animate: false, pan: false });
    home();
    if (!was.whole) map.setView(was.centre, was.zoom, { animate: false });
  }
  window.addEventListener('beforeprint', startPrint);
  window.addEventListener('afterprint', endPrint);

  return {
    show: function (change) { Object.assign(state, change); ground.redraw(); names.redraw(); drawSites(); },
    home: home,
    zoomToUnit: function (unit) { map.fitBounds(boundsOf(unitBoxes[unit]), { padding: [30, 30], animate: false }); },
    zoomToPlace: function (at) { map.setView([at[1], at[0]], Math.min(15, homeZoom + 3.5), { animate: false }); },
    placeAt: placeAt,
    unitOf: function (i) { return placeUnit[i]; },
    people: function (i) { return people[i]; },
    times: function (i) { return pair(i); },
    reached: reached,
    anyPlace: function (test) {
      return order.some(function (i) { var t = pair(i); return test(reached(t[0]), reached(t[1])); });
    },
    reason: function (value) { return STYLE.reachNames[value - STYLE.notReachedBase - 1]; },
    symbol: symbol,
    swatch: function (kind, layer) {
      var c = document.createElement('canvas'), was = state.layer;
      c.width = c.height = 32; state.layer = layer;
      placeMark(c.getContext('2d'), kind, 16, 16, 11);
      state.layer = was;
      return c;
    },
    onPopup: function (make) { popupFor = make; },
  };
}
