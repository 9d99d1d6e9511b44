'use strict';
// The map: roads and boundaries, packed places before and after on a canvas each, names, sites.
// It knows nothing of panels; `LeaderMap(map, data, unpacked, marks, routes, siting)` returns what the page may
// ask of it. What it shows is in `state`:
//   mode      'before', 'after', 'change' or 'swipe': both sides, divided at `split` (0 to 1)
//   layers    times before and after      open      which sites are open before and after, or null
//   selection index of the services       unit, pin the chosen unit and place, or -1 and null
//   tiles     whether pictures from the internet lie below
function LeaderMap(map, data, unpacked, marks, routes, siting) {
  var FRAME = data.frame, worldX = unpacked.worldX, worldY = unpacked.worldY;
  var ROADS = {
    trunk: { color: '#4b4f55', width: 2.2 }, main: { color: '#7d828a', width: 1.3 },
    ferry: { color: '#3c6e9f', width: 1.3, dash: [6, 5] },
    local: { color: '#9aa0a8', width: 0.9 }, minor: { color: '#b4b9c0', width: 0.7 },
  };
  var state = { mode: 'after', split: 0.5, layers: data.selections[0].layers, open: null, selection: 0, language: 'zh', unit: -1, pin: null, tiles: false };
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
  function pair(i) { return [unpacked.layer(state.layers[0])[i], unpacked.layer(state.layers[1])[i]]; }

  // ---- order and index of places: large ones first, so that small ones stay visible
  var order = largestFirst(), reference = Math.max(1e-6, people[order[Math.floor(order.length * 0.1)]] || 1);
  // Bits of positive floats are in the order of the floats; whole numbers sort fastest by far.
  function largestFirst() {
    var bits = new Uint32Array(people.buffer), n = places.count, keys = new Float64Array(n), kept = 0;
    for (var i = 0; i < n; i++) if (people[i] > 0) keys[kept++] = (0x7f800000 - bits[i]) * n + i;
    return Uint32Array.from(keys.subarray(0, kept).sort(), function (key) { return key % n; });
  }
  var CELLS = 80, cells = null;
  var cellW = worldX(FRAME[0] + FRAME[2]) - worldX(FRAME[0]) || 1, cellX = worldX(FRAME[0]);
  function cellOf(x, y) { return Math.floor((x - cellX) / cellW * CELLS) + 1e6 * Math.floor(y / cellW * CELLS); }
  // Made when the pointer first asks.
  function index() {
    cells = new Map();
    order.forEach(function (i) {
      var key = cellOf(places.x[i], places.y[i]), cell = cells.get(key);
      if (cell) cell.push(i); else cells.set(key, [i]);
    });
  }
  var homeZoom = 8;
  function baseRadius() {
    var size = map.getSize(), each = 0.2 * size.x * size.y / Math.max(1, order.length) / Math.PI;
    return Math.min(6, Math.max(2.2, Math.sqrt(each))) * Math.pow(1.28, map.getZoom() - homeZoom);
  }
  function radius(i, base) { return base * Math.min(2.6, Math.max(0.62, Math.sqrt(people[i] / reference))); }
  function placeAt(point) {
    if (!cells) index();
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

  // ---- painting
  function paintGround(g, view) {
    var i, past = map.getZoom() - homeZoom;
    g.beginPath();
    for (i = 0; i < borders.count; i++) sheets.trace(g, view, borders, i);
    // Over pictures from the internet the units are but a veil; paper is without them.
    g.fillStyle = state.tiles && !printing ? 'rgba(251, 251, 248, 0.4)' : '#fbfbf8'; g.fill('evenodd');
    if (state.unit >= 0) {
      g.beginPath();
      data.borders.unit.forEach(function (u, i) { if (u === state.unit) sheets.trace(g, view, borders, i); });
      g.fillStyle = '#fff3d0'; g.fill('evenodd');
    }
    roads.forEach(function (tier) {
      if (past < tier.zoom - 0.01) return;
      g.strokeStyle = tier.look.color; g.lineWidth = tier.look.width * (1 + Math.max(0, Math.min(4, past)) * 0.25);
      g.setLineDash(tier.look.dash || []); g.lineJoin = 'round';
      var n = 0;
      g.beginPath();
      for (i = 0; i < tier.lines.count; i++) {
        if (!sheets.seen(view, tier.lines, i)) continue;
        sheets.trace(g, view, tier.lines, i);
        if (++n % 256 === 0) { g.stroke(); g.beginPath(); }  // long paths stroke slowly
      }
      g.stroke();
    });
    g.setLineDash([]);
    g.beginPath();
    for (i = 0; i < borders.count; i++) sheets.trace(g, view, borders, i);
    g.strokeStyle = '#30363d'; g.lineWidth = 1.5; g.stroke();
  }
  function worldPoint(at) { return [worldX(at[0]), worldY(at[1])]; }
  function shows(side) { return state.mode === 'swipe' || side === (state.mode === 'before' ? 0 : 1); }
  function paintPlaces(side, g, view) {
    var base = baseRadius(), edge = 3 * base / view.scale, change = state.mode === 'change';
    var before = unpacked.layer(state.layers[0]), after = unpacked.layer(state.layers[1]), shown = side ? after : before;
    order.forEach(function (i) {
      var x = places.x[i], y = places.y[i];
      if (x < view.x - edge || x > view.x1 + edge || y < view.y - edge || y > view.y1 + edge) return;
      var kind = change ? marks.changeClass(before[i], after[i]) : marks.accessClass(shown[i]);
      marks.place(g, change, kind, (x - view.x) * view.scale, (y - view.y) * view.scale, radius(i, base));
    });
  }
  // Names of units, changed sites and changed roads, each only where it meets no other; one that
  // stands away from its place is tied to it.
  function paintNames(g, view) {
    var taken = [], font = getComputedStyle(document.body).fontFamily, size = map.getSize();
    function onSheet(at) { return [(at[0] - view.x) * view.scale, (at[1] - view.y) * view.scale]; }
    function free(box) {
      var inside = box[0] > view.mx && box[2] < view.mx + size.x && box[1] > view.my && box[3] < view.my + size.y;
      return inside && !taken.some(function (b) { return box[0] < b[2] && box[2] > b[0] && box[1] < b[3] && box[3] > b[1]; });
    }
    // Switches and labels above the map stay clear of names.
    var frame = map.getContainer().getBoundingClientRect();
    ['modes', 'home', 'card', 'swipe-before', 'swipe-after'].forEach(function (id) {
      var r = document.getElementById(id).getBoundingClientRect();
      if (r.width) taken.push([r.left - frame.left + view.mx, r.top - frame.top + view.my, r.right - frame.left + view.mx, r.bottom - frame.top + view.my]);
    });
    // Steps are [right, down, gap in pixels] from the place.
    function write(text, at, height, colour, steps) {
      g.font = '700 ' + height + 'px ' + font;
      var shown = text.length > 20 ? text.slice(0, 19) + '…' : text, w = g.measureText(shown).width, p = onSheet(at);
      for (var k = 0; k < steps.length; k++) {
        var cx = p[0] + steps[k][0] * (w / 2 + steps[k][2]), cy = p[1] + steps[k][1] * (height / 2 + steps[k][2]);
        var box = [cx - w / 2 - 4, cy - height * 0.72, cx + w / 2 + 4, cy + height * 0.72];
        if (!free(box)) continue;
        taken.push(box);
        if (steps[k][2] > 24) {
          g.beginPath(); g.moveTo(p[0], p[1]); g.lineTo(Math.max(box[0], Math.min(box[2], p[0])), Math.max(box[1], Math.min(box[3], p[1])));
          g.strokeStyle = '#fff'; g.lineWidth = 4; g.stroke(); g.strokeStyle = colour; g.lineWidth = 1.5; g.stroke();
        }
        g.textAlign = 'center'; g.textBaseline = 'middle'; g.lineJoin = 'round';
        g.strokeStyle = '#fff'; g.lineWidth = 6; g.strokeText(shown, cx, cy);
        g.fillStyle = colour; g.fillText(shown, cx, cy);
        return;
      }
    }
    var BESIDE = [[1, 0, 22], [-1, 0, 22], [0, 1, 22], [0, -1, 22], [1, 1, 20], [-1, 1, 20], [1, -1, 20], [-1, -1, 20]];
    var AWAY = [[1, 0, 70], [-1, 0, 70], [1, -1, 60], [-1, -1, 60], [1, 1, 60], [-1, 1, 60], [0, -1, 90], [0, 1, 90]];
    var divider = view.mx + size.x * state.split;
    var isSeen = function (at) { return state.mode !== 'before' && (state.mode !== 'swipe' || onSheet(at)[0] > divider); };
    var changed = data.sites.filter(function (s) { return s.changed && isSeen(worldPoint(s.at)); });
    changed.forEach(function (s) {
      var p = onSheet(worldPoint(s.at));
      taken.push([p[0] - 15, p[1] - 15, p[0] + 15, p[1] + 15]);
    });
    if (changed.length <= 40) changed.forEach(function (s) {
      write(s.name[state.language], worldPoint(s.at), 16, '#8a0056', BESIDE);
    });
    edits.marks.forEach(function (mark) {
      var at = edits.place(mark);
      if (isSeen(at)) write(edits.label(mark, state.language, data.words), at, 16, mark.edit === 'closed' ? '#9a0000' : mark.edit === 'slower' || mark.edit === 'longer' ? '#6b4a00' : '#00483c', BESIDE);
    });
    data.units.forEach(function (u) {
      write(u.name[state.language], worldPoint(u.at), 18, '#10161c', [[0, 0, 0]].concat(BESIDE.slice(2, 4), BESIDE.slice(0, 2), AWAY));
    });
    if (state.pin !== null) {
      var px = (places.x[state.pin] - view.x) * view.scale, py = (places.y[state.pin] - view.y) * view.scale;
      g.strokeStyle = '#10161c'; g.lineWidth = 4; g.beginPath(); g.arc(px, py, 15, 0, 6.2832); g.stroke();
      g.strokeStyle = '#ffd24d'; g.lineWidth = 2; g.stroke();
    }
  }

  // ---- sites, before and after on a pane each
  var popupFor = null;
  function stateOf(side, index) {
    var there = data.sites[index][side ? 'after' : 'before'];
    if (!there) return null;
    if (!there.handles[state.selection]) return 'other';
    return state.open && !state.open[side][index] ? 'closed' : 'handles';
  }
  var POPUP = { maxWidth: 380, maxHeight: 300, autoPanPaddingTopLeft: [10, 60] };  // clear of the switches
  var started = false, SIZES = { handles: 17, closed: 13, other: 8 }, markers = [];
  function drawSites(side) {
    if (!started) return;
    var group = sides[side].sites, past = map.getZoom() - homeZoom, many = data.sites.filter(function (s) { return s.changed; }).length > 15;
    group.clearLayers();
    if (!shows(side)) return;
    data.sites.forEach(function (site, index) {
      var look = stateOf(side, index), ring = side ? marks.changeOf(site) : '';
      if (!look && ring === 'closed') look = 'other';
      if (!look) return;
      var size = (ring ? (many ? 24 : 34) : SIZES[look]) * Math.min(1.5, 1 + Math.max(0, past) * 0.12);
      var marker = L.marker([site.at[1], site.at[0]], {
        pane: 'sites' + side, keyboard: !!ring, alt: site.name[state.language], title: site.name[state.language],
        zIndexOffset: ring ? 3000 : look === 'handles' ? 2000 : look === 'closed' ? 1000 : 0,
        icon: L.divIcon({ className: ring === 'closed' ? 'gone' : look, html: marks.site(site.kind, look, ring, size), iconSize: [size, size] }),
      });
      marker.bindPopup(function () { return popupFor(site); }, POPUP);
      group.addLayer(marker);
      markers[index] = marker;
    });
  }

  // ---- views
  var everything = L.latLngBounds([FRAME[1], FRAME[0]], [FRAME[1] + FRAME[3], FRAME[0] + FRAME[2]]);
  function boundsOf(box) { return L.latLngBounds(map.unproject([box[0], box[1]], 0), map.unproject([box[2], box[3]], 0)); }
  function around(boxes) {
    return boxes.reduce(function (a, b) {
      return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];
    }, [Infinity, Infinity, -Infinity, -Infinity]);
  }
  // The whole view is all units, unless people are known in a smaller part of them only.
  var whole = everything;
  if (order.length > 1) {
    var lived = [Infinity, Infinity, -Infinity, -Infinity];
    order.forEach(function (i) {
      lived[0] = Math.min(lived[0], places.x[i]); lived[1] = Math.min(lived[1], places.y[i]);
      lived[2] = Math.max(lived[2], places.x[i]); lived[3] = Math.max(lived[3], places.y[i]);
    });
    var units = around(unitBoxes.concat([lived]));
    var part = Math.max((lived[2] - lived[0]) / (units[2] - units[0]), (lived[3] - lived[1]) / (units[3] - units[1]));
    whole = boundsOf(part > 0.6 ? units : lived);
  }
  function atHome() { return Math.abs(map.getZoom() - homeZoom) < 0.01; }
  var SWITCHES = 46;  // their height above the map
  function home() {
    homeZoom = map.getBoundsZoom(whole, false, L.point(16, SWITCHES + 8));
    map.fitBounds(whole, { paddingTopLeft: [8, SWITCHES], paddingBottomRight: [8, 8], animate: false });
  }
  map.setMinZoom(3); map.setMaxZoom(17);
  L.control.scale({ position: 'bottomleft', imperial: false, maxWidth: 160 }).addTo(map);
  L.control.zoom({ position: 'bottomright' }).addTo(map);
  [['places0', 410], ['places1', 411], ['edits', 420], ['routes', 450], ['candidates', 590], ['sites0', 600], ['sites1', 601], ['names', 640]].forEach(function (pane) {
    map.createPane(pane[0]).style.zIndex = pane[1];
  });
  ['places0', 'places1', 'edits', 'routes', 'candidates', 'names'].forEach(function (name) { map.getPane(name).style.pointerEvents = 'none'; });
  var sheets = Sheets(map), ground = sheets.add('overlayPane', paintGround);
  var sides = [0, 1].map(function (side) {
    return {
      sheet: sheets.add('places' + side, function (g, view) { paintPlaces(side, g, view); }, function () { return shows(side); }),
      sites: L.layerGroup().addTo(map),
    };
  });
  // Measures are drawn where the side with them is: on the right of the divider.
  var edits = Edits(data, unpacked, sheets), measures = [
    sheets.add('edits', edits.paint, function () { return shows(1) && edits.marks.length; }),
    sheets.add('candidates', function (g, view) { siting.paint(g, view, worldPoint); }, function () { return shows(1) && data.siting.length; }),
  ];
  // Ways are known for the services in focus at any time.
  function hasRoute() { return routes.known && state.pin !== null && state.selection === 0 && !state.open; }
  var ways = sheets.add('routes', function (g, view) { routes.paint(g, view, state.pin, state.mode); }, hasRoute);
  var names = sheets.add('names', paintNames);
  // Each side is cut at the divider, sites too; a pane is clipped in the map's own moving frame.
  function clip() {
    var size = map.getSize(), from = map.containerPointToLayerPoint([0, 0]), to = map.containerPointToLayerPoint(size);
    var x = from.x + Math.round(size.x * state.split), swiping = state.mode === 'swipe';
    function rect(x0, x1) { return swiping ? 'rect(' + [from.y, x1, to.y, x0].join('px,') + 'px)' : ''; }
    ['places', 'sites'].forEach(function (name) {
      map.getPane(name + 0).style.clip = rect(from.x, x);
      map.getPane(name + 1).style.clip = rect(x, to.x);
    });
    ['edits', 'candidates'].forEach(function (name) { map.getPane(name).style.clip = rect(x, to.x); });
  }
  map.on('move zoomend resize', clip);
  map.on('zoomend', function () { drawSites(0); drawSites(1); });
  var printing = null, onPaper = function () {};
  map.on('resize', function () { if (!printing && atHome()) home(); });
  function show(change) {
    Object.assign(state, change);
    ground.redraw();
    sides.forEach(function (side, which) { side.sheet.redraw(); drawSites(which); });
    measures.forEach(function (sheet) { sheet.redraw(); });
    ways.redraw();
    names.redraw();
    clip();
  }

  // ---- paper: the style sheet gives its size
  function startPrint() {
    if (printing) return;
    printing = { centre: map.getCenter(), zoom: map.getZoom(), whole: atHome() };
    printing.compact = document.body.classList.contains('compact');
    document.body.classList.remove('compact');
    document.body.classList.add('printing');
    onPaper();
    map.invalidateSize({ animate: false, pan: false });
    if (printing.whole) home(); else map.setView(printing.centre, printing.zoom, { animate: false });
    sheets.startPrint();
    clip();
  }
  function endPrint() {
    if (!printing) return;
    var was = printing;
    printing = null;
    sheets.endPrint();
    document.body.classList.remove('printing');
    document.body.classList.toggle('compact', was.compact);
    onPaper();
    map.invalidateSize({ animate: false, pan: false });
    home();
    if (!was.whole) map.setView(was.centre, was.zoom, { animate: false });
    clip();
  }
  window.addEventListener('beforeprint', startPrint);
  window.addEventListener('afterprint', endPrint);

  return {
    // Paints for the first time, when the parts around the map have their sizes.
    start: function () {
      home();
      started = true;
      sheets.release();
      drawSites(0);
      drawSites(1);
    },
    show: show,
    // The place that is looked at, or null, with its ways.
    pin: function (place) {
      state.pin = place;
      ways.redraw();
      names.redraw();
    },
    set: function (change) { Object.assign(state, change); },
    split: function (share) { state.split = share; clip(); },
    home: home,
    zoomToUnit: function (unit) { map.fitBounds(boundsOf(unitBoxes[unit]), { padding: [30, 30], animate: false }); },
    zoomTo: function (at) { map.setView([at[1], at[0]], Math.min(15, homeZoom + 3.5), { animate: false }); },
    // A place and its ways, no nearer than one would look at the place alone.
    zoomToWays: function (place) {
      var all = [[places.x[place], places.y[place]]];
      if (routes.known && state.selection === 0 && !state.open) all = all.concat(routes.line(0, place), routes.line(1, place));
      map.fitBounds(boundsOf(around(all.map(function (p) { return [p[0], p[1], p[0], p[1]]; }))), { paddingTopLeft: [390, 60], paddingBottomRight: [50, 40], maxZoom: Math.min(15, homeZoom + 3.5), animate: false });
    },
    edits: edits,
    hasRoute: hasRoute,
    latLng: function (i) { return map.unproject([places.x[i], places.y[i]], 0); },
    openSite: function (index) { if (markers[index]) markers[index].openPopup(); },
    placeAt: placeAt,
    unitOf: function (i) { return placeUnit[i]; },
    people: function (i) { return people[i]; },
    times: pair,
    anyPlace: function (test) {
      return order.some(function (i) { var t = pair(i); return test(marks.reached(t[0]), marks.reached(t[1])); });
    },
    stateOf: stateOf,
    popup: POPUP,
    // Called when the page takes the size of paper and when it comes back, before the map is drawn.
    onPaper: function (run) { onPaper = run; },
    onPopup: function (make) { popupFor = make; },
  };
}
