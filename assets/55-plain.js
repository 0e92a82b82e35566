// One component that holds a whole table: what dashboard/plain.py wrote, put in place at once.
(function () {
  "use strict";

  // Where somebody was: as steps from the box to the element, so that the same place is found in the new rows.
  function path(box, element) {
    var steps = [];
    for (var at = element; at !== box; at = at.parentElement) steps.unshift(Array.prototype.indexOf.call(at.parentElement.children, at));
    return steps;
  }
  function put(box, html) {
    var active = document.activeElement;
    var steps = box.contains(active) && active !== box ? path(box, active) : null;
    var scroll = box.querySelector(".ksm-scroll");
    var left = scroll ? scroll.scrollLeft : 0;
    var top = scroll ? scroll.scrollTop : 0;
    box.innerHTML = html;
    if (window.ksm.picks) window.ksm.picks(box);
    scroll = box.querySelector(".ksm-scroll");
    if (scroll) scroll.scrollTo(left, top);
    var place = steps && steps.reduce(function (at, step) { return at && at.children[step]; }, box);
    if (place) place.focus({ preventScroll: true });
  }

  // A button in a table: `data-press` names the store that hears of it, `data-row` what it gets to know.
  document.addEventListener("click", function (event) {
    var button = event.target.closest("button[data-press]");
    if (button) window.dash_clientside.set_props(button.dataset.press, { data: { row: button.dataset.row, at: Date.now() } });
  });

  window.ksm.Plain = function (props) {
    var box = window.React.useRef(null);
    window.React.useLayoutEffect(function () { put(box.current, props.html); }, [props.html]);
    return window.React.createElement("div", { ref: box });
  };
})();
