'use strict';
// Elements made by script; texts reach the document through textContent only.
function el(tag, className, text) {
  var e = document.createElement(tag);
  if (className) e.className = className;
  if (text !== undefined && text !== null) e.textContent = text;
  for (var i = 3; i < arguments.length; i++) if (arguments[i]) e.appendChild(arguments[i]);
  return e;
}
function byId(id) { return document.getElementById(id); }
function fill(parent, children) { parent.replaceChildren.apply(parent, children.filter(Boolean)); }
function act(e, run) {
  e.tabIndex = 0;
  e.addEventListener('click', run);
  e.addEventListener('keydown', function (key) { if (key.key === 'Enter') run(); });
}
