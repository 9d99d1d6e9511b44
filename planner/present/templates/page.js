'use strict';
// The page: what is chosen (kept in the address, so that a view can be passed on), and the parts
// that show it. Every number and sentence arrives ready in the data.
(function () {
  var data = JSON.parse(byId('data').textContent), unpacked = Unpack(data), marks = Marks(data), routes = Routes(data, unpacked), siting = Siting(data);
  var view = LeaderMap(leader_map, data, unpacked, marks, routes, siting);
  var LAYERS = data.asIs ? ['after'] : ['swipe', 'before', 'after', 'change'];
  var names = null, state = { layer: 'after', services: data.selections[0].id, lang: 'zh', when: '', split: 50 };
  var page = {
    data: data, unpacked: unpacked, marks: marks, routes: routes, siting: siting, view: view, state: state, unit: -1,
    // Names of places, read when first asked for.
    names: function () { return names || (names = unpacked.texts(data.places.names)); },
    MINUTE: 60000,  // class breaks and steps of times are milliseconds
    t: function (text) { return text[state.lang]; },
    word: function (key) { return page.t(data.words[key]); },
    selectionIndex: function () {
      return Math.max(0, data.selections.findIndex(function (s) { return s.id === state.services; }));
    },
    selection: function () { return data.selections[page.selectionIndex()]; },
    moment: function () { return hours.moment(state.when); },
    // A chosen hour is told like a selection of services: by figures, layers and ranking of its own.
    current: function () { return page.moment() || page.selection(); },
    whenText: function () { return hours.text(state.when); },
    setWhen: function (when) {
      state.when = when;
      if (when) state.services = data.selections[0].id;  // hours are known for the focus only
      show();
    },
    chooseUnit: function (unit) {
      page.unit = unit;
      if (unit < 0) view.home(); else view.zoomToUnit(unit);
      view.show({ unit: unit });
      panels.showUnits();
    },
    choosePlace: function (place) {
      popups.openPlace(place);
      view.zoomToWays(place);
    },
    lookAt: function (at) { view.zoomTo(at); },
    chooseSite: function (site) {
      view.zoomTo(data.sites[site].at);
      view.openSite(site);
    },
    writeAddress: writeAddress,
    fitPanels: function () { panels.fit(); },
  };
  var frame = PageFrame(page);
  var hours = HourStrip(page), panels = Panels(page), legend = Legend(page), method = Method(page);
  var tiles = Tiles(page, leader_map), swipe = Swipe(page, leader_map), search = Search(page), popups = Popups(page, leader_map);

  // ---- the address
  function readAddress() {
    new URLSearchParams(location.hash.slice(1)).forEach(function (value, key) {
      if (key === 'layer' && LAYERS.indexOf(value) >= 0) state.layer = value;
      if (key === 'lang' && (value === 'zh' || value === 'en')) state.lang = value;
      if (key === 'services' && data.selections.some(function (s) { return s.id === value; })) state.services = value;
      if (key === 'split' && /^\d{1,3}$/.test(value)) state.split = Math.min(100, +value);
      if (key === 'when') state.when = hours.find(value) ? value : '';
    });
    if (state.when) state.services = data.selections[0].id;
  }
  function writeAddress() {
    var kept = new URLSearchParams({ layer: state.layer, services: state.services, lang: state.lang });
    if (state.layer === 'swipe') kept.set('split', state.split);
    if (state.when) kept.set('when', state.when);
    frame.write(kept);
  }

  // ---- words and switches
  function showWords() {
    var colon = state.lang === 'zh' ? '：' : ': ';
    frame.words();
    tiles.words();
    byId('headline').textContent = (page.moment() ? page.whenText() + colon : '') + page.t(page.current().headline);
    byId('worth').hidden = !data.worth;
    byId('worth').textContent = data.worth ? page.t(data.worth) : '';
    fill(byId('selection'), data.selections.map(function (s) {
      var option = el('option', '', page.t(s.name) + ' (' + s.services + ')');
      option.value = s.id;
      option.selected = s.id === state.services;
      return option;
    }));
  }

  // ---- all together; small screens get smaller letters, paper never does
  function show() {
    var moment = page.moment();
    frame.fit();
    leader_map.closePopup();
    popups.closePlace();
    view.set({
      mode: state.layer, split: state.split / 100, selection: page.selectionIndex(), language: state.lang, unit: page.unit,
      layers: page.current().layers, open: moment && moment.open.map(unpacked.bytes),
    });
    showWords();
    frame.modes(LAYERS, data.asIs ? { after: 'before' } : {}, show);
    panels.show(); legend.show(); method.show(); hours.show(); search.show(); popups.words();
    siting.show(page);
    // What reads sizes comes last: the browser lays the page out once.
    panels.fit();
    legend.fit();
    leader_map.invalidateSize({ animate: false });  // the parts around the map have their sizes now
    view.show({});
    swipe.show();
    writeAddress();
  }
  byId('selection').addEventListener('change', function () { state.services = this.value; state.when = ''; show(); });
  byId('language').addEventListener('click', function () { state.lang = state.lang === 'zh' ? 'en' : 'zh'; show(); });
  byId('print').addEventListener('click', function () { window.print(); });
  byId('home').addEventListener('click', function () {
    leader_map.closePopup();
    popups.closePlace();
    page.chooseUnit(-1);
  });
  byId('tomethod').addEventListener('click', function () { byId('method').scrollIntoView(); });
  window.addEventListener('resize', function () { frame.fit(); panels.fit(); legend.fit(); });
  window.addEventListener('hashchange', function () { readAddress(); show(); });
  readAddress();
  show();
  view.onPaper(legend.fit);
  view.start();  // the panels are filled now, so the map has its final size
  document.documentElement.dataset.ready = 'true';
})();
