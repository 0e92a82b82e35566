// The data version, asked every 15 seconds while the tab is seen; and answers that the pages themselves would not show.
(function () {
  "use strict";
  var EVERY = 15000;
  var plain = window.fetch;
  var away = false;
  var typed = ""; // the page on which somebody typed

  function span() { return document.getElementById("veri-surumu"); }
  function tell(name) {
    var toast = document.getElementById("toast");
    if (toast && toast.dataset[name]) window.ksm.say(toast.dataset[name]);
  }
  // A sign-in that is over: a page with typing stays and says where to sign in again, the others go there.
  function box() { return document.getElementById("oturum-bitti"); }
  function over(answer) {
    var text = answer.text();
    answer.text = function () { return text; }; // Dash reads it twice
    if (typed === location.pathname && box()) {
      box().hidden = false;
      document.getElementById("oturum-uyarisi").hidden = true;
    } else location.assign("/giris?sonra=" + encodeURIComponent(location.pathname + location.search));
  }
  document.addEventListener("input", function (event) {
    if (event.target.closest("#content")) typed = location.pathname;
  }, true);
  window.fetch = function () {
    return plain.apply(this, arguments).then(
      function (answer) {
        away = false;
        if (answer.status === 401) over(answer);
        else if (answer.ok && box()) box().hidden = true;
        if (answer.status === 403) tell("forbidden");
        if (answer.status === 409) tell("conflict");
        if (answer.status === 429 || answer.status === 503) tell("busy");
        return answer;
      },
      function (fault) {
        if (!away && fault.name !== "AbortError") tell("offline");
        away = true;
        throw fault;
      }
    );
  };
  setInterval(function () {
    if (document.hidden || !span()) return;
    window.fetch("/surum", { credentials: "same-origin" }).then(
      function (answer) { return answer.ok ? answer.text() : null; },
      function () { return null; }
    ).then(function (version) {
      if (version !== null && version !== span().textContent) {
        window.dash_clientside.set_props("veri-surumu", { children: version });
      }
    });
  }, EVERY);
})();
