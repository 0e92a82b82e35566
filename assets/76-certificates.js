// Certificates: rows are ticked; what is ticked stays ticked when the table is drawn anew, and its store hears of it.
(function () {
  "use strict";
  var picked = {};

  function boxes(table) { return Array.prototype.slice.call(table.querySelectorAll("tbody [data-pick]")); }
  function all(table) { return table.querySelector("thead [data-pick=all]"); }
  function tell(table) {
    var values = boxes(table).filter(function (box) { return box.checked; }).map(function (box) { return box.dataset.pick; });
    picked[table.dataset.picks] = values;
    all(table).checked = values.length > 0 && values.length === boxes(table).length;
    window.dash_clientside.set_props(table.dataset.picks, { data: values });
  }
  function again(table) {
    var kept = picked[table.dataset.picks] || [];
    if (!kept.length || !all(table)) return;
    boxes(table).forEach(function (box) { box.checked = kept.indexOf(box.dataset.pick) >= 0; });
    tell(table);
  }

  document.addEventListener("change", function (event) {
    var box = event.target.closest("[data-pick]");
    if (!box) return;
    var table = box.closest("[data-picks]");
    if (box === all(table)) boxes(table).forEach(function (one) { one.checked = box.checked; });
    tell(table);
  });
  document.addEventListener("keydown", function (event) {
    var step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    var box = step && event.target.matches && event.target.matches("tbody [data-pick]") ? event.target : null;
    if (!box) return;
    event.preventDefault();
    var row = boxes(box.closest("[data-picks]"));
    var next = row[row.indexOf(box) + step];
    if (next) next.focus();
  });
  window.ksm.picks = function (root) { root.querySelectorAll("[data-picks]").forEach(again); };
})();
