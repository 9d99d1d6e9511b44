'use strict';
// Choices of sites: marks of candidates on the map, and a panel with who was chosen, what nearly
// was, and gain against number or cost.
function Siting(data) {
  var reports = data.siting, open = reports.length > 0, REJECTED = '#7a4b00', CHOSEN = '#b0006d', GOLD = '#ffd24d';

  // ---- marks: a star for the chosen, a small ring for those who were not
  function star(g, x, y, r) {
    g.beginPath();
    for (var k = 0; k < 10; k++) {
      var angle = Math.PI * (k / 5 - 0.5), far = k % 2 ? r * 0.45 : r;
      g[k ? 'lineTo' : 'moveTo'](x + far * Math.cos(angle), y + far * Math.sin(angle));
    }
    g.closePath();
    g.lineJoin = 'round';
    g.strokeStyle = '#fff'; g.lineWidth = 5; g.stroke();
    g.fillStyle = GOLD; g.fill();
    g.strokeStyle = CHOSEN; g.lineWidth = 2; g.stroke();
  }
  function circle(g, x, y, r) {
    g.beginPath(); g.arc(x, y, r, 0, 6.2832);
    g.strokeStyle = '#fff'; g.lineWidth = 5; g.stroke();
    g.strokeStyle = REJECTED; g.lineWidth = 2; g.stroke();
  }
  function paint(g, view, worldPoint) {
    ['rejected', 'chosen'].forEach(function (state) {
      reports.forEach(function (report) {
        report.candidates.forEach(function (c) {
          if (c.state !== state) return;
          var p = worldPoint(c.at), x = (p[0] - view.x) * view.scale, y = (p[1] - view.y) * view.scale;
          if (state === 'rejected') circle(g, x, y, c.site === null ? 5 : 11);
          else star(g, x, c.site === null ? y : y - 27, 11);
        });
      });
    });
  }
  function swatch(state) {
    var c = document.createElement('canvas');
    c.width = 34; c.height = 24;
    if (state === 'chosen') star(c.getContext('2d'), 17, 12, 10); else circle(c.getContext('2d'), 17, 12, 7);
    return c;
  }
  function legend(page) {
    var words = { chosen: 'siting_chosen', rejected: 'siting_rejected' };
    return Object.keys(words).map(function (state) {
      var n = 0;
      reports.forEach(function (r) { n += r.candidates.filter(function (c) { return c.state === state; }).length; });
      return n ? el('span', 'site', null, swatch(state), el('span', '', page.word(words[state]) + ' ' + n)) : null;
    });
  }

  // ---- the panel
  function chosenTable(page, report) {
    var head = el('tr', '', null, el('th', '', ''), el('th', '', page.word('site'))), body = el('tbody');
    report.keys.forEach(function (key) { head.appendChild(el('th', '', page.word(key))); });
    fill(body, report.chosen.map(function (site, rank) {
      var row = el('tr', '', null, el('td', 'rank', report.ranked ? String(rank + 1) : '★'), el('td', 'what', page.t(site.name)));
      site.cells.forEach(function (cell) { row.appendChild(el('td', '', page.t(cell))); });
      row.title = page.t(site.name) + (site.yuan === null ? '' : ' · ' + site.yuan + ' ' + page.word('yuan'));
      act(row, function () { if (site.site === null) page.lookAt(site.at); else page.chooseSite(site.site); });
      return row;
    }));
    return el('table', 'chosen-sites', null, el('thead', '', null, head), body);
  }
  function tieItem(page, tie) {
    return el('li', '', null, el('span', 'what', page.t(tie.out) + ' ' + page.word('siting_instead') + ' ' + page.t(tie.into)),
      el('span', '', page.word('siting_worse') + ' ' + tie.worse));
  }
  function list(className, items) {
    var ol = el('ol', className);
    fill(ol, items);
    return ol;
  }

  // ---- gain against number, or against cost where all costs are known
  function chart(page, report) {
    var shape = Charts.shape, ticks = Charts.ticks, compact = Charts.compact, points = report.frontier, W = 470, H = 196, L = 62, R = 16, T = 14, B = 44, svg = Charts.canvas(W, H);
    var byCost = points.every(function (p) { return p.yuan !== null; }) && points.some(function (p) { return p.yuan > 0; });
    function amount(p) { return byCost ? p.yuan / 10000 : p.n; }
    var mostX = Math.max.apply(null, points.map(amount)) || 1, mostY = Math.max.apply(null, points.map(function (p) { return p.gain; })) || 1;
    var ticksX = ticks(mostX, 5), ticksY = ticks(mostY, 4);
    mostX = byCost ? ticksX[ticksX.length - 1] : mostX;
    mostY = ticksY[ticksY.length - 1];
    function x(v) { return L + (W - L - R) * v / mostX; }
    function y(v) { return H - B - (H - T - B) * v / mostY; }
    svg.setAttribute('aria-label', page.word(byCost ? 'siting_frontier_cost' : 'siting_frontier'));
    ticksY.forEach(function (v) {
      shape(svg, 'line', { x1: L, x2: W - R, y1: y(v), y2: y(v), stroke: '#cfd6de' });
      shape(svg, 'text', { x: L - 6, y: y(v) + 5, 'text-anchor': 'end' }, compact(v));
    });
    ticksX.filter(function (v) { return v <= mostX && (byCost || v === Math.round(v)); }).forEach(function (v) {
      shape(svg, 'line', { x1: x(v), x2: x(v), y1: H - B, y2: H - B + 5, stroke: '#17202a' });
      shape(svg, 'text', { x: x(v), y: H - B + 21, 'text-anchor': 'middle' }, compact(v));
    });
    shape(svg, 'line', { x1: L, x2: W - R, y1: H - B, y2: H - B, stroke: '#17202a' });
    shape(svg, 'text', { x: W - R, y: H - 4, 'text-anchor': 'end' }, page.word(byCost ? 'siting_cost' : 'siting_number'));
    shape(svg, 'polyline', { points: points.map(function (p) { return x(amount(p)) + ',' + y(p.gain); }).join(' '), fill: 'none', stroke: '#0b4f8a', 'stroke-width': 2.5 });
    points.forEach(function (p) {
      var here = p.n === report.chosen.length;
      var dot = shape(svg, 'circle', { 'class': here ? 'here' : 'point', cx: x(amount(p)), cy: y(p.gain), r: here ? 8 : 4, fill: here ? GOLD : '#0b4f8a', stroke: here ? CHOSEN : '#fff', 'stroke-width': here ? 3 : 1 });
      shape(dot, 'title', {}, p.n + ' · ' + p.told + ' ' + page.t(report.unit) + ' (+' + p.more + ')' + (p.gap ? ' ±' + p.gap : ''));
      if (here) shape(svg, 'text', { x: Math.min(W - R - 4, x(amount(p)) + 12), y: y(p.gain) + 26, 'text-anchor': x(amount(p)) > W * 0.7 ? 'end' : 'start', 'font-weight': 700 }, page.word('siting_here') + ' ' + p.n);
    });
    return svg;
  }
  function reportContent(page, report) {
    var unit = ' ' + page.t(report.unit), box = el('section');
    var proof = report.proven ? page.word('siting_proven') : page.word('siting_gap') + ' ' + report.gap;
    var robust = report.robust;
    fill(box, [
      el('h2', '', page.t(report.title)),
      el('div', 'about', page.t(report.model)),
      el('div', 'result', report.without + ' → ' + report.objective + unit + ' · ' + proof + (report.interrupted ? ' · ' + page.word('siting_stopped') : '')),
      el('h3', '', page.word('siting_chosen') + ' ' + report.chosen.length + ' ', report.ranked ? el('small', '', page.word('siting_ranked')) : null),
      chosenTable(page, report),
      report.ranked ? el('div', 'about', page.word('siting_order')) : null,
      report.frontier.length > 1 ? el('h3', '', page.word('siting_frontier') + ' ', el('small', '', page.t(report.unit))) : null,
      report.frontier.length > 1 ? chart(page, report) : null,
      report.ties.length ? el('h3', '', page.word('siting_ties')) : null,
      report.ties.length ? list('ties', report.ties.map(function (tie) { return tieItem(page, tie); })) : null,
      robust ? el('h3', '', page.word('siting_robust') + ' ', el('small', '', robust.draws + ' ' + page.word('siting_draws') + (robust.regret ? ' · ' + page.word('siting_regret') + ' ' + robust.regret : ''))) : null,
      robust ? list('shares', robust.shares.map(function (s) {
        return el('li', '', null, el('span', 'what', (s.chosen ? '★ ' : '') + page.t(s.name) + (s.chosen ? '' : ' (' + page.word('siting_off') + ')')), el('span', '', s.share + '%'));
      })) : null,
      el('div', 'about', page.t(report.method)),
    ]);
    return box;
  }
  function show(page) {
    var tabs = byId('tabs');
    tabs.hidden = !reports.length;
    byId('ranking').hidden = open;
    byId('siting').hidden = !open;
    if (!reports.length) return;
    fill(tabs, ['siting', 'siting_people'].map(function (key, which) {
      var b = el('button', '', page.word(key));
      b.type = 'button';
      b.dataset.tab = key;
      b.setAttribute('aria-pressed', String(open === !which));
      b.addEventListener('click', function () { open = !which; show(page); page.fitPanels(); });
      return b;
    }));
    fill(byId('siting'), reports.map(function (report) { return reportContent(page, report); }));
  }
  return { paint: paint, legend: legend, show: show };
}
