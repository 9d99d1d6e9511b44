'use strict';
// The packed arrays of the page. A place is [first byte, number of bytes] of the unpacked whole,
// of which a section is inflated when something of it is first asked for; world coordinates are
// Web Mercator pixels at zoom 0.
function Unpack(data) {
  var STEPS = 65535, frame = data.frame, layers = [], end = 0;
  var sections = data.packed.map(function (packed) {
    end += packed.size;
    return { from: end - packed.size, end: end, packed: packed, bytes: null };
  });
  function opened(section) {
    if (!section.bytes) {
      var text = atob(section.packed.text), input = new Uint8Array(text.length);
      for (var i = 0; i < text.length; i++) input[i] = text.charCodeAt(i);
      section.bytes = Inflate(input, section.packed.size);
      section.packed.text = '';  // large, and not needed again
    }
    return section;
  }
  // The bytes of a place, not to be written to; an array lies in one section.
  function bytes(place) {
    if (!place[1]) return new Uint8Array(0);
    var section = opened(sections.find(function (s) { return place[0] < s.end; }));
    return section.bytes.subarray(place[0] - section.from, place[0] - section.from + place[1]);
  }
  function raw(place) { return bytes(place).slice().buffer; }
  // Low bytes first, then high ones.
  function steps(place) {
    var n = place[1] / 2, from = bytes(place), out = new Uint16Array(n);
    for (var i = 0; i < n; i++) out[i] = from[i] | from[n + i] << 8;
    return out;
  }
  // Of numbers of four bytes all lowest ones come first, then the next, and so on.
  function wide(place) {
    var n = place[1] / 4, from = bytes(place), out = new Uint32Array(n);
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
      box[4 * i] = x0; box[4 * i + 1] = y0; box[4 * i + 2] = x1; box[4 * i + 3] = y1;
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
    bytes: bytes,
    texts: function (place) { return JSON.parse(new TextDecoder().decode(bytes(place))); },
    steps: steps, wide: wide, points: points, lines: lines, layer: layer, worldX: worldX, worldY: worldY,
  };
}
