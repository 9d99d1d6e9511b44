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
        row.push(el('div', 'limit', null, el('span', '', '↑ ' + page.word('standard_here')), el('span', '', page.t(data.limit))));
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
    var row = data.kinds.map(function (name, k) { return used[k] && symbol(k, 'handles', '', 18, page.t(name) + ' ' + used[k]); });
    if (closed) row.push(symbol(0, 'closed', '', 16, page.word('closed_now')));
    if (others) row.push(symbol(0, 'other', '', 14, page.word('site_other')));
    return row.filter(Boolean);
  }
  // What the measures did: to sites, to roads, and who was chosen.
  function editLegend() {
    if (page.state.layer === 'before') return [];
    var words = { opened: 'site_opened', closed: 'site_closed', altered: 'site_altered' };
    var row = Object.keys(words).map(function (change) {
      var n = data.sites.filter(function (s) { return page.marks.changeOf(s) === change; }).length;
      return n && symbol(0, change === 'closed' ? 'other' : 'handles', change, 26, page.word(words[change]) + ' ' + n);
    });
    page.view.edits.marks.forEach(function (mark) {
      var text = page.view.edits.text(mark, page), item = el('span', 'site', null, page.view.edits.swatch(mark.edit), el('span', '', text));
      item.title = text + (mark.names ? ' · ' + mark.names.join(', ') : '');
      row.push(item);
    });
    return row.concat(page.siting.legend(page)).filter(Boolean);
  }
  function symbol(kind, state, ring, size, label) {
    var item = el('span', 'site', null, page.marks.site(kind, state, ring, size), el('span', '', label));
    item.title = label;
    return item;
  }
  function show() {
    var classes = el('div', 'classes'), edits = el('div', 'edits'), sites = el('div', 'sites'), box = byId('legend');
    fill(classes, page.state.layer === 'change' ? changeLegend() : accessLegend());
    fill(edits, editLegend());
    fill(sites, siteLegend());
    classes.title = page.word('legend_share');
    fill(box, [classes, edits, sites]);
  }
  function fit() {
    var box = byId('legend');
    box.className = '';
    ['tight', 'tight tighter'].forEach(function (name) { if (box.scrollHeight > box.clientHeight) box.className = name; });
  }
  return { show: show, fit: fit };
}
