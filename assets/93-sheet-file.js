// The file field of a filled sheet: its name for screen readers, and a word about a file that is too large.
(function () {
  "use strict";
  function name() {
    var choose = document.getElementById("sheet-choose");
    var input = document.querySelector("#sheet-file input[type=file]");
    if (!choose || !input || input.hasAttribute("aria-label")) return;
    input.setAttribute("aria-label", choose.dataset.label);
    input.tabIndex = -1;
  }
  function weigh(event) {
    var root = document.getElementById("sheet-file");
    if (!root || !root.contains(event.target)) return;
    var files = Array.from((event.dataTransfer || event.target).files || []);
    var most = Number(document.getElementById("sheet-choose").dataset.most);
    document.getElementById("sheet-large").hidden = !files.some(function (file) { return file.size > most; });
  }
  document.addEventListener("change", weigh, true);
  document.addEventListener("drop", weigh, true);
  new MutationObserver(name).observe(document.documentElement, { childList: true, subtree: true });
})();
