'use strict';
// Search by name, pinyin or initials among units, sites and places.
function Search(page) {
  var box = byId('search'), list = byId('found'), shown = [], chosen = -1, LIMIT = 12, index = null;
  // Read when first asked for: most who open the page never search.
  function build() {
    var data = page.data, of = { unit: data.search.units, site: data.search.sites, place: data.search.places };
    var names = {
      unit: data.units.map(function (u) { return [u.name.zh, u.name.en]; }),
      site: data.sites.map(function (s) { return [s.name.zh, s.name.en]; }),
      place: page.names().map(function (name) { return [name]; }),
    };
    index = [];
    ['unit', 'site', 'place'].forEach(function (kind) {
      var syllables = page.unpacked.texts(of[kind]);
      names[kind].forEach(function (own, number) {
        var parts = syllables[number] ? syllables[number].split(' ') : [];
        index.push({
          kind: kind, number: number, names: own.map(plain), starts: parts,
          initials: parts.map(function (part) { return part[0]; }).join(''),
        });
      });
    });
  }
  function plain(text) { return text.toLowerCase().replace(/\s+/g, ''); }
  function sounds(parts, wanted) {
    for (var i = 0; i < parts.length; i++) {
      if (parts.slice(i).join('').indexOf(wanted) === 0) return i ? 4 : 2;
    }
    return 9;
  }
  // Lower is better; 9 is no match.
  function rank(entry, wanted) {
    var best = 9;
    entry.names.forEach(function (name) {
      var at = name.indexOf(wanted);
      if (at >= 0) best = Math.min(best, name === wanted ? 0 : at ? 3 : 1);
    });
    if (best === 9 && entry.starts.length) {
      var at = entry.initials.indexOf(wanted);
      best = Math.min(at < 0 ? 9 : at ? 5 : 2, sounds(entry.starts, wanted));
    }
    return best;
  }
  function find(text) {
    var wanted = plain(text), found = [];
    if (!wanted) return [];
    if (!index) build();
    index.forEach(function (entry, order) {
      var r = rank(entry, wanted);
      if (r < 9) found.push({ entry: entry, rank: r, order: order });
    });
    found.sort(function (a, b) { return a.rank - b.rank || a.order - b.order; });
    return found.slice(0, LIMIT).map(function (f) { return f.entry; });
  }
  function name(entry) {
    var data = page.data;
    return entry.kind === 'unit' ? page.t(data.units[entry.number].name) :
      entry.kind === 'site' ? page.t(data.sites[entry.number].name) : page.names()[entry.number];
  }
  function where(entry) {
    var data = page.data, unit = entry.kind === 'site' ? data.sites[entry.number].unit : entry.kind === 'place' ? page.view.unitOf(entry.number) : -1;
    return page.word(entry.kind) + (unit >= 0 ? ' · ' + page.t(data.units[unit].name) : '');
  }
  function show() {
    var asked = box.value.trim();
    fill(list, shown.length ? shown.map(function (entry, i) {
      var item = el('li', i === chosen ? 'chosen' : '', null, el('span', 'where', name(entry)), el('small', '', where(entry)));
      item.id = 'found-' + i;
      item.setAttribute('role', 'option');
      item.setAttribute('aria-selected', String(i === chosen));
      item.addEventListener('pointerdown', function (event) { event.preventDefault(); pick(entry); });
      return item;
    }) : [asked ? el('li', 'none', page.word('nothing_found')) : null]);
    list.hidden = !asked;
    box.setAttribute('aria-expanded', String(!list.hidden));
    box.setAttribute('aria-activedescendant', chosen >= 0 ? 'found-' + chosen : '');
  }
  function close() {
    box.value = '';
    shown = [];
    chosen = -1;
    show();
  }
  function pick(entry) {
    close();
    if (entry.kind === 'unit') page.chooseUnit(entry.number);
    else if (entry.kind === 'site') page.chooseSite(entry.number);
    else page.choosePlace(entry.number);
  }
  box.addEventListener('input', function () { shown = find(box.value); chosen = shown.length ? 0 : -1; show(); });
  box.addEventListener('blur', function () { list.hidden = true; });
  box.addEventListener('focus', show);
  box.addEventListener('keydown', function (event) {
    if (event.key === 'Escape') close();
    else if (event.key === 'Enter' && shown[chosen]) pick(shown[chosen]);
    else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && shown.length) {
      chosen = (chosen + (event.key === 'ArrowDown' ? 1 : -1) + shown.length) % shown.length;
      show();
    } else return;
    event.preventDefault();
  });
  return { show: function () { box.placeholder = page.word('search'); box.setAttribute('aria-label', page.word('search')); } };
}
