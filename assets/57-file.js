// Fields for a file (dashboard/parts.py `file_field`): a name for screen readers, and a word about a file that is too large.
(function () {
  "use strict";
  function name() {
    document.querySelectorAll(".ksm-upload input[type=file]:not([aria-label])").forEach(function (input) {
      input.setAttribute("aria-label", input.closest(".ksm-upload").textContent);
      input.tabIndex = -1;
    });
  }
  function weigh(event) {
    var root = event.target.closest(".ksm-upload");
    if (!root) return;
    var told = root.querySelector("[data-large]").dataset;
    var files = Array.from((event.dataTransfer || event.target).files || []);
    document.getElementById(told.large).hidden = !files.some(function (file) { return file.size > Number(told.most); });
  }
  document.addEventListener("change", weigh, true);
  document.addEventListener("drop", weigh, true);
  new MutationObserver(name).observe(document.documentElement, { childList: true, subtree: true });
})();
