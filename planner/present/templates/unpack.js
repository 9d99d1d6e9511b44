'use strict';
// The packed arrays of the page. A place is [first byte, number of bytes] of the unpacked whole;
// world coordinates are Web Mercator pixels at zoom 0.
function Unpack(data) {
  var STEPS = 65535, frame = data.frame, layers = [];
  var text = atob(data.packed), input = new Uint8Array(text.length);
  for (var i = 0; i < text.length; i++) input[i] = text.charCodeAt(i);
  var all = Inflate(input, data.packedSize).buffer;

  function raw(place) { return all.slice(place[0], place[0] + place[1]); }
  // Low bytes first, then high ones.
  function steps(place) {
    var n = place[1] / 2, from = new Uint8Array(all, place[0], place[1]), out = new Uint16Array(n);
    for (var i = 0; i < n; i++) out[i] = from[i] | from[n + i] << 8;
    return out;
  }
  // Of numbers of four bytes all lowest ones come first, then the next, and so on.
  function wide(place) {
    var n = place[1] / 4, from = new Uint8Array(all, place[0], place[1]), out = new Uint32Array(n);
    for (var i = 0; i < n; i++) out[i] = from[i] | from[n + i] << 8 | from[2 * n + i] << 16 | from[3 * n + i] << 24;
    return out;
  }
  function worldX(lon) { return (lon + 180) * 256 / 360; }
  function worldY(lat) {
    var s = Math.sin(lat * Math.PI / 180);
    return 128 - 64 / Math.PI * Math.log((1 + s) / (1 - s));
  }
  function points(place) {
    var moves = steps(place), n = moves.length / 2, x = new Float64Array(n), y = new Float64Array(n), px = 0, py = 0;
    for (var i = 0; i < n; i++) {
      px = px + moves[i] & STEPS;
      py = py + moves[n + i] & STEPS;
      x[i] = worldX(frame[0] + px / STEPS * frame[2]);
      y[i] = worldY(frame[1] + py / STEPS * frame[3]);
    }
    return { x: x, y: y, count: n };
  }
  function lines(packed) {
    var p = points(packed.points), sizes = new Uint32Array(raw(packed.sizes));
    var n = sizes.length, start = new Uint32Array(n + 1), box = new Float64Array(4 * n);
    for (var i = 0; i < n; i++) {
      start[i + 1] = start[i] + sizes[i];
      var x0 = Infinity, y0 = Infinity, x1 = -Infinity, y1 = -Infinity;
      for (var k = start[i]; k < start[i + 1]; k++) {
        x0 = Math.min(x0, p.x[k]); x1 = Math.max(x1, p.x[k]);
        y0 = Math.min(y0, p.y[k]); y1 = Math.max(y1, p.y[k]);
      }
      box.set([x0, y0, x1, y1], 4 * i);
    }
    return { x: p.x, y: p.y, start: start, box: box, count: n };
  }
  // A layer is one number for each place, kept as what it differs from another layer.
  function layer(index) {
    if (!layers[index]) {
      var packed = data.layers[index], values = steps(packed);
      if (packed[2] >= 0) {
        var base = layer(packed[2]);
        for (var i = 0; i < values.length; i++) values[i] += base[i];
      }
      layers[index] = values;
    }
    return layers[index];
  }
  return {
    floats: function (place) { return new Float32Array(raw(place)); },
    shorts: function (place) { return new Int16Array(raw(place)); },
    bytes: function (place) { return new Uint8Array(raw(place)); },
    texts: function (place) { return JSON.parse(new TextDecoder().decode(raw(place))); },
    steps: steps, wide: wide, points: points, lines: lines, layer: layer, worldX: worldX, worldY: worldY,
  };
}
