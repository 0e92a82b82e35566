// Settings: the sum of a plan while it is typed, the lock of the tiers.
(function () {
  "use strict";
  var ENOUGH = 3; // letters of a reason

  function number(value) {
    return value.toLocaleString(document.documentElement.lang === "en" ? "en" : "tr");
  }

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
      unlock: function (reason, _shown, names) {
        var locked = (reason || "").trim().length < ENOUGH;
        return names.map(function () { return locked; });
      },
    },
  });
})();
