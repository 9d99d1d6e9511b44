'use strict';
// The panels around the map. Every number and sentence arrives ready in the data; texts reach
// the document through textContent only. The state (layer, selection, language) lives in the
// address, so that a view can be kept and passed on.
(function () {
  var data = JSON.parse(document.getElementById('data').textContent);
  var unpacked = Unpack(data), names = unpacked.texts(data.places.names);
  var view = LeaderMap(leader_map, data, unpacked);
  var LAYERS = data.asIs ? ['after'] : ['before', 'after', 'change'];
  var state = { layer: 'after', services: data.selections[0].id, lang: 'zh' };
  var chosenUnit = -1;
  var MINUTE = 60000;  // class breaks and steps of times are milliseconds
  var ONE_DIGIT = { minimumFractionDigits: 1, maximumFractionDigits: 1 };

  function $(id) { return document.getElementById(id); }
  function t(text) { return text[state.lang]; }
  function word(key) { return t(data.words[key]); }
  function el(tag, className, text) {
    var e = document.createElement(tag);
    if (className) e.className = className;
    if (text !== undefined && text !== null) e.textContent = text;
    for (var i = 3; i < arguments.length; i++) if (arguments[i]) e.appendChild(arguments[i]);
    return e;
  }
  function fill(parent, children) { parent.replaceChildren.apply(parent, children.filter(Boolean)); }
  function selectionIndex() {
    return Math.max(0, data.selections.findIndex(function (s) { return s.id === state.services; }));
  }
  function selection() { return data.selections[selectionIndex()]; }

  // ---- the address
  function readAddress() {
    new URLSearchParams(location.hash.slice(1)).forEach(function (value, key) {
      if (key === 'layer' && LAYERS.indexOf(value) >= 0) state.layer = value;
      if (key === 'lang' && (value === 'zh' || value === 'en')) state.lang = value;
      if (key === 'services' && data.selections.some(function (s) { return s.id === value; })) state.services = value;
    });
  }
  function writeAddress() {
    var hash = '#' + new URLSearchParams(state).toString();
    if (hash !== location.hash) {
      try { history.replaceState(null, '', hash); } catch (error) { location.hash = hash; }
    }
  }

  // ---- words, headline, figures
  function showWords() {
    document.documentElement.lang = state.lang === 'zh' ? 'zh-CN' : 'en';
    document.querySelectorAll('[data-word]').forEach(function (e) { e.textContent = word(e.dataset.word); });
    document.title = t(data.title);
    $('title').textContent = t(data.title);
    $('title').title = t(data.title);
    $('subtitle').textContent = [t(data.city), word('data_date') + ' ' + data.dataDate, t(data.description)].filter(Boolean).join(' · ');
    $('headline').textContent = t(selection().headline);
    fill($('selection'), data.selections.map(function (s) {
      var option = el('option', '', t(s.name) + ' (' + s.services + ')');
      option.value = s.id;
      option.selected = s.id === state.services;
      return option;
    }));
  }
  var ARROWS = { '+': '▲ ', '−': '▼ ' };
  function showFigures() {
    fill($('figures'), selection().figures.map(function (f) {
      var value = el('div', 'value');
      if (!data.asIs) value.appendChild(el('span', 'was', t(f.before)));
      value.appendChild(document.createTextNode(t(f.value)));
      // 'People ... 493,100 people' would say it twice, and English numbers are long
      if (t(f.unit) !== 'people') value.appendChild(el('small', '', ' ' + t(f.unit)));
      var change = t(f.change);
      var card = el('div', 'figure', null, el('div', 'name', t(f.name)), value,
        data.asIs ? null : el('div', 'change ' + f.verdict, change ? (ARROWS[change[0]] || '') + change : word('same')));
      card.title = t(f.explanation);
      card.dataset.figure = f.id;
      return card;
    }));
  }

  // ---- switches
  function showModes() {
    fill($('modes'), LAYERS.map(function (layer) {
      var b = el('button', '', word(data.asIs ? 'before' : layer));
      b.type = 'button';
      b.dataset.layer = layer;
      b.setAttribute('aria-pressed', String(layer === state.layer));
      b.addEventListener('click', function () { state.layer = layer; show(); });
      return b;
    }));
  }

  // ---- legend
  function range(breaks, k) {
    var low = k ? breaks[k - 1] / MINUTE : 0, high = breaks[k] / MINUTE;
    return k === breaks.length ? '> ' + +low.toFixed(1) : +low.toFixed(1) + '–' + +high.toFixed(1);
  }
  function legendClass(colour, label, share) {
    var swatch = el('i');
    swatch.style.background = colour;
    return el('div', 'class', null, swatch, el('span', '', label), share ? el('span', 'share', share) : null);
  }
  function legendMark(kind, layer, label, share) {
    var mark = view.swatch(kind, layer);
    mark.style.height = mark.style.width = '18px';
    return el('div', 'class apart', null, mark, el('span', '', label), share ? el('span', 'share', share) : null);
  }
  function accessLegend() {
    var style = data.style, shares = selection().classShares[state.layer === 'before' ? 0 : 1], row = [];
    style.access.forEach(function (colour, k) {
      if (k === style.nWithin) {
        row.push(el('div', 'limit', null, el('span', '', '← ' + word('standard_here')), el('span', '', t(data.limit))));
      }
      row.push(legendClass(colour, range(style.accessBreaks, k), shares[k] || '0%'));
    });
    style.reachNames.forEach(function (name, k) {
      var n = style.access.length + k;
      if (shares[n]) row.push(legendMark(n, 'after', t(name), shares[n]));
    });
    return [el('div', 'lead', word('legend_access'))].concat(row);
  }
  function changeLegend() {
    var style = data.style, breaks = style.changeBreaks, last = breaks.length;
    var row = style.change.map(function (colour, k) {
      var low = Math.abs(breaks[Math.max(0, k - 1)]) / MINUTE, high = Math.abs(breaks[Math.min(last - 1, k)]) / MINUTE;
      var same = k && k < last && breaks[k - 1] < 0 && breaks[k] > 0;
      var a = +Math.min(low, high).toFixed(1), b = +Math.max(low, high).toFixed(1);
      var text = k === 0 || k === last ? '> ' + +low.toFixed(1) : a + '–' + b;
      if (same) return legendClass(colour, word('same') + ' ±' + b);
      return legendClass(colour, word(k && breaks[k - 1] > 0 ? 'faster' : 'slower') + ' ' + text);
    });
    var all = selection().classShares, n = style.access.length;
    if (view.anyPlace(function (was, is) { return !was && is; })) row.push(legendMark(style.change.length, 'change', word('newly_reached')));
    if (view.anyPlace(function (was, is) { return was && !is; })) row.push(legendMark(style.change.length + 1, 'change', word('newly_lost')));
    style.reachNames.forEach(function (name, k) {
      if (all[1][n + k]) row.push(legendMark(style.change.length + 2 + k, 'change', t(name), all[1][n + k]));
    });
    return [el('div', 'lead', word('legend_change'))].concat(row);
  }
  function siteLegend() {
    var used = {}, before = state.layer === 'before', index = selectionIndex(), others = false;
    data.sites.forEach(function (s) {
      var counts = before ? s.before : s.after;
      if (counts && counts[index]) used[s.kind] = (used[s.kind] || 0) + 1;
      else if (counts) others = true;
    });
    var row = data.kinds.map(function (name, k) {
      return used[k] && el('span', 'site', null, view.symbol(k, true, false, 18), el('span', '', t(name) + ' ' + used[k]));
    });
    if (others) row.push(el('span', 'site', null, view.symbol(0, false, false, 14), el('span', '', word('site_other'))));
    if (!before && data.sites.some(function (s) { return s.changed; })) {
      row.unshift(el('span', 'site', null, view.symbol(0, true, true, 26), el('span', '', word('site_changed'))));
    }
    return row.filter(Boolean);
  }
  function showLegend() {
    var classes = el('div', 'classes'), sites = el('div', 'sites');
    fill(classes, state.layer === 'change' ? changeLegend() : accessLegend());
    fill(sites, siteLegend());
    classes.title = word('legend_share');
    fill($('legend'), [classes, sites]);
  }

  // ---- ranking of units: the lowest share first, bars with a tick where they were before
  function showUnits() {
    var head = ['unit', 'unit_share', data.asIs ? '' : 'unit_change', 'unit_mean'].filter(Boolean);
    var row = el('tr');
    head.forEach(function (key) { row.appendChild(el('th', '', word(key))); });
    fill($('units').tHead, [row]);
    var rows = selection().units.map(function (u, i) { return { u: u, i: i }; });
    rows.sort(function (a, b) {
      var x = a.u.share[1] === null ? 101 : a.u.share[1], y = b.u.share[1] === null ? 101 : b.u.share[1];
      return x - y || (b.u.mean[1] || 0) - (a.u.mean[1] || 0) || a.i - b.i;
    });
    fill($('units').tBodies[0], rows.map(function (r) { return unitRow(r.u, r.i); }));
  }
  function unitRow(u, i) {
    var fillBar = el('div', 'fill'), track = el('div', 'track', null, fillBar), tr = el('tr', i === chosenUnit ? 'chosen' : '');
    fillBar.style.width = (u.share[1] || 0) + '%';
    if (!data.asIs && u.share[0] !== null) {
      var was = el('div', 'was');
      was.style.left = 'calc(' + u.share[0] + '% - 1px)';
      track.appendChild(was);
    }
    tr.appendChild(el('td', '', t(data.units[i].name)));
    tr.appendChild(el('td', 'bar', null, el('div', '', null, track, el('span', 'number', u.shown[1]))));
    if (!data.asIs) {
      var d = u.share[0] === null ? 0 : Math.round((+u.shown[1] - +u.shown[0]) * 10) / 10;
      tr.appendChild(el('td', d > 0 ? 'better' : d < 0 ? 'worse' : 'same', d ? (d > 0 ? '▲ +' : '▼ −') + Math.abs(d).toFixed(1) : '—'));
    }
    var mean = u.mean[1] === null ? '—' : u.mean[1].toFixed(1);
    if (!data.asIs && u.mean[0] !== null && u.mean[0] !== u.mean[1]) mean = u.mean[0].toFixed(1) + ' → ' + mean;
    tr.appendChild(el('td', '', mean));
    tr.title = t(data.units[i].name) + ' · ' + t(u.people);
    act(tr, function () {
      chosenUnit = chosenUnit === i ? -1 : i;
      if (chosenUnit < 0) view.home(); else view.zoomToUnit(i);
      view.show({ unit: chosenUnit });
      showUnits();
    });
    return tr;
  }
  function act(e, run) {
    e.tabIndex = 0;
    e.addEventListener('click', run);
    e.addEventListener('keydown', function (key) { if (key.key === 'Enter') run(); });
  }

  // ---- lists of places
  function placeItem(p) {
    var changed = !data.asIs && p.before !== p.after;
    var much = p.reason ? t(p.reason) : (changed ? p.before + ' → ' : '') + p.after + ' ' + word('minutes');
    var where = el('span', 'where', p.name + ' ', el('small', '', (p.unit ? t(p.unit) + ' · ' : '') + t(p.people)));
    var li = el('li', '', null, where, el('span', 'much', much));
    li.title = p.name + (p.saved ? ' · ' + word('faster') + ' ' + p.saved + ' ' + word('saved_hours') : '');
    act(li, function () { view.zoomToPlace(p.at); view.show({ pin: p.place }); });
    return li;
  }
  function placeList(id, title, items) {
    if (!items.length) return null;
    var list = el('ol'), box = el('section', '', null, el('h2', '', title + ' ', el('small', '', t(data.selections[0].name) + ' · ' + word('click_to_zoom'))), list);
    list.id = id;
    fill(list, items.map(placeItem));
    return box;
  }
  function showLists() {
    fill($('lists'), [
      data.asIs ? null : placeList('gains', word('gains'), data.gains),
      placeList('worst', word(data.asIs ? 'worst_as_is' : 'worst'), data.worst),
    ]);
  }

  // ---- footer and method
  function standardText(s) {
    var figures = data.asIs || s.before === s.after ? s.after : s.before + ' → ' + s.after;
    return [s.met[1] ? '✔ ' : '✘ ', t(s.text), ' — ', figures, ' ', word(s.met[1] ? 'met' : 'not_met')].join('');
  }
  function showFooter() {
    fill($('standards'), data.standards.map(function (s) { return el('div', s.met[1] ? 'better' : 'worse', standardText(s)); }));
    var natures = {};  // what is not fact comes first: the line may be cut, the panel below is whole
    data.provenance.slice().reverse().forEach(function (p) { (natures[t(p.nature)] = natures[t(p.nature)] || []).push(t(p.what)); });
    var comma = state.lang === 'zh' ? '、' : ', ', colon = state.lang === 'zh' ? '：' : ': ', stop = state.lang === 'zh' ? '；' : '; ';
    $('stamp').textContent = word('map_approval') + ' · ' + word('run') + ' ' + data.runId + ' · ' +
      Object.keys(natures).map(function (n) { return n + colon + natures[n].join(comma); }).join(stop);
    $('stamp').title = $('stamp').textContent;
  }
  function table(heads, rows) {
    var head = el('tr'), body = el('tbody');
    heads.forEach(function (key) { head.appendChild(el('th', '', word(key))); });
    rows.forEach(function (cells) {
      var tr = el('tr');
      cells.forEach(function (cell) { tr.appendChild(el('td', '', cell)); });
      body.appendChild(tr);
    });
    return el('table', '', null, el('thead', '', null, head), body);
  }
  function list(items) {
    var ul = el('ul');
    fill(ul, items.map(function (item) { return el('li', '', item); }));
    return ul;
  }
  function showMethod() {
    var thinned = data.roads.some(function (tier) { return tier.thinned; });
    fill($('method'), [
      el('h2', '', word('method')),
      el('h3', '', word('how')), list(data.notes.map(t)),
      el('h3', '', word('measures')), data.measures.length ? list(data.measures.map(t)) : el('p', '', word('measures_none')),
      data.standards.length ? el('h3', '', word('standards')) : null,
      data.standards.length ? list(data.standards.map(standardText)) : null,
      el('h3', '', word('provenance')),
      table(['what', 'nature', 'source', 'licence'], data.provenance.map(function (p) { return [t(p.what), t(p.nature), t(p.source), p.licence]; })),
      el('h3', '', word('left_out')),
      data.leftOut.length ? table(['what', 'count', 'people_concerned', 'examples'], data.leftOut.map(function (o) {
        return [t(o.what), o.count, o.people ? t(o.people) : '—', o.examples.join(state.lang === 'zh' ? '、' : ', ')];
      })) : el('p', '', word('left_out_none')),
      el('h3', '', word('warnings')), data.warnings.length ? list(data.warnings.map(t)) : el('p', '', word('warnings_none')),
      el('p', '', ' '),
      el('p', '', word('run') + ' ' + data.runId + ' · ' + word('data_date') + ' ' + data.dataDate + ' · ' + word('no_tiles') + (thinned ? ' ' + word('thinned') : '') + ' ' + word('map_approval')),
    ]);
  }

  // ---- popups and the hint under the pointer
  view.onPopup(function (site) {
    var before = state.layer === 'before', counts = before ? site.before : site.after;
    var s = selectionIndex(), all = data.selections.findIndex(function (x) { return x.id === 'all'; });
    function handled(c, k) { return c ? c[k] + ' / ' + data.selections[k].services : '—'; }
    function line(k) {
      var was = handled(site.before, k), is = handled(site.after, k);
      return t(data.selections[k].name) + ' ' + (data.asIs || was === is ? handled(counts, k) : was + ' → ' + is);
    }
    var note = !site.before ? word('new_site') : !site.after ? word('closed_site') : site.changed ? word('site_changed') : '';
    return el('div', '', null,
      el('h3', '', t(site.name)),
      el('div', '', t(data.kinds[site.kind]) + (note ? ' · ' + note : '')),
      el('div', '', word('hours') + ' ' + (site.hours || word('hours_unknown'))),
      el('div', '', word('handled') + ' ' + line(s)),
      all >= 0 && all !== s ? el('div', '', word('handled') + ' ' + line(all)) : null);
  });
  function timeText(value) {
    return view.reached(value) ? (value * data.step / MINUTE).toLocaleString('en', ONE_DIGIT) + ' ' + word('minutes') : t(view.reason(value));
  }
  function hint(event) {
    var i = view.placeAt(event.containerPoint), tip = $('tip');
    if (i < 0) { tip.style.display = 'none'; return; }
    var times = view.times(i), unit = view.unitOf(i), n = Math.round(view.people(i));
    fill(tip, [
      el('b', '', names[i]),
      el('span', '', (unit >= 0 ? t(data.units[unit].name) + ' · ' : '') + (n || '< 1') + ' ' + word('people')),
      el('br'),
      el('span', '', data.asIs ? timeText(times[1]) : word('before') + ' ' + timeText(times[0]) + ' → ' + word('after') + ' ' + timeText(times[1])),
    ]);
    tip.style.display = 'block';
    var size = leader_map.getSize(), p = event.containerPoint;
    tip.style.left = Math.max(4, Math.min(p.x + 16, size.x - tip.offsetWidth - 4)) + 'px';
    tip.style.top = (p.y + 18 + tip.offsetHeight > size.y ? p.y - 12 - tip.offsetHeight : p.y + 18) + 'px';
  }
  leader_map.on('mousemove click', hint);
  leader_map.on('mouseout movestart', function () { $('tip').style.display = 'none'; });

  // ---- all together; small screens get smaller letters, paper never does
  function fit() {
    if (document.body.classList.contains('printing')) return;
    document.body.classList.toggle('compact', innerWidth <= 1600 || innerHeight <= 900);
  }
  function show() {
    fit();
    showWords(); showFigures(); showModes(); showUnits(); showLists(); showLegend(); showFooter(); showMethod();
    leader_map.closePopup();
    leader_map.invalidateSize({ animate: false });
    view.show({ layer: state.layer, selection: selectionIndex(), language: state.lang, unit: chosenUnit });
    writeAddress();
  }
  $('selection').addEventListener('change', function () { state.services = this.value; show(); });
  $('language').addEventListener('click', function () { state.lang = state.lang === 'zh' ? 'en' : 'zh'; show(); });
  $('print').addEventListener('click', function () { window.print(); });
  $('home').addEventListener('click', function () { chosenUnit = -1; view.show({ unit: -1, pin: null }); view.home(); showUnits(); });
  $('tomethod').addEventListener('click', function () { $('method').scrollIntoView(); });
  window.addEventListener('resize', fit);
  window.addEventListener('hashchange', function () { readAddress(); show(); });
  readAddress();
  show();
  view.home();  // the panels are filled now, so the map has its final size
  document.documentElement.dataset.ready = 'true';
})();
