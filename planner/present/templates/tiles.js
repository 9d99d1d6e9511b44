'use strict';
// Map pictures from the internet, where whoever made the page asked for them; below everything else.
// Without them, or without a network, the page's own roads and boundaries are the map.
function Tiles(page, map) {
  var asked = page.data.tiles, box = byId('tiles'), on = true;
  if (!asked) return { words: function () {} };
  var layers = asked.urls.map(function (url) {
    return L.tileLayer(url, { subdomains: asked.subdomains || 'abc', maxZoom: 20, maxNativeZoom: asked.zoom, updateWhenIdle: true });
  });
  var button = el('button', ''), source = el('span', '');
  button.type = 'button';
  box.appendChild(button);
  box.appendChild(source);
  box.hidden = false;
  function show() {
    layers.forEach(function (layer) { if (on) layer.addTo(map); else layer.remove(); });
    button.setAttribute('aria-pressed', String(on));
  }
  button.addEventListener('click', function () { on = !on; show(); page.view.show({ tiles: on }); });
  page.view.set({ tiles: on });
  show();
  return {
    words: function () {
      button.textContent = page.word('tiles');
      source.textContent = page.t(asked.attribution);
      box.title = page.t(asked.said);
    },
  };
}
