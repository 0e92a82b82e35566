// Settings: the sum of a plan while it is typed, the lock of the tiers, the file field of the import.
(function () {
  "use strict";
  var ENOUGH = 3; // letters of a reason

  function number(value) {
    return value.toLocaleString(document.documentElement.lang === "en" ? "en" : "tr");
  }
  // The file field of an upload has no label of its own, and says nothing of a file that is too large.
  function field(root) { return root && root.querySelector("input[type=file]"); }
  function name() {
    var choose = document.getElementById("admin-import-choose");
    var input = field(document.getElementById("admin-import-file"));
    if (!choose || !input) return false;
    input.setAttribute("aria-label", choose.dataset.label);
    input.tabIndex = -1;
    return true;
  }
  function weigh(event) {
    var root = document.getElementById("admin-import-file");
    if (!root || !root.contains(event.target)) return;
    var files = Array.from((event.dataTransfer || event.target).files || []);
    var most = Number(document.getElementById("admin-import-choose").dataset.most);
    document.getElementById("admin-import-large").hidden = !files.some(function (file) { return file.size > most; });
  }
  document.addEventListener("change", weigh, true);
  document.addEventListener("drop", weigh, true);

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    settings: {
      sum: function (values, names) {
        var said = document.getElementById("admin-plan-sum").dataset;
        var target = 0;
        var total = 0;
        names.forEach(function (name, place) {
          var value = Number(values[place]) || 0;
          if (name.row === "target_people") target = value;
          else total += value;
        });
        var text = total === target ? said.exact : total < target ? said.missing : said.over;
        return text.replace("{total}", number(total)).replace("{rest}", number(Math.abs(target - total)));
      },
      label: function () {
        if (!name()) {
          var watch = new MutationObserver(function () { if (name()) watch.disconnect(); });
          watch.observe(document.body, { childList: true, subtree: true });
        }
        return window.dash_clientside.no_update;
      },
      unlock: function (reason, _shown, names) {
        var locked = (reason || "").trim().length < ENOUGH;
        return names.map(function () { return locked; });
      },
    },
  });
})();
