'use strict';
// What the measures do to the roads: lines closed, new, slower or faster, points of more or less wait.
function Edits(data, unpacked, sheets) {
  var LOOKS = {
    slower: { word: 'road_slower', color: '#b8860b', width: 6, dash: [4, 5] }, faster: { word: 'road_faster', color: '#00604f', width: 6, dash: [14, 4] },
    'new': { word: 'road_new', color: '#00604f', width: 6, dash: [] }, closed: { word: 'road_closed', color: '#c00000', width: 5, dash: [2, 8], crossed: true },
    longer: { word: 'road_longer', color: '#b8860b' }, shorter: { word: 'road_shorter', color: '#00604f' },
  };
  var marks = [];
  function load(packed) {
    marks.length = 0;
    packed.forEach(function (mark) {
      marks.push({
        edit: mark.edit, during: mark.during, km: mark.km, names: mark.names, seconds: mark.seconds,
        lines: mark.lines && unpacked.lines(mark.lines), points: mark.points && unpacked.points(mark.points),
      });
    });
  }
  load(data.roadMarks);
  // A wait is a disc with a clock's hands, filled where it became longer.
  function clock(g, x, y, r, edit) {
    var color = LOOKS[edit].color;
    g.setLineDash([]);
    g.beginPath(); g.arc(x, y, r, 0, 6.2832);
    g.fillStyle = edit === 'longer' ? color : '#fff'; g.fill();
    g.strokeStyle = '#fff'; g.lineWidth = 5; g.stroke();
    g.strokeStyle = color; g.lineWidth = 2.4; g.stroke();
    g.strokeStyle = edit === 'longer' ? '#fff' : color; g.lineWidth = 2;
    g.beginPath(); g.moveTo(x, y - r * 0.6); g.lineTo(x, y); g.lineTo(x + r * 0.5, y + r * 0.25); g.stroke();
  }
  function stroke(g, look, trace) {
    g.lineCap = 'butt'; g.lineJoin = 'round';
    g.beginPath(); trace();
    g.setLineDash([]); g.strokeStyle = '#fff'; g.lineWidth = look.width + 3; g.stroke();
    g.strokeStyle = look.color; g.lineWidth = look.crossed ? 2 : look.width; g.setLineDash(look.crossed ? [] : look.dash); g.stroke();
    if (look.crossed) { g.lineWidth = look.width + 6; g.setLineDash(look.dash); g.stroke(); }
    g.setLineDash([]);
  }
  function paint(g, view) {
    marks.forEach(function (mark) {
      if (mark.lines) stroke(g, LOOKS[mark.edit], function () {
        for (var i = 0; i < mark.lines.count; i++) if (sheets.seen(view, mark.lines, i)) sheets.trace(g, view, mark.lines, i);
      });
      else for (var i = 0; i < mark.points.count; i++) {
        clock(g, (mark.points.x[i] - view.x) * view.scale, (mark.points.y[i] - view.y) * view.scale, mark.points.count > 20 ? 5 : 9, mark.edit);
      }
    });
  }
  function swatch(edit) {
    var c = document.createElement('canvas'), g = c.getContext('2d');
    c.width = 34; c.height = 20;
    if (LOOKS[edit].width) stroke(g, LOOKS[edit], function () { g.moveTo(2, 10); g.lineTo(32, 10); });
    else clock(g, 17, 10, 7, edit);
    return c;
  }
  // Where a mark's name stands: the middle of its longest line, or its first point.
  function place(mark) {
    if (mark.points) return [mark.points.x[0], mark.points.y[0]];
    var best = 0, size = -1, l = mark.lines;
    for (var i = 0; i < l.count; i++) {
      var own = Math.hypot(l.box[4 * i + 2] - l.box[4 * i], l.box[4 * i + 3] - l.box[4 * i + 1]);
      if (own > size) { size = own; best = i; }
    }
    var k = (l.start[best] + l.start[best + 1] - 1) >> 1;
    return [(l.x[k] + l.x[k + 1]) / 2, (l.y[k] + l.y[k + 1]) / 2];
  }
  return {
    marks: marks, load: load, paint: paint, swatch: swatch, place: place,
    // What a mark is, and how much of it: 'closed 12.3 km', 'longer wait 30 s at 97 junctions'.
    text: function (mark, page) {
      var much = mark.km !== undefined ? mark.km + ' km' : spread(mark.seconds) + ' s × ' + mark.seconds.length;
      return page.word(LOOKS[mark.edit].word) + ' ' + much + (mark.during.length ? ' · ' + mark.during.join(', ') : '');
    },
    label: function (mark, language, words) {
      var word = words[LOOKS[mark.edit].word][language];
      return mark.names && mark.names.length ? mark.names[0] + ' ' + word : word;
    },
  };
  function spread(seconds) {
    var low = Math.min.apply(null, seconds), high = Math.max.apply(null, seconds);
    function signed(s) { return (s > 0 ? '+' : '−') + Math.abs(s); }
    return low === high ? signed(low) : signed(low) + '…' + signed(high);
  }
}
