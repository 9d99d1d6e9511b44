'use strict';
// Cost against gain: a disc with its number for each scenario, the efficient ones filled and joined.
function CostChart(page) {
  var points = page.data.chart.points, unplaced = page.data.chart.unplaced, TEN_THOUSAND = 10000, LABEL = 330;
  function isEfficient(scenario) { return points.some(function (p) { return p.scenario === scenario && p.efficient; }); }
  function name(scenario) { return page.t(page.data.scenarios[scenario].name); }
  // Costs of which most are small beside the largest are spread by their square root.
  function isWide() {
    var sizes = points.map(function (p) { return Math.abs(p.yuan[0]); }).filter(Boolean).sort(function (a, b) { return a - b; });
    return sizes.length > 2 && sizes[sizes.length - 1] > 5 * sizes[sizes.length >> 1];
  }
  // Round numbers whose square roots lie about evenly.
  function roots(most) {
    var at = [0];
    for (var k = 1; k <= 6; k++) {
      var v = most * k * k / 36, power = Math.pow(10, Math.floor(Math.log10(v))), digit = [1, 2, 5].filter(function (d) { return d * power <= v; }).pop();
      if (at.indexOf(digit * power) < 0) at.push(digit * power);
    }
    return at;
  }
  function amount(v) { return page.state.lang === 'zh' && Math.abs(v) >= TEN_THOUSAND ? +(v / TEN_THOUSAND).toFixed(1) + '万' : Charts.compact(v); }
  function draw(W, H) {
    var shape = Charts.shape, svg = Charts.canvas(W, H), L = 70, R = 26, T = 14, B = 46, wide = isWide();
    function spread(v) { return wide ? Math.sign(v) * Math.sqrt(Math.abs(v)) : v; }
    var costs = [0].concat.apply([0], points.map(function (p) { return p.yuan.map(function (y) { return y / TEN_THOUSAND; }); }));
    var gains = [0].concat(points.map(function (p) { return p.hours; }));
    var low = Math.min.apply(null, costs), high = Math.max.apply(null, costs), least = Math.min.apply(null, gains), most = Math.max.apply(null, gains);
    var stepsX = wide ? roots(Math.max(high, -low)) : Charts.ticks(Math.max(high, -low) || 1, 6), stepsY = Charts.ticks(Math.max(most, -least) || 1, 4);
    function both(steps, from, to) {
      return steps.concat(steps.map(function (v) { return -v; })).filter(function (v, k, all) { return v >= from && v <= to && all.indexOf(v) === k; });
    }
    var topY = stepsY[stepsY.length - 1];
    most = most > 0 ? stepsY.filter(function (v) { return v >= most; })[0] || topY : 0;
    var x0 = spread(low), x1 = spread(high) || 1;
    if (least < 0) least *= 1.1;
    function x(v) { return L + 14 + (W - L - R - 14) * (spread(v) - x0) / (x1 - x0 || 1); }
    function y(v) { return H - B - (H - T - B) * (v - least) / (most - least || 1); }
    svg.setAttribute('aria-label', page.word('chart'));
    both(stepsY, least, most).forEach(function (v) {
      shape(svg, 'line', { x1: L, x2: W - R, y1: y(v), y2: y(v), stroke: v ? '#cfd6de' : '#17202a' });
      shape(svg, 'text', { x: L - 6, y: y(v) + 5, 'text-anchor': 'end' }, amount(v));
    });
    both(stepsX, low, high).forEach(function (v) {
      shape(svg, 'line', { x1: x(v), x2: x(v), y1: H - B, y2: H - B + 5, stroke: '#17202a' });
      shape(svg, 'text', { x: x(v), y: H - B + 20, 'text-anchor': 'middle' }, v.toLocaleString('en'));
    });
    shape(svg, 'line', { x1: L, x2: W - R, y1: H - B, y2: H - B, stroke: '#17202a' });
    shape(svg, 'text', { x: W - R, y: H - 5, 'text-anchor': 'end' }, page.word('chart_x') + (wide ? page.word('chart_root') : ''));
    var best = points.filter(function (p) { return p.efficient; }).sort(function (a, b) { return a.yuan[0] - b.yuan[0]; });
    // Doing nothing is where the line begins, unless something cheaper gains as much.
    var line = best.some(function (p) { return p.yuan[0] <= 0; }) ? [] : [{ yuan: [0], hours: 0 }];
    shape(svg, 'polyline', { 'class': 'efficient', points: line.concat(best).map(function (p) { return x(p.yuan[0] / TEN_THOUSAND) + ',' + y(p.hours); }).join(' '), fill: 'none', stroke: '#0b4f8a', 'stroke-width': 2.5 });
    shape(svg, 'circle', { cx: x(0), cy: y(0), r: 5, fill: '#fff', stroke: '#17202a', 'stroke-width': 2 });
    var taken = [];
    function free(b) { return b[0] > L - 14 && b[2] < W && b[1] > 0 && b[3] < H - B + 14 && !taken.some(function (o) { return b[0] < o[2] && b[2] > o[0] && b[1] < o[3] && b[3] > o[1]; }); }
    // Discs that would cover each other stand beside their points, tied to them; efficient ones stay.
    var order = points.slice().sort(function (a, b) { return b.efficient - a.efficient || b.hours - a.hours; }), discs = [];
    order.forEach(function (p) {
      var px = x(p.yuan[0] / TEN_THOUSAND), py = y(p.hours), at = [px, py];
      [0, 26, 40, 54, 68].some(function (far) {
        return [-90, -45, 0, -135, 180].some(function (angle) {
          var cx = px + far * Math.cos(angle * Math.PI / 180), cy = py + far * Math.sin(angle * Math.PI / 180), box = [cx - 12, cy - 12, cx + 12, cy + 12];
          if (!free(box)) return false;
          taken.push(box);
          at = [cx, cy];
          return true;
        });
      });
      discs.push(at);
    });
    order.forEach(function (p) {
      var ends = [p.yuan[1], p.yuan[2]].map(function (v) { return x(v / TEN_THOUSAND); }), cy = y(p.hours);
      if (ends[1] - ends[0] > 3) shape(svg, 'line', { x1: ends[0], x2: ends[1], y1: cy, y2: cy, stroke: '#7d828a', 'stroke-width': 2 });
    });
    order.forEach(function (p, k) {
      var cx = discs[k][0], cy = discs[k][1], px = x(p.yuan[0] / TEN_THOUSAND), py = y(p.hours), here = page.state.scenario === p.scenario + 1;
      var g = shape(svg, 'g', { 'class': 'point' + (p.efficient ? ' best' : '') + (here ? ' here' : ''), 'data-scenario': p.scenario + 1 });
      shape(g, 'title', {}, name(p.scenario) + ' · ' + page.t(p.told) + (p.efficient ? ' · ' + page.word('efficient') : ''));
      if (Math.hypot(cx - px, cy - py) > 1) {
        shape(g, 'line', { x1: px, y1: py, x2: cx, y2: cy, stroke: '#3c4650', 'stroke-width': 1.5 });
        shape(g, 'circle', { cx: px, cy: py, r: 3, fill: '#3c4650' });
      }
      if (here) shape(g, 'circle', { cx: cx, cy: cy, r: 17, fill: '#ffd24d', stroke: '#17202a', 'stroke-width': 1.5 });
      shape(g, 'circle', { cx: cx, cy: cy, r: 12, fill: p.efficient ? '#0b4f8a' : '#fff', stroke: p.efficient ? '#fff' : '#3c4650', 'stroke-width': 2 });
      shape(g, 'text', { x: cx, y: cy + 5.5, 'text-anchor': 'middle', 'font-weight': 700, 'class': p.efficient ? 'on' : '' }, String(p.scenario + 1));
      var text = '', width = 8;
      Array.from(name(p.scenario)).some(function (c) {
        width += c.codePointAt(0) > 0x2e80 ? 16 : 8.6;
        text += width > LABEL ? '…' : c;
        return width > LABEL;
      });
      [[16, 5, 'start'], [-16, 5, 'end'], [0, 30, 'middle'], [0, -18, 'middle']].some(function (at) {
        var from = at[2] === 'start' ? cx + at[0] : at[2] === 'end' ? cx + at[0] - width : cx - width / 2, box = [from, cy + at[1] - 15, from + width, cy + at[1] + 5];
        if (!free(box)) return false;
        taken.push(box);
        shape(g, 'text', { x: cx + at[0], y: cy + at[1], 'text-anchor': at[2], 'class': 'label' }, text);
        return true;
      });
      g.addEventListener('click', function () { page.choose(p.scenario + 1); });
    });
    return svg;
  }
  function key(className, mark, words) { return el('span', 'key', null, el('i', className, mark), el('span', '', words)); }
  function show() {
    var box = byId('chart'), list = el('p', 'unplaced'), colon = page.state.lang === 'zh' ? '：' : ': ';
    box.hidden = !page.data.scenarios.length;
    if (unplaced.length) list.textContent = page.word('unplaced') + unplaced.map(function (u) {
      return (u.scenario + 1) + ' ' + name(u.scenario) + colon + page.t(u.reason);
    }).join(page.state.lang === 'zh' ? '；' : '; ');
    list.title = list.textContent;
    var best = key('number best', 'n', page.word('efficient'));
    best.title = page.word('efficient_means');
    var title = el('h2', '', page.word('chart') + ' ', el('small', '', page.word('chart_y')), points.length ? best : null, points.length ? key('number', 'n', page.word('dominated')) : null,
      points.some(function (p) { return p.yuan[1] < p.yuan[2]; }) ? key('range', '', page.word('cost_range')) : null);
    var room = el('div', 'room');
    fill(box, [title, points.length ? room : el('p', '', page.word('no_points')), unplaced.length ? list : null]);
    if (points.length && room.clientWidth) room.appendChild(draw(room.clientWidth, Math.max(110, room.clientHeight)));
  }
  return { show: show, isEfficient: isEfficient };
}
