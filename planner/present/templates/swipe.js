'use strict';
// The divider between before and after: drag it, or move it with the arrow keys.
function Swipe(page, map) {
  var handle = byId('swipe'), labels = [byId('swipe-before'), byId('swipe-after')], dragging = false;
  function place() {
    var share = page.state.split / 100;
    handle.style.left = 100 * share + '%';
    handle.setAttribute('aria-valuenow', String(page.state.split));
    labels[0].style.right = 'calc(' + 100 * (1 - share) + '% + 26px)';
    labels[1].style.left = 'calc(' + 100 * share + '% + 26px)';
    page.view.split(share);
  }
  function moveTo(percent) {
    page.state.split = Math.max(0, Math.min(100, Math.round(percent)));
    place();
  }
  function done() {
    page.view.show({});  // names follow the divider
    page.writeAddress();
  }
  handle.addEventListener('pointerdown', function (event) {
    dragging = true;
    handle.setPointerCapture(event.pointerId);
    event.preventDefault();
    handle.focus();
  });
  handle.addEventListener('pointermove', function (event) {
    if (!dragging) return;
    var box = map.getContainer().getBoundingClientRect();
    moveTo(100 * (event.clientX - box.left) / box.width);
  });
  ['pointerup', 'pointercancel'].forEach(function (name) {
    handle.addEventListener(name, function () { if (dragging) { dragging = false; done(); } });
  });
  handle.addEventListener('keydown', function (event) {
    var moves = { ArrowLeft: -2, ArrowRight: 2, PageDown: -10, PageUp: 10, Home: -100, End: 100 };
    if (!(event.key in moves)) return;
    moveTo(page.state.split + moves[event.key]);
    done();
    event.preventDefault();
  });
  return {
    show: function () {
      var on = page.state.layer === 'swipe';
      [handle].concat(labels).forEach(function (e) { e.hidden = !on; });
      handle.setAttribute('aria-label', page.word('swipe_handle'));
      labels[0].textContent = page.word('before');
      labels[1].textContent = page.word('after');
      if (on) place();
    },
  };
}
