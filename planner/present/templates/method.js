'use strict';
// The footer and the panel below the page: standards, sources, what was left out, how to read it.
function Method(page) {
  var data = page.data;
  function standardText(s) {
    var figures = data.asIs || s.before === s.after ? s.after : s.before + ' → ' + s.after;
    return [s.met[1] ? '✔ ' : '✘ ', page.t(s.text), ' — ', figures, ' ', page.word(s.met[1] ? 'met' : 'not_met')].join('');
  }
  function showFooter() {
    fill(byId('standards'), data.standards.map(function (s) { return el('div', s.met[1] ? 'better' : 'worse', standardText(s)); }));
    var natures = {};  // what is not fact comes first: the line may be cut, the panel below is whole
    data.provenance.slice().reverse().forEach(function (p) { (natures[page.t(p.nature)] = natures[page.t(p.nature)] || []).push(page.t(p.what)); });
    var comma = page.state.lang === 'zh' ? '、' : ', ', colon = page.state.lang === 'zh' ? '：' : ': ', stop = page.state.lang === 'zh' ? '；' : '; ';
    byId('stamp').textContent = (data.tiles ? page.t(data.tiles.said) + ' · ' : '') + page.word('map_approval') + ' · ' + page.word('run') + ' ' + data.runId + ' · ' +
      Object.keys(natures).map(function (n) { return n + colon + natures[n].join(comma); }).join(stop);
    byId('stamp').title = byId('stamp').textContent;
  }
  function table(heads, rows) {
    var head = el('tr'), body = el('tbody');
    heads.forEach(function (key) { head.appendChild(el('th', '', page.word(key))); });
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
    fill(byId('method'), [
      el('h2', '', page.word('method')),
      el('h3', '', page.word('how')), list(data.notes.map(page.t)),
      el('h3', '', page.word('measures')), data.measures.length ? list(data.measures.map(page.t)) : el('p', '', page.word('measures_none')),
      data.standards.length ? el('h3', '', page.word('standards')) : null,
      data.standards.length ? list(data.standards.map(standardText)) : null,
      el('h3', '', page.word('provenance')),
      table(['what', 'nature', 'source', 'licence'], data.provenance.map(function (p) { return [page.t(p.what), page.t(p.nature), page.t(p.source), p.licence]; })),
      el('h3', '', page.word('left_out')),
      data.leftOut.length ? table(['what', 'count', 'people_concerned', 'examples'], data.leftOut.map(function (o) {
        return [page.t(o.what), o.count, o.people ? page.t(o.people) : '—', o.examples.join(page.state.lang === 'zh' ? '、' : ', ')];
      })) : el('p', '', page.word('left_out_none')),
      el('h3', '', page.word('warnings')), data.warnings.length ? list(data.warnings.map(page.t)) : el('p', '', page.word('warnings_none')),
      el('p', '', ' '),
      el('p', '', page.word('run') + ' ' + data.runId + ' · ' + page.word('data_date') + ' ' + data.dataDate + ' · ' + (data.tiles ? page.t(data.tiles.said) : page.word('no_tiles')) + (thinned ? ' ' + page.word('thinned') : '') + ' ' + page.word('map_approval')),
    ]);
  }
  return { show: function () { showFooter(); showMethod(); } };
}
