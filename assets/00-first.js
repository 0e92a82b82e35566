// Before the first paint: the theme of the cookie, else of the system. The cookie tells the server which colours to draw.
(function () {
  "use strict";
  var found = document.cookie.match(/(?:^|; )tema=(light|dark)/);
  var theme = found ? found[1] : matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  document.documentElement.setAttribute("data-bs-theme", theme);
  document.cookie = "tema=" + theme + "; path=/; max-age=31536000; samesite=lax";
  // On the plain pages: show what is typed into a password field.
  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("[data-show]");
    if (!button) return;
    var field = document.getElementById(button.dataset.show);
    var shown = field.type === "text";
    field.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", shown ? "false" : "true");
  });
  if (!window.isSecureContext || !window.ClipboardItem) document.documentElement.classList.add("no-clipboard");
})();
