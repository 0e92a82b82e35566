// The search field of the list of institutions and the address follow each other.
(function () {
  "use strict";
  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    institutions: {
      search: function (typed, search) {
        var shown = window.ksm.read(search).get("ara") || "";
        var by = window.dash_clientside.callback_context.triggered_id;
        if (by !== "institutions-search") return shown;
        if ((typed || "") !== shown) window.ksm.change("ara", typed || "");
        return window.dash_clientside.no_update;
      },
    },
  });
})();
