'use strict';
// The way from a place to its main site, before and after: chains of steps along stretches of road.
function Routes(data, unpacked) {
  var LOCATIONS = 65534, packed = data.routes, net = null;
  // Read when first asked for.
  function read() {
    var first = unpacked.wide(packed.first[0]), from = unpacked.wide(packed.first[1]);
    net = {
      lines: unpacked.lines(packed.lines), steps: unpacked.wide(packed.steps), next: unpacked.wide(packed.next),
      end: unpacked.steps(packed.end),
      first: [first, first.map(function (value, i) { return value + from[i]; })],
      begin: packed.begin.map(unpacked.layer),
    };
  }
  // The points of a line from one share of its length to another, which may be less.
  function stretch(line, from, to) {
    var lines = net.lines, a = lines.start[line], b = lines.start[line + 1], along = [0], points = [];
    for (var k = a + 1; k < b; k++) along.push(along[k - a - 1] + Math.hypot(lines.x[k] - lines.x[k - 1], lines.y[k] - lines.y[k - 1]));
    var whole = along[along.length - 1], low = Math.min(from, to) * whole, high = Math.max(from, to) * whole;
    function at(where) {
      for (var i = 1; i < along.length - 1 && along[i] < where; i++);
      var share = along[i] > along[i - 1] ? (where - along[i - 1]) / (along[i] - along[i - 1]) : 0, k = a + i;
      return [lines.x[k - 1] + share * (lines.x[k] - lines.x[k - 1]), lines.y[k - 1] + share * (lines.y[k] - lines.y[k - 1])];
    }
    points.push(at(low));
    along.forEach(function (where, i) { if (where > low && where < high) points.push([lines.x[a + i], lines.y[a + i]]); });
    points.push(at(high));
    return from > to ? points.reverse() : points;
  }
  // World coordinates of the way on the roads, or [] where there is none.
  function line(side, place) {
    if (!packed) return [];
    if (!net) read();
    var points = [], step = net.first[side][place] - 1, from = net.begin[side][place] / LOCATIONS, isFirst = true;
    while (step >= 0) {
      var back = net.steps[step] & 1, next = net.next[step] - 1;
      points = points.concat(stretch(net.steps[step] >>> 1, isFirst ? from : back, next < 0 ? net.end[step] / LOCATIONS : 1 - back));
      isFirst = false;
      step = next;
    }
    return points;
  }
  // Before: dashed and dark; after: whole and coloured, alone where both are one way.
  var LOOKS = [{ color: '#17202a', dash: [9, 6], width: 4 }, { color: '#b0006d', dash: [], width: 4 }];
  function same(place) { return JSON.stringify(line(0, place)) === JSON.stringify(line(1, place)); }
  function paint(g, view, place, mode) {
    var sides = mode === 'before' ? [0] : same(place) ? [1] : [0, 1];
    g.lineJoin = g.lineCap = 'round';
    sides.forEach(function (side) {
      var points = line(side, place), look = LOOKS[side];
      g.beginPath();
      points.forEach(function (p, i) { g[i ? 'lineTo' : 'moveTo']((p[0] - view.x) * view.scale, (p[1] - view.y) * view.scale); });
      g.setLineDash([]); g.strokeStyle = '#fff'; g.lineWidth = look.width + 4; g.stroke();
      g.setLineDash(look.dash); g.strokeStyle = look.color; g.lineWidth = look.width; g.stroke();
    });
    g.setLineDash([]);
  }
  function told(key, side, place) { return unpacked.layer(packed[key][side])[place]; }
  return { known: !!packed, line: line, same: same, paint: paint, told: told };
}
