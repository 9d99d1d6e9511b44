'use strict';
// What every page has around its parts: words, title, address, switch of layers, size of letters.
function PageFrame(page) {
  var data = page.data, state = page.state;
  return {
    words: function () {
      document.documentElement.lang = state.lang === 'zh' ? 'zh-CN' : 'en';
      document.querySelectorAll('[data-word]').forEach(function (e) { e.textContent = page.word(e.dataset.word); });
      document.title = page.t(data.title);
      byId('title').textContent = page.t(data.title);
      byId('title').title = page.t(data.title);
      byId('subtitle').textContent = [page.t(data.city), page.word('data_date') + ' ' + data.dataDate, page.t(data.description)].filter(Boolean).join(' · ');
    },
    // Keeps a view in the address.
    write: function (kept) {
      var hash = '#' + kept.toString();
      if (hash === location.hash) return;
      try { history.replaceState(null, '', hash); } catch (error) { location.hash = hash; }
    },
    // The switch of map layers; `names` are words other than the layers' own.
    modes: function (layers, names, show) {
      fill(byId('modes'), layers.map(function (layer) {
        var b = el('button', '', page.word(names[layer] || layer));
        b.type = 'button';
        b.dataset.layer = layer;
        b.setAttribute('aria-pressed', String(layer === state.layer));
        b.addEventListener('click', function () { state.layer = layer; show(); });
        return b;
      }));
    },
    // Small screens get smaller letters, paper never does.
    fit: function () {
      if (document.body.classList.contains('printing')) return;
      document.body.classList.toggle('compact', innerWidth <= 1600 || innerHeight <= 900);
    },
  };
}
