'use strict';
// What charts are made of: SVG built by script, ticks at round numbers, short numbers.
var Charts = (function () {
  var NS = 'http://www.w3.org/2000/svg';
  function shape(parent, tag, attributes, text) {
    var e = document.createElementNS(NS, tag);
    Object.keys(attributes).forEach(function (k) { e.setAttribute(k, attributes[k]); });
    if (text !== undefined) e.textContent = text;
    parent.appendChild(e);
    return e;
  }
  function ticks(most, count) {
    var rough = most / count, power = Math.pow(10, Math.floor(Math.log10(rough || 1))), step = power, at = [];
    [2, 5, 10].forEach(function (m) { if (step < rough) step = m * power; });
    for (var k = 0; (k - 1) * step < most * 0.9999; k++) at.push(k * step);
    return at;  // the last is the most or above
  }
  function canvas(width, height) {
    var svg = document.createElementNS(NS, 'svg');
    svg.setAttribute('viewBox', '0 0 ' + width + ' ' + height);
    svg.setAttribute('role', 'img');
    return svg;
  }
  function compact(value) {
    var size = Math.abs(value);
    return size >= 1e6 ? +(value / 1e6).toFixed(2) + 'M' : size >= 1e4 ? +(value / 1e3).toFixed(1) + 'k' : String(+value.toPrecision(3));
  }
  return { canvas: canvas, shape: shape, ticks: ticks, compact: compact };
})();
