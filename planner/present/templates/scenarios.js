'use strict';
// The table of scenarios: the baseline first, the others by any column; a row is chosen for the map.
function Scenarios(page) {
  var data = page.data, state = page.state, columns = data.table.columns, rows = data.table.rows;
  var ARROWS = { '+': '▲ ', '−': '▼ ' };
  function name(row) { return row ? page.t(data.scenarios[row - 1].name) : page.word('as_it_is'); }
  // Rows in the order shown; what is not known comes last both ways.
  function order() {
    var others = data.scenarios.map(function (s, i) { return i + 1; });
    var column = columns.findIndex(function (c) { return c.id === state.sort; }), sign = state.down ? -1 : 1;
    if (column >= 0) others.sort(function (a, b) {
      var x = rows[a][column].v, y = rows[b][column].v;
      if (x === null || y === null) return (x === null) - (y === null) || a - b;
      return sign * (x - y) || a - b;
    });
    else if (state.down) others.reverse();
    return [0].concat(others);
  }
  function sortBy(id) {
    state.down = state.sort === id && !state.down;
    state.sort = id;
    show();
    page.writeAddress();
    byId('scenarios').tHead.querySelector('[data-sort="' + id + '"]').focus();
  }
  function head(id, label, unit, meaning) {
    var button = el('button', '', label + ' ', unit ? el('small', '', unit) : null, el('i', '', state.sort === id ? (state.down ? '▼' : '▲') : ''));
    var th = el('th', id === 'number' ? 'name' : '', null, button);
    button.type = 'button';
    button.dataset.sort = id;
    button.setAttribute('aria-label', page.word('sort_by') + label);
    th.title = meaning;
    th.scope = 'col';
    if (state.sort === id) th.setAttribute('aria-sort', state.down ? 'descending' : 'ascending');
    button.addEventListener('click', function () { sortBy(id); });
    return th;
  }
  function cell(c) {
    var change = page.t(c.change);
    // A change too small to show has an arrow for a sign; a range of costs has none.
    var arrow = c.signed ? ARROWS[change[0]] || '' : '';
    var td = el('td', '', page.t(c.text), change ? el('span', 'change ' + c.verdict, arrow + (arrow && change[1] === '<' ? change.slice(1) : change)) : null);
    if (page.t(c.why)) td.title = page.t(c.why);
    return td;
  }
  function row(index) {
    var efficient = page.chart.isEfficient(index - 1), tr = el('tr', index === state.scenario ? 'chosen' : '');
    tr.appendChild(el('td', 'name', null, el('div', '', null, el('span', index ? 'number' + (efficient ? ' best' : '') : 'number as-is', index ? String(index) : '·'), el('span', 'what', name(index))), index && data.scenarios[index - 1].note ? el('span', 'note', page.t(data.scenarios[index - 1].note)) : null));
    rows[index].forEach(function (c) { tr.appendChild(cell(c)); });
    tr.title = name(index) + (efficient ? ' · ' + page.word('efficient') : '');
    tr.dataset.row = index;
    tr.setAttribute('aria-selected', String(index === state.scenario));
    tr.tabIndex = index === state.scenario ? 0 : -1;
    tr.addEventListener('click', function () { page.choose(index, true); });
    return tr;
  }
  function show() {
    var line = el('tr'), table = byId('scenarios');
    line.appendChild(head('number', page.word('scenario'), '', ''));
    columns.forEach(function (c) { line.appendChild(head(c.id, page.t(c.name), page.t(c.unit), page.t(c.meaning))); });
    table.setAttribute('role', 'grid');
    fill(table.tHead, [line]);
    fill(table.tBodies[0], order().map(row));
  }
  function move(event) {
    var at = order(), to = { ArrowDown: 1, ArrowUp: -1 }[event.key], place = at.indexOf(state.scenario);
    var inHead = byId('scenarios').tHead.contains(document.activeElement);
    if (event.key === 'Home') to = -place; else if (event.key === 'End') to = at.length - 1 - place;
    if (to === undefined || inHead || !at[place + to] && at[place + to] !== 0) return;
    event.preventDefault();
    page.choose(at[place + to], true);
  }
  byId('scenarios').addEventListener('keydown', move);
  // The arrow keys also work before anything is chosen.
  document.addEventListener('keydown', function (event) { if (document.activeElement === document.body && /^Arrow(Up|Down)$/.test(event.key)) move(event); });
  return {
    show: show, name: name,
    has: function (id) { return id === 'number' || columns.some(function (c) { return c.id === id; }); },
    focus: function () {
      var tr = document.querySelector('#scenarios tr.chosen');
      tr.focus({ preventScroll: true });
      var box = tr.closest('.scroll'), top = tr.offsetTop - byId('scenarios').tHead.offsetHeight;
      if (top < box.scrollTop) box.scrollTop = top;
      else if (tr.offsetTop + tr.offsetHeight > box.scrollTop + box.clientHeight) box.scrollTop = tr.offsetTop + tr.offsetHeight - box.clientHeight;
    },
    fit: function () {
      var box = byId('scenarios').parentNode;
      box.style.maxHeight = '';
      if (box.scrollHeight <= box.clientHeight + 1) return;
      var end = box.clientHeight, last = 0;  // no row is cut in half
      Array.prototype.forEach.call(byId('scenarios').tBodies[0].rows, function (tr) { if (tr.offsetTop + tr.offsetHeight <= end + 1) last = tr.offsetTop + tr.offsetHeight; });
      if (last) box.style.maxHeight = last + box.offsetHeight - box.clientHeight + 'px';
    },
  };
}
