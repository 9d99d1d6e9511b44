'use strict';
// What a click on a place or a site tells, and the hint under the pointer.
function Popups(page, map) {
  var data = page.data, view = page.view, marks = page.marks, NO_VALUE = 65535;
  var ONE_DIGIT = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  function number(value) { return value.toLocaleString('en', ONE_DIGIT); }
  function timeText(value) {
    return marks.reached(value) ? number(value * data.step / page.MINUTE) + ' ' + page.word('minutes') : page.t(marks.reason(value));
  }
  function change(texts) { return data.asIs || texts[0] === texts[1] ? texts[1] : texts[0] + ' → ' + texts[1]; }
  function line(key, text) { return el('div', 'line', null, el('span', 'key', page.word(key)), el('span', '', text)); }
  function people(i) {
    var unit = view.unitOf(i), n = Math.round(view.people(i));
    return (unit >= 0 ? page.t(data.units[unit].name) + ' · ' : '') + (n || '< 1') + ' ' + page.word('people');
  }

  function placeContent(i) {
    var details = page.selection().details;
    function detail(key, text) {
      var values = details[key].map(function (layer) { return page.unpacked.layer(layer)[i]; });
      return line(key === 'km' ? 'way' : key === 'site' ? 'provider' : 'yearly_hours', change(values.map(function (value) { return value === NO_VALUE ? '—' : text(value); })));
    }
    return el('div', '', null,
      el('h3', '', page.names()[i]),
      el('div', '', people(i)),
      el('div', 'about', page.t(page.selection().name) + (page.moment() ? ' · ' + page.whenText() : '')),
      line('time_one_way', change(view.times(i).map(timeText))),
      details && !page.moment() ? detail('km', function (v) { return number(v / 10) + ' km'; }) : null,
      details && !page.moment() && !view.hasRoute() ? detail('site', function (v) { return page.t(data.sites[v].name); }) : null,
      details ? detail('hours', function (v) { return (v / 100).toFixed(2) + ' ' + page.word('hour_unit'); }) : null,
      waysContent(i),
      page.placeRows ? page.placeRows(i, timeText) : null);
  }

  // The ways that the map draws, and what they take.
  function waysContent(i) {
    if (!view.hasRoute()) return null;
    var routes = page.routes, one = data.asIs || routes.same(i), whole = el('button', 'whole', page.word('whole_way'));
    whole.type = 'button';
    whole.addEventListener('click', function () { view.zoomToWays(i); });
    function minutes(value) { return number(value * data.step / page.MINUTE) + ' ' + page.word('minutes'); }
    function way(side) {
      function told(key) { return routes.told(key, side, i); }
      var site = page.unpacked.layer(page.selection().details.site[side])[i], others = told('others'), elsewhere = told('elsewhere');
      if (told('time') === NO_VALUE || site === NO_VALUE) return null;
      return el('div', 'way' + side, data.asIs ? '' : page.word(side ? 'after' : 'before') + ' ',
        el('b', '', page.t(data.sites[site].name)),
        el('div', '', minutes(told('time')) + ' · ' + number(told('km') / 10) + ' km · ' + page.word('share_of_trips') + ' ' + told('share') + '%'),
        others ? el('div', 'rest', page.word('rest_to') + ' ' + others + ' ' + page.word('other_sites') + (elsewhere === NO_VALUE ? '' : ' · ' + page.word('mean') + ' ' + minutes(elsewhere))) : null);
    }
    var rows = (data.asIs ? [1] : [0, 1]).map(way).filter(Boolean);
    return rows.length ? el('div', one ? 'ways one' : 'ways', null, el('div', 'about', page.word('ways_drawn')), rows[0], rows[1], whole) : null;
  }

  function deskContent(desk) {
    var load = [page.word('visits') + ' ' + desk.visits + ' ' + page.word('visit_unit')];
    if (desk.busy) load.push(page.word('busiest') + ' ' + desk.busy);
    if (desk.wait) load.push(page.word('mean_wait') + ' ' + desk.wait + ' ' + page.word('minutes'));
    return el('div', 'desk', null,
      el('b', '', page.t(desk.channel)),
      el('span', '', ' ' + desk.services + ' ' + page.word('channel_services') + (desk.windows ? ' · ' + page.word('windows') + ' ' + desk.windows : '')),
      line('hours', desk.hours ? page.t(desk.hours) : page.word('hours_unknown')),
      el('div', '', load.join(' · ')),
      desk.swamped ? el('div', 'worse', '▲ ' + page.word('swamped')) : null);
  }
  function siteContent(site) {
    var before = page.state.layer === 'before', there = (before ? site.before : site.after) || site.after || site.before;
    var s = page.selectionIndex(), all = data.selections.findIndex(function (x) { return x.id === 'all'; });
    function handled(side, k) { return side ? side.handles[k] + ' / ' + data.selections[k].services : '—'; }
    function count(k) {
      return el('div', '', page.word('handled') + ' ' + page.t(data.selections[k].name) + ' ' + change([handled(site.before, k), handled(site.after, k)]));
    }
    var note = !site.before ? page.word('new_site') : !site.after ? page.word('closed_site') : site.changed ? page.word('site_changed') : '';
    var content = el('div', '', null,
      el('h3', '', page.t(site.name)),
      el('div', '', page.t(data.kinds[site.kind]) + (note ? ' · ' + note : '')),
      count(s), all >= 0 && all !== s ? count(all) : null);
    if (!data.asIs && there.desks.length) content.appendChild(el('div', 'about', page.word(there === site.before ? 'before' : 'after')));
    there.desks.forEach(function (desk) { content.appendChild(deskContent(desk)); });
    return content;
  }
  view.onPopup(siteContent);

  // A card in the corner, so that the ways on the map stay in sight.
  var card = byId('card');
  L.DomEvent.disableClickPropagation(card);
  L.DomEvent.disableScrollPropagation(card);
  function openPlace(i) {
    map.closePopup();
    var close = el('button', 'close', '×');
    close.type = 'button';
    close.setAttribute('aria-label', page.word('close'));
    close.addEventListener('click', closePlace);
    view.pin(i);
    fill(card, [placeContent(i), close]);
    card.setAttribute('aria-label', page.names()[i]);
    card.hidden = false;
    card.scrollTop = 0;
    view.pin(i);  // once more: names stay clear of the card
  }
  function closePlace() {
    if (card.hidden) return;
    card.hidden = true;
    view.pin(null);
  }
  function hint(event) {
    var i = view.placeAt(event.containerPoint), tip = byId('tip');
    if (i < 0) { tip.style.display = 'none'; return; }
    var times = view.times(i).map(timeText);
    fill(tip, [
      el('b', '', page.names()[i]),
      el('span', '', people(i)),
      el('br'),
      el('span', '', data.asIs ? times[1] : page.word('before') + ' ' + times[0] + ' → ' + page.word('after') + ' ' + times[1]),
    ]);
    tip.style.display = 'block';
    var size = map.getSize(), p = event.containerPoint;
    tip.style.left = Math.max(4, Math.min(p.x + 16, size.x - tip.offsetWidth - 4)) + 'px';
    tip.style.top = (p.y + 18 + tip.offsetHeight > size.y ? p.y - 12 - tip.offsetHeight : p.y + 18) + 'px';
  }
  map.on('mousemove', hint);
  map.on('popupopen', closePlace);
  map.on('mouseout movestart popupopen', function () { byId('tip').style.display = 'none'; });
  map.on('click', function (event) {
    var i = view.placeAt(event.containerPoint);
    if (i >= 0) openPlace(i); else closePlace();
  });
  return {
    openPlace: openPlace,
    closePlace: closePlace,
    words: function () {
      var close = document.querySelector('.leaflet-popup-close-button');
      if (close) close.setAttribute('aria-label', page.word('close'));
    },
  };
}
