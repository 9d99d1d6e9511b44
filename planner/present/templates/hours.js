'use strict';
// The strip of hours: a day of each type in half-hours, with the share of needs that find an open
// door. A chosen half-hour is page.state.when, such as 'workday-2230'; '' is any time.
function HourStrip(page) {
  var TYPES = ['workday', 'weekend', 'holiday'], week = page.data.moments, strip = byId('hours'), cells = [];
  function two(n) { return (n < 10 ? '0' : '') + n; }
  function clock(half) { return two(Math.floor(half / 2)) + ':' + (half % 2 ? '30' : '00'); }
  function key(type, half) { return TYPES[type] + '-' + clock(half).replace(':', ''); }
  function find(when) {
    var found = /^(workday|weekend|holiday)-([01]\d|2[0-3])(00|30)$/.exec(when || '');
    if (!found || !week) return null;
    var type = TYPES.indexOf(found[1]), half = 2 * found[2] + (found[3] === '30' ? 1 : 0);
    return week.cells[type][half] < 0 ? null : { type: type, half: half };
  }
  function moment(when) {
    var at = find(when);
    return at ? week.moments[week.cells[at.type][at.half]] : null;
  }
  function text(when) {
    var at = find(when);
    return at ? page.word(TYPES[at.type]) + ' ' + clock(at.half) + '–' + clock(at.half + 1) : page.word('any_time');
  }
  function percent(share) { return (100 * share).toFixed(1) + '%'; }
  function told(when) {
    var m = moment(when), same = page.data.asIs || m.met[0] === m.met[1];
    return text(when) + ' · ' + (same ? '' : percent(m.met[0]) + ' → ') + percent(m.met[1]);
  }
  function step(by) {
    var all = [], now = -1;
    TYPES.forEach(function (_, type) {
      for (var half = 0; half < 48; half++) if (week.cells[type][half] >= 0) all.push(key(type, half));
    });
    now = all.indexOf(page.state.when);
    page.setWhen(all[now < 0 ? 20 : (now + by + all.length) % all.length]);
  }
  function day(type) {
    var days = el('div', 'halves'), box = el('div', 'day');
    week.cells[type].forEach(function (index, half) {
      var cell = el('div', 'half'), when = key(type, half);
      if (index >= 0) {
        var met = week.moments[index].met, bar = el('div', met[1] > 0 ? 'met' : 'shut');
        bar.style.height = met[1] > 0 ? Math.max(4, 100 * met[1]) + '%' : '100%';
        cell.appendChild(bar);
        if (!page.data.asIs && met[0] !== met[1]) {
          var was = el('div', 'was');
          was.style.bottom = 100 * met[0] + '%';
          cell.appendChild(was);
        }
        cell.title = told(when);
        cell.addEventListener('click', function () { page.setWhen(when); });
        cells.push({ cell: cell, when: when });
      }
      days.appendChild(cell);
    });
    var ticks = el('div', 'ticks');
    [0, 6, 12, 18].forEach(function (hour) { ticks.appendChild(el('span', '', String(hour))); });
    box.appendChild(el('div', 'type', page.word(TYPES[type]) + ' ', el('small', '', week.days[type] + ' ' + page.word('days_a_year'))));
    box.appendChild(days);
    box.appendChild(ticks);
    return week.days[type] ? box : null;
  }
  function likeness(when) {
    var at = find(when), share = at ? week.share[at.type][at.half] : 1;
    return share > 0.995 ? '' : page.word('such_days') + ' ' + Math.round(100 * share) + '% ' + page.word('of_such_days');
  }
  function show() {
    if (!week) { strip.hidden = true; return; }
    var when = page.state.when, any = el('button', '', page.word('any_time'));
    cells = [];
    any.type = 'button';
    any.id = 'anytime';
    any.setAttribute('aria-pressed', String(!when));
    any.addEventListener('click', function () { page.setWhen(''); });
    var days = el('div', 'days'), lead = el('div', 'lead', null,
      el('div', 'now', when ? text(when) : page.word('hours_of_day')),
      el('small', '', when ? likeness(when) : page.t(page.data.selections[0].name)), any);
    days.id = 'days';
    days.tabIndex = 0;
    days.setAttribute('role', 'slider');
    days.setAttribute('aria-label', page.word('hours_of_day'));
    days.setAttribute('aria-valuetext', when ? told(when) : page.word('any_time'));
    days.addEventListener('keydown', function (event) {
      var moves = { ArrowLeft: -1, ArrowRight: 1, PageDown: -48, PageUp: 48 };
      if (event.key === 'Escape') page.setWhen('');
      else if (event.key in moves) step(moves[event.key]);
      else return;
      event.preventDefault();
      byId('days').focus();
    });
    fill(days, TYPES.map(function (_, type) { return day(type); }));
    fill(strip, [lead, days]);
    cells.forEach(function (c) { c.cell.classList.toggle('chosen', c.when === when); });
  }
  return { show: show, find: find, moment: moment, text: text };
}
