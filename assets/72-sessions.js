// Sessions: steps of the calendar, and N for a new session unless single letters are switched off.
(function () {
  "use strict";
  var ksm = window.ksm;

  document.addEventListener("click", function (event) {
    var step = event.target.closest && event.target.closest("button[data-day]");
    if (step) ksm.change("gun", step.dataset.day);
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "n" && event.key !== "N") return;
    if (event.ctrlKey || event.metaKey || event.altKey || (ksm.keys && !ksm.keys())) return;
    if (location.pathname.indexOf("/seanslar") !== 0) return;
    if (event.target.closest("input, select, textarea, [contenteditable], [role=listbox], .dash-dropdown")) return;
    if (!document.querySelector("a[href='/seanslar/yeni'], [data-new-session]")) return;
    event.preventDefault();
    ksm.go("/seanslar/yeni");
  });
})();
