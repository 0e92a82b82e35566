// The sign-in: leaving, the warning before it ends, and the key that every change carries.
(function () {
  "use strict";
  var plain = window.fetch;
  function csrf() {
    var found = document.cookie.match(/(?:^|; )(?:__Host-)?csrf=([0-9a-f]+)/);
    return found ? found[1] : "";
  }
  function post(path) {
    return plain(path, { method: "POST", credentials: "same-origin", headers: { "X-CSRFToken": csrf() }, redirect: "manual" });
  }
  function box() { return document.getElementById("oturum-uyarisi"); }
  function warn(left) {
    var shown = box();
    if (!shown) return;
    var idle = left.idle <= 75;
    var text = idle ? shown.dataset.idle : shown.dataset.whole.replace("{minutes}", Math.max(1, Math.round(left.whole / 60)));
    shown.hidden = !idle && left.whole > 300;
    if (!shown.hidden && shown.firstElementChild.textContent !== text) shown.firstElementChild.textContent = text;
    shown.lastElementChild.hidden = !idle;
  }
  window.ksm.signOut = function () {
    post("/cikis").then(function () { location.assign("/giris"); });
  };
  window.ksm.goOn = function () {
    post("/oturum").then(function (answer) { return answer.json(); }).then(warn);
  };
  setInterval(function () {
    if (!box()) return;
    window.fetch("/oturum", { credentials: "same-origin" }).then(function (answer) {
      return answer.ok ? answer.json() : null;
    }, function () { return null; }).then(function (left) { if (left) warn(left); });
  }, 15000);
})();
