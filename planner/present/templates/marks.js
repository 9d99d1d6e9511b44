'use strict';
// How places and sites look: the class of a time, the dot of a place, the shape of a site.
function Marks(data) {
  var STYLE = data.style, STEP = data.step, BASE = STYLE.notReachedBase;
  var N_ACCESS = STYLE.access.length, N_CHANGE = STYLE.change.length, CLOSED = 4;
  var CHANGE = STYLE.change.concat([STYLE.newlyReached, STYLE.newlyLost]);
  var UNREACHED = '#2b2b2b', FULL = 6.2832;
  var SHAPES = ['M5 5H19V19H5Z', 'M12 2L22 12L12 22L2 12Z', 'M12 3L21 20H3Z',
    'M12 3L21 9.6L17.6 20H6.4L3 9.6Z', 'M9 4H15V9H20V15H15V20H9V15H4V9H9Z', 'M3 4H21L12 21Z', 'M2 7H22V17H2Z'];  // repeated with a hole

  function reached(value) { return value <= BASE; }
  function accessClass(value) {
    if (!reached(value)) return N_ACCESS + value - BASE - 1;
    var k = 0;
    while (k < STYLE.accessBreaks.length && value * STEP > STYLE.accessBreaks[k]) k++;
    return k;
  }
  function changeClass(before, after) {
    var was = reached(before), is = reached(after), k = 0;
    if (!was && !is) return N_CHANGE + 1 + after - BASE;
    if (!was) return N_CHANGE;
    if (!is) return N_CHANGE + 1;
    while (k < STYLE.changeBreaks.length && (before - after) * STEP > STYLE.changeBreaks[k]) k++;
    return k;
  }

  // 'Dark' marks say why a place is not reached; hatched: everything is closed.
  var hatched = null;
  function hatch(g) {
    if (!hatched) {
      var tile = document.createElement('canvas'), p = tile.getContext('2d');
      tile.width = tile.height = 5;
      p.fillStyle = '#fff'; p.fillRect(0, 0, 5, 5);
      p.strokeStyle = UNREACHED; p.lineWidth = 1.5;
      p.beginPath();
      [-5, 0, 5].forEach(function (x) { p.moveTo(x - 1, 6); p.lineTo(x + 6, -1); });
      p.stroke();
      hatched = g.createPattern(tile, 'repeat');
    }
    return hatched;
  }
  function darkMark(g, kind, x, y, r) {
    g.beginPath();
    if (kind === 0) {
      g.fillStyle = UNREACHED; g.arc(x, y, r, 0, FULL); g.fill();
      g.strokeStyle = '#fff'; g.lineWidth = Math.max(1, r / 4);
      g.beginPath(); g.moveTo(x - r, y + r); g.lineTo(x + r, y - r); g.stroke();
    } else if (kind === 1) {
      g.strokeStyle = UNREACHED; g.lineWidth = Math.max(1.5, r / 2.5);
      g.fillStyle = '#fff'; g.arc(x, y, r, 0, FULL); g.fill(); g.stroke();
    } else if (kind === CLOSED) {
      g.fillStyle = hatch(g); g.arc(x, y, r, 0, FULL); g.fill();
      g.strokeStyle = UNREACHED; g.lineWidth = 0.8; g.stroke();
    } else {
      g.strokeStyle = UNREACHED; g.lineWidth = Math.max(1.5, r / 3);
      g.moveTo(x - r, y - r); g.lineTo(x + r, y + r); g.moveTo(x - r, y + r); g.lineTo(x + r, y - r); g.stroke();
    }
  }
  function place(g, change, kind, x, y, r) {
    var colours = change ? CHANGE : STYLE.access;
    if (kind >= colours.length) { darkMark(g, kind - colours.length, x, y, Math.max(r * 0.85, 2.5)); return; }
    g.beginPath(); g.arc(x, y, r, 0, FULL);
    g.fillStyle = colours[kind]; g.fill();
    if (r > 2.4) { g.strokeStyle = 'rgba(20,25,30,.55)'; g.lineWidth = 0.7; g.stroke(); }
    if (change && kind === N_CHANGE) { g.strokeStyle = '#fff'; g.lineWidth = 1.4; g.stroke(); }
  }
  function swatch(kind, change) {
    var c = document.createElement('canvas');
    c.width = c.height = 32;
    place(c.getContext('2d'), change, kind, 16, 16, 11);
    return c;
  }

  // One shape per kind of site, drawn as SVG built by script, never from text. A state is 'handles',
  // 'closed' (handles, not open now) or 'other' (handles none); a ring says what the measures did to it.
  var LOOKS = {
    handles: { fill: '#10243a', stroke: '#ffffff', width: 1.6 },
    closed: { fill: '#c3cad2', stroke: '#5b6670', width: 1.8 },
    other: { fill: '#ffffff', stroke: '#3c4650', width: 2.4 },
  };
  // What the measures did to a site: '' nothing, 'opened', 'closed' or 'altered'.
  function changeOf(site) { return !site.changed ? '' : !site.before ? 'opened' : !site.after ? 'closed' : 'altered'; }
  var BADGES = { opened: 'M24 -4.5V4.5M19.5 0H28.5', closed: 'M1 1L23 23M23 1L1 23', altered: 'M20 2L24 -3L28 2' };
  var drawn = {};  // copies are quicker than drawing once more
  function site(kind, state, ring, size) {
    var key = [kind, state, ring, size].join();
    return (drawn[key] = drawn[key] || drawSite(kind, state, ring, size)).cloneNode(true);
  }
  function drawSite(kind, state, ring, size) {
    var NS = 'http://www.w3.org/2000/svg', svg = document.createElementNS(NS, 'svg'), look = LOOKS[state];
    svg.setAttribute('viewBox', ring ? '-6 -6 36 36' : '0 0 24 24');
    svg.setAttribute('width', size); svg.setAttribute('height', size);
    function add(tag, attributes) {
      var e = document.createElementNS(NS, tag);
      Object.keys(attributes).forEach(function (k) { e.setAttribute(k, attributes[k]); });
      svg.appendChild(e);
    }
    if (ring) {
      add('circle', { cx: 12, cy: 12, r: 16, fill: '#fff', 'fill-opacity': 0.75, stroke: '#fff', 'stroke-width': 4 });
      add('circle', { cx: 12, cy: 12, r: 16, fill: 'none', stroke: '#b0006d', 'stroke-width': 3, 'stroke-dasharray': ring === 'closed' ? '5 4' : 'none' });
    }
    add('path', { d: SHAPES[kind % SHAPES.length], fill: look.fill, stroke: look.stroke, 'stroke-width': look.width });
    if (ring === 'opened' || ring === 'altered') add('circle', { cx: 24, cy: 0, r: 6.6, fill: '#b0006d', stroke: '#fff', 'stroke-width': 1.5 });
    if (ring) add('path', { d: BADGES[ring], fill: 'none', stroke: ring === 'closed' ? '#b0006d' : '#fff', 'stroke-width': 2.4 });
    if (kind >= SHAPES.length) add('circle', { cx: 12, cy: 12, r: 3.2, fill: '#ffffff' });
    return svg;
  }
  return {
    reached: reached, accessClass: accessClass, changeClass: changeClass, place: place, swatch: swatch, site: site, changeOf: changeOf,
    reason: function (value) { return STYLE.reachNames[value - BASE - 1]; },
  };
}
