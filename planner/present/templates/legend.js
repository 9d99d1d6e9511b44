'use strict';
// The legend: classes with their shares of people, and the kinds of sites on the map.
function Legend(page) {
  var data = page.data, MINUTE = page.MINUTE;
  function range(breaks, k) {
    var low = k ? breaks[k - 1] / MINUTE : 0, high = breaks[k] / MINUTE;
    return k === breaks.length ? '> ' + +low.toFixed(1) : +low.toFixed(1) + '–' + +high.toFixed(1);
  }
  function legendClass(colour, label, share) {
    var swatch = el('i');
    swatch.style.background = colour;
    return el('div', 'class', null, swatch, el('span', '', label), share ? el('span', 'share', share) : null);
  }
  function legendMark(kind, change, label, share) {
    var mark = page.marks.swatch(kind, change);
    mark.style.height = mark.style.width = '26px';
    return el('div', 'class apart', null, mark, el('span', '', label), share ? el('span', 'share', share) : null);
  }
  function lead(key) {
    return el('div', 'lead', page.word(key), page.moment() ? el('small', '', page.word('legend_moment')) : null);
  }
  function accessLegend() {
    var style = data.style, shares = page.current().classShares[page.state.layer === 'before' ? 0 : 1], row = [];
    style.access.forEach(function (colour, k) {
      if (k === style.nWithin) {
        row.push(el('div', 'limit', null, el('span', '', '← ' + page.word('standard_here')), el('span', '', page.t(data.limit))));
      }
      row.push(legendClass(colour, range(style.accessBreaks, k), shares[k] || '0%'));
    });
    style.reachNames.forEach(function (name, k) {
      var n = style.access.length + k;
      var was = page.state.layer === 'swipe' ? page.current().classShares[0][n] : shares[n], is = shares[n];
      if (was || is) row.push(legendMark(n, false, page.t(name), was === is ? is : (was || '0%') + ' → ' + (is || '0%')));
    });
    return [lead('legend_access')].concat(row);
  }
  function changeLegend() {
    var style = data.style, breaks = style.changeBreaks, last = breaks.length;
    var row = style.change.map(function (colour, k) {
      var low = Math.abs(breaks[Math.max(0, k - 1)]) / MINUTE, high = Math.abs(breaks[Math.min(last - 1, k)]) / MINUTE;
      var same = k && k < last && breaks[k - 1] < 0 && breaks[k] > 0;
      var a = +Math.min(low, high).toFixed(1), b = +Math.max(low, high).toFixed(1);
      var text = k === 0 || k === last ? '> ' + +low.toFixed(1) : a + '–' + b;
      if (same) return legendClass(colour, page.word('same') + ' ±' + b);
      return legendClass(colour, page.word(k && breaks[k - 1] > 0 ? 'faster' : 'slower') + ' ' + text);
    });
    var all = page.current().classShares, n = style.access.length;
    if (page.view.anyPlace(function (was, is) { return !was && is; })) row.push(legendMark(style.change.length, true, page.word('newly_reached')));
    if (page.view.anyPlace(function (was, is) { return was && !is; })) row.push(legendMark(style.change.length + 1, true, page.word('newly_lost')));
    style.reachNames.forEach(function (name, k) {
      if (all[1][n + k]) row.push(legendMark(style.change.length + 2 + k, true, page.t(name), all[1][n + k]));
    });
    return [lead('legend_change')].concat(row);
  }
  function siteLegend() {
    var side = page.state.layer === 'before' ? 0 : 1, used = {}, others = false, closed = false;
    data.sites.forEach(function (s, index) {
      var state = page.view.stateOf(side, index);
      if (state === 'handles') used[s.kind] = (used[s.kind] || 0) + 1;
      if (state === 'closed') closed = true;
      if (state === 'other') others = true;
    });
    var row = data.kinds.map(function (name, k) { return used[k] && symbol(k, 'handles', false, 18, page.t(name) + ' ' + used[k]); });
    if (closed) row.push(symbol(0, 'closed', false, 16, page.word('closed_now')));
    if (others) row.push(symbol(0, 'other', false, 14, page.word('site_other')));
    if (side && data.sites.some(function (s) { return s.changed; })) row.unshift(symbol(0, 'handles', true, 26, page.word('site_changed')));
    return row.filter(Boolean);
  }
  function symbol(kind, state, ring, size, label) {
    return el('span', 'site', null, page.marks.site(kind, state, ring, size), el('span', '', label));
  }
  function show() {
    var classes = el('div', 'classes'), sites = el('div', 'sites');
    fill(classes, page.state.layer === 'change' ? changeLegend() : accessLegend());
    fill(sites, siteLegend());
    classes.title = page.word('legend_share');
    fill(byId('legend'), [classes, sites]);
  }
  return { show: show };
}
