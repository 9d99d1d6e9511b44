'use strict';
// The comparison page: which scenario, layer and order are chosen (kept in the address), and the
// parts that show it. Every number and sentence arrives ready in the data.
(function () {
  var data = JSON.parse(byId('data').textContent), unpacked = Unpack(data), marks = Marks(data);
  var view = LeaderMap(leader_map, data, unpacked, marks, { known: false }, {});
  var LAYERS = ['after', 'change', 'swipe'], NOWHERE = -1, names = null;
  var state = { layer: 'after', scenario: data.scenarios.length ? 1 : 0, lang: 'zh', split: 50, sort: 'number', down: false };
  var page = {
    data: data, unpacked: unpacked, marks: marks, view: view, state: state,
    names: function () { return names || (names = unpacked.texts(data.places.names)); },
    MINUTE: 60000,  // class breaks and steps of times are milliseconds
    t: function (text) { return text[state.lang]; },
    word: function (key) { return page.t(data.words[key]); },
    selectionIndex: function () { return 0; },
    selection: function () { return data.selections[0]; },
    moment: function () { return null; },
    siting: { legend: function () { return []; } },
    current: function () { return state.scenario ? data.scenarios[state.scenario - 1] : data.selections[0]; },
    choose: function (scenario, byTable) {
      state.scenario = scenario;
      show();
      if (byTable) table.focus();
    },
    // A place's time in every scenario, for the card of a place.
    placeRows: function (i, told) {
      var box = el('div', 'rows', null, el('div', 'about', page.word('per_scenario')));
      data.scenarios.forEach(function (s, k) {
        box.appendChild(el('div', 'line' + (k + 1 === state.scenario ? ' chosen' : ''), null, el('span', 'what', (k + 1) + ' ' + page.t(s.name)), el('b', '', told(unpacked.layer(s.layers[1])[i]))));
      });
      return box;
    },
    writeAddress: writeAddress,
  };
  var frame = PageFrame(page), tiles = Tiles(page, leader_map), legend = Legend(page), method = Method(page), swipe = Swipe(page, leader_map);
  page.chart = CostChart(page);
  var table = Scenarios(page), popups = Popups(page, leader_map);

  function readAddress() {
    new URLSearchParams(location.hash.slice(1)).forEach(function (value, key) {
      if (key === 'layer' && LAYERS.indexOf(value) >= 0) state.layer = value;
      if (key === 'lang' && (value === 'zh' || value === 'en')) state.lang = value;
      if (key === 'scenario' && /^\d{1,2}$/.test(value) && +value <= data.scenarios.length) state.scenario = +value;
      if (key === 'split' && /^\d{1,3}$/.test(value)) state.split = Math.min(100, +value);
      if (key === 'sort') {
        var id = value.replace(/^-/, '');
        if (table.has(id)) { state.sort = id; state.down = id !== value; }
      }
    });
  }
  function writeAddress() {
    var kept = new URLSearchParams({ scenario: state.scenario, layer: state.layer, sort: (state.down ? '-' : '') + state.sort, lang: state.lang });
    if (state.layer === 'swipe') kept.set('split', state.split);
    frame.write(kept);
  }

  // The map's sites and roads are those of the chosen scenario; of the baseline, both sides alike.
  function load() {
    var scenario = data.scenarios[Math.max(0, state.scenario - 1)];
    if (!scenario) return;
    var before = unpacked.shorts(scenario.sites.before), after = unpacked.shorts(state.scenario ? scenario.sites.after : scenario.sites.before);
    var changed = unpacked.bytes(scenario.sites.changed);
    function side(n) { return n === NOWHERE ? null : { handles: [n], desks: [] }; }
    data.sites.forEach(function (site, i) {
      site.before = side(before[i]);
      site.after = side(after[i]);
      site.changed = !!state.scenario && !!changed[i];
    });
    view.edits.load(state.scenario ? scenario.roadMarks : []);
  }
  function show() {
    load();
    frame.fit();
    leader_map.closePopup();
    popups.closePlace();
    view.set({ mode: state.layer, split: state.split / 100, selection: 0, language: state.lang, layers: page.current().layers, open: null });
    frame.words();
    tiles.words();
    frame.modes(LAYERS, {}, show);
    byId('headline').textContent = page.t(data.headline);
    byId('onmap').textContent = page.word('on_map') + (state.scenario ? state.scenario + ' ' : '') + table.name(state.scenario) + ' · ' + page.word('all_services');
    byId('onmap').title = byId('onmap').textContent;
    table.show(); legend.show(); method.show(); popups.words();
    fill(byId('standards'), data.remarks.map(function (remark) { return el('div', '', page.t(remark)); }));
    fit();
    leader_map.invalidateSize({ animate: false });
    view.show({});
    swipe.show();
    writeAddress();
  }
  function fit() { table.fit(); page.chart.show(); legend.fit(); }
  byId('language').addEventListener('click', function () { state.lang = state.lang === 'zh' ? 'en' : 'zh'; show(); });
  byId('print').addEventListener('click', function () { window.print(); });
  byId('home').addEventListener('click', function () { leader_map.closePopup(); popups.closePlace(); view.home(); });
  byId('tomethod').addEventListener('click', function () { byId('method').scrollIntoView(); });
  window.addEventListener('resize', function () { frame.fit(); fit(); });
  window.addEventListener('hashchange', function () { readAddress(); show(); });
  load();
  readAddress();
  show();
  view.onPaper(fit);
  view.start();  // the panels are filled now, so the map has its final size
  document.documentElement.dataset.ready = 'true';
})();
