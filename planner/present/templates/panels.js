'use strict';
// The panels beside the map: key figures, ranking of units, places that gain most and are worst off.
function Panels(page) {
  var data = page.data;
  var ARROWS = { '+': '▲ ', '−': '▼ ' };
  function showFigures() {
    fill(byId('figures'), page.current().figures.map(function (f) {
      var value = el('div', 'value');
      if (!data.asIs) value.appendChild(el('span', 'was', page.t(f.before)));
      value.appendChild(document.createTextNode(page.t(f.value)));
      // 'People ... 493,100 people' would say it twice, and English numbers are long
      if (page.t(f.unit) !== 'people') value.appendChild(el('small', '', ' ' + page.t(f.unit)));
      var change = page.t(f.change);
      var card = el('div', 'figure', null, el('div', 'name', page.t(f.name)), value,
        page.moment() ? el('span', 'when', page.whenText().split('–')[0]) : null,
        data.asIs ? null : el('div', 'change ' + f.verdict, change ? (ARROWS[change[0]] || '') + change : page.word('same')));
      card.title = page.t(f.explanation);
      card.dataset.figure = f.id;
      return card;
    }));
  }

  // ---- ranking of units: the lowest share first, bars with a tick where they were before
  function showUnits() {
    var head = ['unit', page.moment() ? 'unit_needs' : 'unit_share', data.asIs ? '' : 'unit_change', 'unit_mean'].filter(Boolean);
    var row = el('tr');
    head.forEach(function (key) { row.appendChild(el('th', '', page.word(key))); });
    fill(byId('units').tHead, [row]);
    var rows = page.current().units.map(function (u, i) { return { u: u, i: i }; });
    rows.sort(function (a, b) {
      var x = a.u.share[1] === null ? 101 : a.u.share[1], y = b.u.share[1] === null ? 101 : b.u.share[1];
      return x - y || (b.u.mean[1] || 0) - (a.u.mean[1] || 0) || a.i - b.i;
    });
    fill(byId('units').tBodies[0], rows.map(function (r) { return unitRow(r.u, r.i); }));
  }
  function unitRow(u, i) {
    var fillBar = el('div', 'fill'), track = el('div', 'track', null, fillBar), tr = el('tr', i === page.unit ? 'chosen' : '');
    fillBar.style.width = (u.share[1] || 0) + '%';
    if (!data.asIs && u.share[0] !== null) {
      var was = el('div', 'was');
      was.style.left = 'calc(' + u.share[0] + '% - 1px)';
      track.appendChild(was);
    }
    tr.appendChild(el('td', '', page.t(data.units[i].name)));
    tr.appendChild(el('td', 'bar', null, el('div', '', null, track, el('span', 'number', u.shown[1]))));
    if (!data.asIs) {
      var d = u.share[0] === null ? 0 : Math.round((+u.shown[1] - +u.shown[0]) * 10) / 10;
      tr.appendChild(el('td', d > 0 ? 'better' : d < 0 ? 'worse' : 'same', d ? (d > 0 ? '▲ +' : '▼ −') + Math.abs(d).toFixed(1) : '—'));
    }
    var mean = u.mean[1] === null ? '—' : u.mean[1].toFixed(1);
    if (!data.asIs && u.mean[0] !== null && u.mean[0] !== u.mean[1]) mean = u.mean[0].toFixed(1) + ' → ' + mean;
    tr.appendChild(el('td', '', mean));
    tr.title = page.t(data.units[i].name) + ' · ' + page.t(u.people);
    act(tr, function () { page.chooseUnit(page.unit === i ? -1 : i); });
    return tr;
  }
  // ---- lists of places
  function placeItem(p) {
    var changed = !data.asIs && p.before !== p.after;
    var much = p.reason ? page.t(p.reason) : (changed ? p.before + ' → ' : '') + p.after + ' ' + page.word('minutes');
    var where = el('span', 'where', p.name + ' ', el('small', '', (p.unit ? page.t(p.unit) + ' · ' : '') + page.t(p.people)));
    var li = el('li', '', null, where, el('span', 'much', much));
    li.title = p.name + (p.saved ? ' · ' + page.word('faster') + ' ' + p.saved + ' ' + page.word('saved_hours') : '');
    act(li, function () { page.choosePlace(p.place); });
    return li;
  }
  function placeList(id, title, items) {
    if (!items.length) return null;
    var list = el('ol'), box = el('section', '', null, el('h2', '', title + ' ', el('small', '', page.t(data.selections[0].name) + ' · ' + page.word(page.moment() ? 'any_time' : 'click_to_zoom'))), list);
    list.id = id;
    fill(list, items.map(placeItem));
    return box;
  }
  function showLists() {
    fill(byId('lists'), [
      data.asIs ? null : placeList('gains', page.word('gains'), data.gains),
      placeList('worst', page.word(data.asIs ? 'worst_as_is' : 'worst'), data.worst),
    ]);
  }
  // No row is cut in half: a list is as high as so many whole rows.
  function wholeRows(box, row, head) {
    box.style.maxHeight = '';
    var edges = box.offsetHeight - box.clientHeight + head, free = box.offsetHeight - edges, height = row ? row.getBoundingClientRect().height : 0;
    if (height && box.scrollHeight > box.clientHeight + 1) box.style.maxHeight = edges + Math.max(1, Math.floor(free / height + 0.02)) * height + 'px';
  }
  function fit() {
    var values = Array.from(document.querySelectorAll('.figure .value'));
    values.forEach(function (value) { value.classList.remove('long'); });
    var long = values.filter(function (value) { return value.scrollWidth > value.clientWidth; });
    long.forEach(function (value) { value.classList.add('long'); });
    var units = byId('units');
    wholeRows(units.parentNode, units.tBodies[0].rows[0], units.tHead.offsetHeight);
    document.querySelectorAll('#lists ol').forEach(function (list) { wholeRows(list, list.firstChild, 0); });
  }
  return { show: function () { showFigures(); showUnits(); showLists(); }, showUnits: showUnits, fit: fit };
}
